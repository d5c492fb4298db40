import {
  Attribute,
  BaseRepository,
  Entity,
  PartitionKey,
  Repository,
  SortKey,
  Table,
  Unique,
  Version,
} from 'annotable';

/** Declares a table with a family of events, and orders besides them. */
export function eventModels(tableName: string) {
  @Table(tableName, { entities: () => [Clicked, Viewed, Order] })
  @PartitionKey('pk')
  @SortKey('sk')
  class Shop {}

  const eventKeys = {
    partitionKey: 'USER#{userId}',
    sortKey: 'EVENT#{id}',
    indexes: {
      byPage: {
        name: 'GSI1',
        partitionKey: { attribute: 'gsi1pk', template: 'PAGE#{page}' },
        sortKey: { attribute: 'gsi1sk', template: '{id}' },
      },
      byKind: { name: 'GSI2', partitionKey: ['entity'], sortKey: 'page' },
    },
  } as const;

  @Entity('Event', { table: Shop, keys: eventKeys, abstract: true })
  abstract class Event {
    @Attribute(String) userId!: string;
    @Attribute(String) id!: string;
    @Attribute(String, { optional: true }) page?: string;
  }

  @Entity('Clicked')
  class Clicked extends Event {
    @Attribute(String) button!: string;
    @Version() version!: number;
  }

  @Entity('Viewed')
  class Viewed extends Event {
    @Attribute(Number) seconds!: number;
  }

  @Entity('Order', { table: Shop, keys: { partitionKey: 'USER#{userId}', sortKey: 'EVENT#{id}' } })
  class Order {
    @Attribute(String) userId!: string;
    @Attribute(String) id!: string;
  }

  @Repository(Event)
  class Events extends BaseRepository<Event, 'userId' | 'id'> {}
  @Repository(Clicked)
  class Clicks extends BaseRepository<Clicked, 'userId' | 'id', 'version'> {}
  @Repository(Viewed)
  class Views extends BaseRepository<Viewed, 'userId' | 'id'> {}
  @Repository(Order)
  class Orders extends BaseRepository<Order, 'userId' | 'id'> {}
  return { Shop, Event, Clicked, Viewed, Order, Events, Clicks, Views, Orders };
}

/** Declares a family whose parent has items of its own, and whose classes have unique values. */
export function accountModels(tableName: string) {
  @Table(tableName, { entities: () => [Account, Admin] })
  @PartitionKey('pk')
  @SortKey('sk')
  class Accounts {}

  @Entity('Account', { table: Accounts, keys: { partitionKey: 'ACCOUNT#{id}', sortKey: 'ACCOUNT' } })
  class Account {
    @Attribute(String) id!: string;
    @Unique({ scope: 'table' }) @Attribute(String, { optional: true }) email?: string;
  }

  @Entity('Admin')
  class Admin extends Account {
    @Unique() @Attribute(String, { optional: true }) badge?: string;
  }

  @Repository(Account)
  class AccountRepository extends BaseRepository<Account, 'id'> {}
  @Repository(Admin)
  class AdminRepository extends BaseRepository<Admin, 'id'> {}
  return { Account, Admin, AccountRepository, AdminRepository };
}
