import {
  Attribute,
  BaseRepository,
  type Client,
  decimal,
  Entity,
  EntityRepository,
  Index,
  PartitionKey,
  Repository,
  SortKey,
  Table,
  Unique,
  type UpgradeSteps,
  type VersionOptions,
} from 'annotable';

/** The first form of an order: its total is text, and it has no region. */
interface OrderV1 {
  readonly orderId: string;
  readonly sum: string;
}

interface OrderV2 extends OrderV1 {
  readonly region: string;
}

/** Version 2 adds the region, and version 3 renames the sum to a total in cents. */
export const orderSteps: UpgradeSteps = {
  1: (item: OrderV1 & { region?: string }): OrderV2 => ({ ...item, region: item.region ?? 'EU' }),
  2: ({ sum, ...item }: OrderV2) => ({ ...item, total: Math.round(Number(sum) * 100) }),
};

/** Two programs with one table: an old one, whose class has no version, and one whose class has version 3. */
export function orderModels(table: string, options: VersionOptions = {}) {
  @Table(table)
  @Index('byNote', { partitionKey: 'note' })
  @Index('byNoteInPart', { partitionKey: 'note', projection: ['extra'] })
  class OldOrder {
    @PartitionKey() @Attribute(String) orderId!: string;
    @Attribute(decimal()) sum!: string;
    @Attribute(String, { optional: true }) note?: string;
    @Attribute(Number, { optional: true }) extra?: number;
  }

  @Table(table, { version: 3, upgrade: orderSteps, ...options })
  @Index('byNote', { partitionKey: 'note' })
  @Index('byNoteInPart', { partitionKey: 'note', projection: ['total'] })
  @Index('byNoteKeys', { partitionKey: 'note', projection: 'KEYS_ONLY' })
  class Order {
    @PartitionKey() @Attribute(String) orderId!: string;
    @Attribute(Number) total!: number;
    @Attribute(String) region!: string;
    @Attribute(String, { optional: true }) note?: string;
  }

  @Repository(OldOrder)
  class OldOrders extends BaseRepository<OldOrder, 'orderId'> {}
  @Repository(Order)
  class Orders extends BaseRepository<Order, 'orderId'> {}
  return {
    Order,
    oldOrders: (client: Client) => new OldOrders(client),
    orders: (client: Client, repositoryOptions = {}) => new Orders(client, repositoryOptions),
  };
}

/** An old and a new program whose items share a table. The new one makes its index key of an attribute that is new. */
export function entityModels(table: string) {
  @Table(table, { entities: () => [OldUser] })
  @PartitionKey('pk')
  @SortKey('sk')
  class OldZoo {}

  const keys = { partitionKey: 'USER#{userId}', sortKey: 'PROFILE' } as const;
  const petKeys = { partitionKey: 'USER#{userId}', sortKey: 'PET#{name}' } as const;

  @Entity('User', { table: OldZoo, keys })
  class OldUser {
    @Attribute(String) userId!: string;
    @Attribute(String) mail!: string;
    @Attribute(String, { optional: true }) city?: string;
  }

  @Table(table, { entities: () => [User, Pet] })
  @PartitionKey('pk')
  @SortKey('sk')
  class Zoo {}

  const userKeys = {
    partitionKey: 'USER#{userId}',
    sortKey: 'PROFILE',
    indexes: {
      byDomain: {
        partitionKey: { attribute: 'gsi1pk', template: 'DOMAIN#{domain}' },
        sortKey: { attribute: 'gsi1sk', template: '{userId}' },
      },
    },
  } as const;

  @Entity('User', {
    table: Zoo,
    keys: userKeys,
    version: 2,
    upgrade: {
      1: ({ mail, ...item }: { mail: string }) => ({ ...item, email: mail, domain: mail.split('@')[1] }),
    },
  })
  class User {
    @Attribute(String) userId!: string;
    @Unique() @Attribute(String) email!: string;
    @Attribute(String) domain!: string;
    @Attribute(String, { optional: true }) city?: string;
  }

  @Entity('Pet', { table: Zoo, keys: petKeys })
  class Pet {
    @Attribute(String) userId!: string;
    @Attribute(String) name!: string;
  }

  @Repository(OldUser)
  class OldUsers extends EntityRepository<OldUser, typeof keys> {}
  @Repository(User)
  class Users extends EntityRepository<User, typeof userKeys> {}
  @Repository(Pet)
  class Pets extends EntityRepository<Pet, typeof petKeys> {}
  return {
    oldUsers: (client: Client) => new OldUsers(client),
    users: (client: Client) => new Users(client),
    pets: (client: Client) => new Pets(client),
  };
}
