import {
  Attribute,
  BaseRepository,
  type Client,
  decimal,
  Index,
  type NewItem,
  PartitionKey,
  Repository,
  Table,
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

export type NewOldOrder = NewItem<{ orderId: string; sum: string; note?: string; extra?: number }, never>;
