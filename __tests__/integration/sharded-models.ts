import { Attribute, BaseRepository, Entity, PartitionKey, Repository, Table } from 'annotable';

/** Declares a table whose open orders are in an index with shards, sorted by a number, and by a text. */
export function shardedModels(tableName: string) {
  @Table(tableName, { entities: () => [Order] })
  @PartitionKey('pk')
  class Shop {}

  const keys = {
    partitionKey: 'ORDER#{orderId}',
    indexes: {
      open: {
        partitionKey: { attribute: 'gsi1pk', template: 'OPEN#{state}#{orderId|shard:8}' },
        sortKey: { attribute: 'gsi1sk', template: '{place}#{orderId}' },
      },
      byTotal: {
        partitionKey: { attribute: 'gsi2pk', template: 'TOTAL#{orderId|shard:8}' },
        sortKey: 'total',
        projection: 'KEYS_ONLY',
      },
    },
  } as const;

  @Entity('Order', { table: Shop, keys })
  class Order {
    @Attribute(String) orderId!: string;
    @Attribute(String) state!: string;
    @Attribute(String) place!: string;
    @Attribute(Number) total!: number;
  }

  @Repository(Order)
  class Orders extends BaseRepository<Order, 'orderId', never, Record<string, object>> {}
  return { Order, Orders };
}
