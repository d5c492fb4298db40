import {
  Attribute,
  BaseRepository,
  Index,
  LocalIndex,
  PartitionKey,
  Repository,
  SortKey,
  Table,
  TableMismatchError,
  TableNotFoundError,
  type TableOptions,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';

/** A model before and after its indexes were declared. */
function orderModels(table: string, options: TableOptions = {}) {
  @Table(table, options)
  class Order {
    @PartitionKey() @Attribute(String) customer!: string;
    @SortKey() @Attribute(Date) placedAt!: Date;
    @Attribute(String, { name: 's' }) status!: string;
    @Attribute(Number) total!: number;
  }

  @Index('byStatus', { partitionKey: 'status', sortKey: 'total', projection: ['placedAt'] })
  @Index('byTotal', { partitionKey: 'total', projection: 'KEYS_ONLY' })
  class IndexedOrder extends Order {}

  @LocalIndex('localTotal', { sortKey: 'total' })
  class LocalOrder extends Order {}

  @PartitionKey('status')
  class OtherKey extends Order {}

  @Repository(Order)
  class Orders extends BaseRepository<Order, 'customer' | 'placedAt'> {}
  @Repository(IndexedOrder)
  class IndexedOrders extends BaseRepository<IndexedOrder, 'customer' | 'placedAt'> {}
  @Repository(LocalOrder)
  class LocalOrders extends BaseRepository<LocalOrder, 'customer' | 'placedAt'> {}
  @Repository(OtherKey)
  class OtherKeys extends BaseRepository<OtherKey, 'status' | 'placedAt'> {}
  return { Orders, IndexedOrders, LocalOrders, OtherKeys };
}

onEveryEngine('a table', (engine) => {
  const order = { customer: 'c', placedAt: new Date(0), status: 'OPEN', total: 5 };

  engine.test('is created on demand and becomes ACTIVE, and is dropped completely', async () => {
    const { Orders } = orderModels(engine.uniqueTable('orders'));
    const orders = new Orders(engine.client);
    expect(await orders.table.exists()).toBe(false);
    expect(await orders.table.describe()).toBeUndefined();
    await orders.table.create();
    expect(await orders.table.describe()).toMatchObject({
      TableName: orders.table.name,
      TableStatus: 'ACTIVE',
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      KeySchema: [
        { AttributeName: 'customer', KeyType: 'HASH' },
        { AttributeName: 'placedAt', KeyType: 'RANGE' },
      ],
    });
    await expect(orders.table.create()).rejects.toMatchObject({ name: 'ResourceInUseException' });
    await orders.create(order);
    await orders.table.drop();
    expect(await orders.table.exists()).toBe(false);
    await expect(orders.table.drop()).rejects.toThrow(TableNotFoundError);
  });

  engine.test('has its indexes and capacity from the start', async () => {
    const { IndexedOrders, Orders } = orderModels(engine.uniqueTable('orders'), { billing: { read: 2, write: 3 } });
    const orders = new IndexedOrders(engine.client);
    await orders.table.ensure();
    const description = await orders.table.describe();
    expect(description?.ProvisionedThroughput).toMatchObject({ ReadCapacityUnits: 2, WriteCapacityUnits: 3 });
    const indexes = [...(description?.GlobalSecondaryIndexes ?? [])].sort((a, b) =>
      `${a.IndexName}`.localeCompare(`${b.IndexName}`),
    );
    expect(indexes).toMatchObject([
      {
        IndexName: 'byStatus',
        KeySchema: [
          { AttributeName: 's', KeyType: 'HASH' },
          { AttributeName: 'total', KeyType: 'RANGE' },
        ],
        // Every index contains the key of the table, so no attribute is left to name.
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
      { IndexName: 'byTotal', Projection: { ProjectionType: 'KEYS_ONLY' } },
    ]);
    await orders.create(order);
    expect(await orders.query({ status: 'OPEN' }, { index: 'byStatus' }).all()).toEqual([order]);
    const { status: _, ...keys } = order;
    expect(await orders.query({ total: 5 }, { index: 'byTotal' }).all()).toEqual([keys]);
    // A class without its former indexes keeps the indexes of the table, and reports them.
    const { table } = new Orders(engine.client);
    await table.ensure();
    expect((await table.describe())?.GlobalSecondaryIndexes).toHaveLength(2);
    expect((await table.plan()).surplus).toHaveLength(2);
    expect((await table.plan()).surplus).toContainEqual({ kind: 'index', name: 'byTotal' });
    await orders.table.drop();
  });

  engine.test('can be ensured repeatedly and concurrently', async () => {
    const { IndexedOrders } = orderModels(engine.uniqueTable('orders'), { tags: { team: 'a' } });
    await Promise.all(Array.from({ length: 4 }, () => new IndexedOrders(engine.client).table.ensure()));
    const orders = new IndexedOrders(engine.client);
    await orders.table.ensure();
    expect(await orders.table.plan()).toEqual({ steps: [], differences: [], surplus: [] });
    await orders.table.drop();
  });

  engine.testWith('indexChangesOnDemand', 'receives the missing indexes of its class one at a time', async () => {
    const { Orders, IndexedOrders } = orderModels(engine.uniqueTable('orders'));
    await new Orders(engine.client).table.create();
    await new Orders(engine.client).create(order);
    const orders = new IndexedOrders(engine.client);
    expect((await orders.table.plan()).steps.map(({ action }) => action)).toEqual(['createIndex', 'createIndex']);
    await orders.table.createIndex('byTotal');
    await Promise.all([orders.table.ensure(), new IndexedOrders(engine.client).table.ensure()]);
    expect((await orders.query({ status: 'OPEN' }, { index: 'byStatus' }).all()).length).toBe(1);
    await orders.table.deleteIndex('byTotal');
    expect((await orders.table.plan()).steps).toEqual([{ action: 'createIndex', index: 'byTotal' }]);
    await expect(orders.table.createIndex('nowhere')).rejects.toThrow(/declares no global index 'nowhere'/);
    await orders.table.drop();
  });

  engine.test('is unchanged if its key differs, and the error lists both keys', async () => {
    const { Orders, OtherKeys, LocalOrders } = orderModels(engine.uniqueTable('orders'));
    const orders = new Orders(engine.client);
    await orders.table.create();
    const mismatch: unknown = await new OtherKeys(engine.client).table.ensure().catch((error: unknown) => error);
    expect(mismatch).toBeInstanceOf(TableMismatchError);
    expect((mismatch as TableMismatchError).differences).toEqual([
      { what: 'key', declared: 's (HASH), placedAt (RANGE)', actual: 'customer (HASH), placedAt (RANGE)' },
    ]);
    await expect(new LocalOrders(engine.client).table.ensure()).rejects.toThrow(/local index localTotal/);
    await orders.table.drop();
  });

  engine.testWith(
    ['streams', 'deletionProtection'],
    'receives the missing stream, protection and tags of its class',
    async () => {
      const table = engine.uniqueTable('orders');
      await new (orderModels(table).Orders)(engine.client).table.create();
      const options = {
        stream: 'NEW_AND_OLD_IMAGES',
        deletionProtection: true,
        tags: { team: 'a', stage: 'b' },
      } as const;
      const orders = new (orderModels(table, options).Orders)(engine.client);
      await orders.table.ensure();
      expect(await orders.table.describe()).toMatchObject({
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
        DeletionProtectionEnabled: true,
      });
      expect((await orders.table.plan()).steps).toEqual([]);
      await expect(orders.table.drop()).rejects.toMatchObject({ code: 'table.protected' });
      expect(await orders.table.exists()).toBe(true);
      const other = new (orderModels(table, { stream: 'KEYS_ONLY' }).Orders)(engine.client);
      await expect(other.table.ensure()).rejects.toThrow(/stream: the class says KEYS_ONLY/);
    },
  );

  engine.testWith(
    'tableClass',
    'has a maximum of requests and a class from the start, and receives others',
    async () => {
      const name = engine.uniqueTable('orders');
      const ensured = async (options: TableOptions) => {
        const { table } = new (orderModels(name, options).Orders)(engine.client);
        const { steps } = await table.plan();
        await table.ensure();
        expect((await table.plan()).steps).toEqual([]);
        return { actions: steps.map(({ action }) => action), description: await table.describe() };
      };
      const first = await ensured({ billing: { onDemand: { maxRead: 10 } }, tableClass: 'infrequentAccess' });
      expect(first).toMatchObject({
        actions: ['createTable'],
        description: {
          OnDemandThroughput: { MaxReadRequestUnits: 10 },
          TableClassSummary: { TableClass: 'STANDARD_INFREQUENT_ACCESS' },
        },
      });
      const second = await ensured({ billing: { onDemand: { maxRead: 20, maxWrite: 5 } }, tableClass: 'standard' });
      expect(second).toMatchObject({
        actions: ['setOnDemandMaximum', 'setTableClass'],
        description: { OnDemandThroughput: { MaxReadRequestUnits: 20, MaxWriteRequestUnits: 5 } },
      });
    },
  );

  engine.test('is created with settings that local engines lack, and then works', async () => {
    const { Orders } = orderModels(engine.uniqueTable('orders'), {
      billing: { onDemand: { maxRead: 100, maxWrite: 100 } },
      warmThroughput: { read: 15_000, write: 5_000 },
      stream: 'NEW_IMAGE',
      deletionProtection: true,
      pointInTimeRecovery: { days: 7 },
      tableClass: 'infrequentAccess',
      encryption: 'aws',
      resourcePolicy: { Version: '2012-10-17', Statement: [] },
      contributorInsights: true,
    });
    const orders = new Orders(engine.client);
    await orders.table.ensure();
    await orders.table.ensure();
    expect(await orders.create(order)).toEqual(order);
  });

  engine.testWith('pointInTimeRecovery', 'receives point-in-time recovery', async () => {
    const { Orders } = orderModels(engine.uniqueTable('orders'), { pointInTimeRecovery: true });
    const orders = new Orders(engine.client);
    await orders.table.ensure();
    expect((await orders.table.plan()).steps).toEqual([]);
    await orders.table.drop();
  });
});
