import { collection, ItemAlreadyExistsError, readTransaction, ValidationError, writeTransaction } from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { reportOf, reportsOf } from '../support/operation-reports.ts';
import { ordersOf, reportModels } from './order-reports.ts';
import { shopModels } from './shop-models.ts';

onEveryEngine('the report of an operation', (engine) => {
  const tables = { orders: engine.uniqueTable('orders'), users: engine.uniqueTable('users') };
  const { Orders, Users } = reportModels(tables.orders, tables.users);
  const { Customers, Orders: ShopOrders } = shopModels(engine.uniqueTable('shop'));
  let orders: InstanceType<typeof Orders>;
  let users: InstanceType<typeof Users>;
  let customers: InstanceType<typeof Customers>;
  let shopOrders: InstanceType<typeof ShopOrders>;

  beforeAll(async () => {
    orders = new Orders(engine.client);
    users = new Users(engine.client);
    customers = new Customers(engine.client);
    shopOrders = new ShopOrders(engine.client);
    for (const { table } of [orders, users, customers]) await table.create();
    await orders.putMany(ordersOf('many', 60));
  });
  afterAll(async () => {
    for (const { table } of [orders, users, customers]) await table.drop();
  });

  const order = { customer: 'ann', id: 1, state: 'open', tags: new Set(['a']) };
  const key = { customer: 'ann', id: 1 };

  engine.test('has the units, the requests, and the items of each single write and read', async () => {
    const reports = await reportsOf(async () => {
      await orders.put(order);
      await orders.update(key, { note: 'soon' });
      await orders.upsert(key, { state: 'paid', note: 'now', tags: new Set() });
      await orders.get(key);
      await orders.get(key, { consistent: true });
      await orders.get({ customer: 'nobody', id: 1 });
      await orders.deleteIfExists({ customer: 'nobody', id: 1 });
      await orders.delete(key);
    });
    const counts = reports.map(({ operation, items, readUnits, writeUnits }) => [
      operation,
      items,
      readUnits,
      writeUnits,
    ]);
    // Each write is also a write of the index.
    expect(counts).toEqual([
      ['put', 1, 0, expect.any(Number)],
      ['update', 1, 0, expect.any(Number)],
      ['upsert', 1, 0, expect.any(Number)],
      ['get', 1, 0.5, 0],
      ['get', 1, 1, 0],
      ['get', 0, expect.any(Number), 0],
      ['deleteIfExists', 0, 0, expect.any(Number)],
      ['delete', 1, 0, expect.any(Number)],
    ]);
    for (const report of reports) {
      expect(report).toMatchObject({ table: tables.orders, requests: 1, attempts: 1 });
      expect(report).toMatchObject({ index: undefined, entity: undefined, error: undefined });
      expect(report.durationMs).toBeGreaterThan(0);
      if (report.operation !== 'get') expect(report.writeUnits).toBeGreaterThanOrEqual(1);
    }
  });

  engine.test('sums the pages of a query, and names its index', async () => {
    const report = await reportOf(() => orders.query({ state: 'open' }, { index: 'byState', pageSize: 25 }).all());
    expect(report).toMatchObject({ operation: 'query', index: 'byState', requests: 3, items: 60, writeUnits: 0 });
    expect(report.readUnits).toBeGreaterThanOrEqual(1.5);
  });

  engine.test('sums the segments of a scan', async () => {
    const report = await reportOf(() => orders.scan({ segments: 3, filter: { state: 'none' } }).all());
    expect(report).toMatchObject({ operation: 'scan', requests: 3, items: 0 });
    expect(report.readUnits).toBeGreaterThanOrEqual(0.5);
  });

  engine.test('is of each reading of results: all, first, page, count, and an iteration', async () => {
    const results = orders.query({ customer: 'many' }, { pageSize: 50 });
    const reports = await reportsOf(async () => {
      await results.first();
      const { cursor } = await results.page({ limit: 10 });
      await results.page({ limit: 10, cursor });
      await results.count();
      for await (const { id } of results) if (id === 55) break;
    });
    expect(reports.map(({ requests, items }) => [requests, items])).toEqual([
      [1, 1],
      [1, 10],
      [1, 10],
      [2, 60],
      [2, 60],
    ]);
  });

  engine.test('leaves out the time of the reader between two pages', async () => {
    const report = await reportOf(async () => {
      let isFirst = true;
      for await (const _ of orders.query({ customer: 'many' }, { pageSize: 50 }).pages()) {
        // 2 seconds by the clock of the process.
        if (isFirst) advanceClock(2_000);
        isFirst = false;
      }
    }).finally(() => jest.restoreAllMocks());
    expect(report.requests).toBe(2);
    expect(report.durationMs).toBeLessThan(2_000);
  });

  engine.test('sums the calls of a batch', async () => {
    const keys = Array.from({ length: 120 }, (_, index) => ({ customer: 'batch', id: index + 1 }));
    const reports = await reportsOf(async () => {
      await orders.putMany(ordersOf('batch', 60));
      await orders.getMany(keys);
      await orders.deleteMany(keys.slice(0, 30));
      await orders.deletePartition({ customer: 'batch' });
    });
    expect(reports.map(({ operation, requests, items }) => [operation, requests, items])).toEqual([
      ['putMany', 3, 60],
      ['getMany', 2, 60],
      ['deleteMany', 2, 30],
      ['deletePartition', 3, 30],
    ]);
    const [put, get, , deletion] = reports;
    expect(put?.writeUnits).toBeGreaterThanOrEqual(60);
    expect(get?.readUnits).toBeGreaterThanOrEqual(30);
    expect(deletion?.readUnits).toBeGreaterThan(0);
    expect(deletion?.writeUnits).toBeGreaterThanOrEqual(30);
  });

  engine.test('counts the requests that create an absent document', async () => {
    await orders.put(order);
    const report = await reportOf(() => orders.update(key, { 'address.city': 'Rome' }));
    expect(report).toMatchObject({ operation: 'update', requests: 3, items: 1, error: undefined });
    expect(report.readUnits).toBe(1);
  });

  engine.test('has the error that the call throws', async () => {
    await orders.put(order);
    const thrown: unknown[] = [];
    const report = await reportOf(() => orders.create(order).catch((error) => thrown.push(error)));
    expect(report).toMatchObject({ operation: 'create', requests: 1, items: 0 });
    expect(report.error).toBeInstanceOf(ItemAlreadyExistsError);
    expect(report.error).toBe(thrown[0]);
  });

  engine.test('has no requests if the call is rejected before it sends something', async () => {
    const reports = await reportsOf(async () => {
      await orders.put({ ...order, id: 'x' as never }).catch(() => undefined);
      await orders
        .query({ customer: 1 as never })
        .all()
        .catch(() => undefined);
      await orders
        .query({ customer: 'ann' })
        .page({ cursor: 'x' })
        .catch(() => undefined);
    });
    expect(reports.map(({ operation, requests }) => [operation, requests])).toEqual([
      ['put', 0],
      ['query', 0],
      ['query', 0],
    ]);
    for (const { error } of reports.slice(0, 2)) expect(error).toBeInstanceOf(ValidationError);
    expect(reports[2]?.error).toMatchObject({ code: 'cursor.invalid' });
  });

  engine.test('names the entity of a table that entities share, and none for a collection', async () => {
    const shop = collection({ customers, orders: shopOrders });
    const reports = await reportsOf(async () => {
      await customers.put({ customerId: 'c1', name: 'Ann' });
      await shop.query({ customerId: 'c1' }).all();
      await shop.deletePartition({ customerId: 'c1' });
    });
    expect(reports.map(({ operation, entity, requests }) => [operation, entity, requests])).toEqual([
      ['put', 'Customer', 1],
      ['query', undefined, 1],
      ['deletePartition', undefined, 2],
    ]);
  });

  engine.testWith('transactions', 'names the tables of a transaction, and has its units', async () => {
    const reports = await reportsOf(async () => {
      await writeTransaction().put(orders, order).create(users, { id: 'u1', mail: 'a' }).commit();
      await readTransaction().get(orders, key).get(users, 'u1').get(users, 'u2').run();
    });
    const table = `${tables.orders}, ${tables.users}`;
    // The item of the unique value is the third one.
    expect(reports).toMatchObject([
      { operation: 'writeTransaction', table, requests: 1, items: 3, readUnits: 0 },
      { operation: 'readTransaction', table, requests: 1, items: 2, writeUnits: 0 },
    ]);
    expect(reports[0]?.writeUnits).toBeGreaterThanOrEqual(6);
    expect(reports[1]?.readUnits).toBeGreaterThanOrEqual(4);
  });

  engine.testWith('transactions', 'sums all requests of a write that changes a unique value', async () => {
    await users.put({ id: 'u5', mail: 'five' });
    const report = await reportOf(() => users.update('u5', { mail: 'fifth' }));
    // Reads the item, writes the item and two guards, and reads the result.
    expect(report).toMatchObject({ operation: 'update', requests: 3, items: 3, error: undefined });
    expect(report.readUnits).toBeGreaterThanOrEqual(1);
    expect(report.writeUnits).toBeGreaterThanOrEqual(6);
  });

  engine.testWith('partiql', 'has the units of raw statements', async () => {
    await orders.put(order);
    const report = await reportOf(() =>
      orders.raw('ExecuteStatement', ({ table, parameter }) => ({
        Statement: `SELECT * FROM ${table} WHERE customer = ? AND id = ?`,
        Parameters: [parameter('customer', 'ann'), parameter('id', 1)],
      })),
    );
    expect(report).toMatchObject({ operation: 'raw', requests: 1, items: 1, writeUnits: 0 });
    expect(report.readUnits).toBeGreaterThan(0);
  });

  engine.test('does not change the output of a raw request', async () => {
    await orders.put(order);
    const outputs: object[] = [];
    const read = (ReturnConsumedCapacity?: 'NONE' | 'INDEXES') =>
      orders.raw('GetItem', ({ key: stored }) => ({
        Key: stored(key),
        ...(ReturnConsumedCapacity && { ReturnConsumedCapacity }),
      }));
    const reports = await reportsOf(async () => {
      outputs.push(await read(), await read('NONE'), await read('INDEXES'));
    });
    expect(outputs.map((output) => 'ConsumedCapacity' in output)).toEqual([false, false, true]);
    expect(reports.map(({ readUnits }) => readUnits)).toEqual([0.5, 0, 0.5]);
  });
});

/** Moves `performance.now` ahead by some milliseconds, until the mocks are restored. */
function advanceClock(milliseconds: number): void {
  const now = performance.now.bind(performance);
  jest.spyOn(performance, 'now').mockImplementation(() => now() + milliseconds);
}
