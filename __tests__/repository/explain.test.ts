import { between, type Explanation, increment } from 'annotable';
import { explainModels } from '../integration/explain-models.ts';
import { unsendableClient } from '../support/unsendable-client.ts';

const models = explainModels('orders');
const orders = models.orders(unsendableClient());
const users = models.users(unsendableClient());
const sessions = models.sessions(unsendableClient());
const key = { customerId: 'c1', orderId: 'o1' };
const order = { ...key, status: 'open', total: 5 };

const operations = ({ requests }: Explanation): string[] => requests.map(({ operation }) => operation);

describe('explain of a write', () => {
  test('returns the request as data and as text, the cost of all indexes included', async () => {
    const change = { note: "a'b", total: increment(1) };
    const explanation = await orders.explain('update', key, change, { if: { status: 'open' } });
    expect(explanation).toEqual({
      operation: 'update',
      requests: [{ operation: 'UpdateItem', input: expect.objectContaining({ TableName: 'orders' }) }],
      text: `UpdateItem orders {
  ReturnValues: ALL_NEW,
  Key: { customerId: 'c1', orderId: 'o1' },
  UpdateExpression: SET note = 'a\\'b', total = if_not_exists(total, 0) + 1,
  ConditionExpression: attribute_exists(customerId) AND st = 'open',
  ReturnValuesOnConditionCheckFailure: ALL_OLD
}`,
      index: undefined,
      readUnits: 0,
      writeUnits: 3,
      warnings: [],
    });
  });

  test('counts the indexes that the item is in, and its size', async () => {
    const units = async (item: object) => (await orders.explain('put', { ...order, ...item })).writeUnits;
    expect(await units({})).toBe(2);
    expect(await units({ courier: 'x' })).toBe(3);
    expect(await units({ courier: 'x', note: 'n'.repeat(3_000) })).toBe(3 + 3 + 1);
  });

  test('counts two writes for an index whose key changes, and none for an index that has nothing of the change', async () => {
    const units = async (changes: object) => (await orders.explain('update', key, changes)).writeUnits;
    expect(await units({ note: 'x' })).toBe(1 + 1);
    expect(await units({ status: 'paid' })).toBe(1 + 2);
    expect(await units({ courier: 'y' })).toBe(1 + 1 + 2);
    expect((await orders.explain('delete', key)).writeUnits).toBe(3);
  });

  test('estimates the units for other sizes', async () => {
    const explanation = await orders.explain('update', key, { note: 'x' });
    expect(explanation.unitsFor({ itemBytes: 2_500 })).toEqual({ readUnits: 0, writeUnits: 6 });
    expect(() => explanation.unitsFor({ itemBytes: -1 })).toThrow(
      'orders: itemBytes of explain() must be a number of 0 or more',
    );
  });

  test('shows a create with unique values as its transaction, at twice the units', async () => {
    const explanation = await users.explain('create', { id: 'u1', email: 'a@b.c' });
    expect(operations(explanation)).toEqual(['TransactWriteItems']);
    expect(explanation.writeUnits).toBe(4);
    expect(explanation.text).toContain("Item: { id: 'u1', email: 'a@b.c', version: 1 }");
  });

  test('says that a write depends on the item that it reads first', async () => {
    const explanation = await users.explain('update', 'u1', { email: 'x@y.z' });
    expect(operations(explanation)).toEqual(['GetItem']);
    expect(explanation.warnings).toEqual([
      'the write depends on the item, which is read first: it is then written with the guards of its unique values in one transaction, which the units leave out',
    ]);
    expect(operations(await users.explain('update', 'u1', { visits: 1 }))).toEqual(['UpdateItem']);
  });

  test('warns of requests that depend on responses', async () => {
    expect((await orders.explain('update', key, { 'place.city': 'Rome' })).warnings).toEqual([
      'if a document on a path is absent, a read and a second update create it',
    ]);
    expect(
      (await sessions.explain('upsert', 's1', { uses: 1, endsAt: new Date(0) }, { if: { uses: 2 } })).warnings,
    ).toEqual(['if an expired item fails the condition, it is deleted and the write is sent again']);
  });

  test('shows all requests of a batch', async () => {
    const items = Array.from({ length: 60 }, (_, each) => ({ ...order, orderId: `o${each}` }));
    const explanation = await orders.explain('putMany', items);
    expect(operations(explanation)).toEqual(['BatchWriteItem', 'BatchWriteItem', 'BatchWriteItem']);
    expect(explanation.writeUnits).toBe(120);
    expect((await orders.explain('deleteMany', [key])).writeUnits).toBe(3);
    expect(await orders.explain('putMany', [])).toMatchObject({ requests: [], text: '', writeUnits: 0 });
  });

  test('throws as the method does', async () => {
    await expect(orders.explain('put', { ...order, total: 'x' } as never)).rejects.toThrow('total');
    await expect(orders.explain('update', key, { note: 'x' }, { iff: 1 } as never)).rejects.toThrow(
      "orders: update() has no option 'iff'",
    );
    await expect(orders.explain('query' as never, ...([] as never))).rejects.toThrow(
      "orders: explain() has no method 'query'; its methods are create, put,",
    );
  });
});

describe('explain of a read', () => {
  test('counts half a unit for each 4 KB, and one if the read is consistent', async () => {
    const explanation = await orders.explain('get', key);
    expect(explanation).toMatchObject({ operation: 'get', readUnits: 0.5, warnings: [] });
    expect(explanation.text).toBe("GetItem orders {\n  Key: { customerId: 'c1', orderId: 'o1' }\n}");
    expect(
      (await orders.explain('getOrThrow', key, { consistent: true })).unitsFor({ itemBytes: 9_000 }).readUnits,
    ).toBe(3);
    expect((await orders.explain('getMany', [key, { ...key, orderId: 'o2' }])).readUnits).toBe(1);
    expect(operations(await orders.explain('load', key))).toEqual(['BatchGetItem']);
  });

  test('warns that a selection is no cheaper, except of exists', async () => {
    const selected = ['select makes the response smaller, but not cheaper: whole items are charged'];
    expect((await orders.explain('get', key, { select: ['total'] })).warnings).toEqual(selected);
    expect((await orders.query(key, { select: ['total'] }).explain()).warnings).toEqual(selected);
    expect((await orders.explain('exists', key)).warnings).toEqual([]);
  });

  test('shows a query of an index by the name in the class', async () => {
    const query = orders.query({ status: 'open', total: between(1, 9) }, { index: 'byStatus', limit: 20 });
    expect(await query.explain({ itemBytes: 1_000 })).toEqual({
      operation: 'query',
      requests: [{ operation: 'Query', input: expect.objectContaining({ IndexName: 'byStatus', Limit: 20 }) }],
      text: `Query orders {
  KeyConditionExpression: st = 'open' AND total BETWEEN 1 AND 9,
  IndexName: byStatus,
  Limit: 20
}`,
      index: 'byStatus',
      readUnits: 2.5,
      writeUnits: 0,
      warnings: [],
    });
  });

  test('warns of a whole partition, and estimates one response of 1 MB', async () => {
    const explanation = await orders.query({ customerId: 'c1' }).explain();
    expect(explanation.readUnits).toBe(128);
    expect(explanation.unitsFor({ items: 3 }).readUnits).toBe(0.5);
    expect(explanation.unitsFor({ items: 2_048, itemBytes: 1_024 }).readUnits).toBe(256);
    expect(explanation.warnings).toEqual([expect.stringContaining('neither a limit nor a test of the sort key')]);
    expect((await orders.query({ customerId: 'c1', orderId: between('a', 'b') }).explain()).warnings).toEqual([]);
    expect((await orders.query({ customerId: 'c1' }, { limit: 5 }).explain()).warnings).toEqual([]);
  });

  test('warns of the filter of the caller, and not of that of the class', async () => {
    const filter = 'the filter is applied after the read, so the items that it leaves out are charged too';
    expect((await orders.query(key, { filter: { total: 1 } }).explain()).warnings).toEqual([filter]);
    const scan = await sessions.scan().explain();
    expect(scan.text).toContain('FilterExpression');
    expect(scan.warnings).toEqual([expect.stringContaining('a scan reads')]);
  });

  test('shows the first requests of all segments that are read together', async () => {
    const explanation = await orders.scan({ segments: 3 }).explain({ items: 4_096 });
    expect(operations(explanation)).toEqual(['Scan', 'Scan', 'Scan']);
    expect(explanation.readUnits).toBe(3 * 512);
  });

  test('says that follow reads the whole items, and includes their cost', async () => {
    const query = orders.query({ courier: 'x' }, { index: 'byCourier', follow: true, limit: 10 });
    expect(await query.explain()).toMatchObject({
      readUnits: 1.5 + 5,
      warnings: ['follow reads the whole items afterwards, up to 100 by one BatchGetItem, which the units include'],
    });
  });

  test('shows the query of a deletion of a partition, and includes the cost of its deletes', async () => {
    const explanation = await orders.explain('deletePartition', { customerId: 'c1' });
    expect(operations(explanation)).toEqual(['Query']);
    expect(explanation.unitsFor({ items: 10 })).toEqual({ readUnits: 3, writeUnits: 30 });
    expect(explanation.warnings).toEqual([expect.stringContaining('deleted afterwards')]);
  });

  test('shows a raw request', async () => {
    const explanation = await orders.explain('raw', 'Scan', ({ name, value }) => ({
      FilterExpression: `${name('total')} > ${value('total', 5)}`,
    }));
    expect(explanation.text).toContain('FilterExpression: total > 5');
    expect(explanation.warnings).toHaveLength(2);
  });

  test('is not observed as an operation', async () => {
    const onSlow = jest.fn();
    const debug = jest.fn();
    const logger = { debug, warn: debug, error: debug };
    const observed = models.orders(unsendableClient(), { onSlow, slowMs: 0.001, logger });
    await observed.explain('put', order);
    await observed.explain('load', key);
    await observed.query(key).explain();
    expect([onSlow.mock.calls, debug.mock.calls]).toEqual([[], []]);
  });

  test('is plain data', async () => {
    const explanation = await orders.explain('get', key);
    expect(JSON.parse(JSON.stringify(explanation))).toEqual({ ...explanation, index: undefined });
  });
});
