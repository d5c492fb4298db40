import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  ConfigurationError,
  collection,
  gt,
  InvalidCursorError,
  InvalidItemError,
  type UnknownEntity,
  ValidationError,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { collectionModels } from './collection-models.ts';

onEveryEngine('a collection', (engine) => {
  const tableName = engine.uniqueTable('shop');
  const models = collectionModels(tableName);
  const repositories = () => models.repositories(engine.client);
  const shop = () => collection(repositories());

  /** Counts the requests that an access sends. */
  async function counted<Result>(access: () => Promise<Result>): Promise<readonly [result: Result, sent: string[]]> {
    const sent: string[] = [];
    const { client } = engine as { client: DynamoDBClient };
    const record = (next: (args: never) => Promise<never>, { commandName }: { commandName?: string }) => {
      return (args: never) => {
        sent.push(commandName ?? '');
        return next(args);
      };
    };
    client.middlewareStack.add(record as never, { step: 'initialize', name: 'count', override: true });
    try {
      return [await access(), sent];
    } finally {
      client.middlewareStack.remove('count');
    }
  }

  const put = (Item: Record<string, { S: string }>) =>
    engine.client.send(new PutItemCommand({ TableName: tableName, Item }));

  const names = (items: readonly object[]) => items.map((item) => item.constructor.name);

  beforeAll(async () => {
    const { customers, orders, invoices } = repositories();
    await orders.table.ensure();
    await customers.put({ customerId: 'a', name: 'Ann' });
    for (const orderId of [1, 2, 10])
      await orders.put({ customerId: 'a', orderId, total: `${orderId * 100}`, day: 'monday' });
    for (const number of [1, 2]) await invoices.put({ payer: 'a', number, sum: '1', payday: 'monday' });
    await models.notes(engine.client).put({ customerId: 'a', text: 'called' });
    await orders.put({ customerId: 'ab', orderId: 1, total: '1' });
  });

  engine.test('reads the items of its entities by one request, in the order of the sort key', async () => {
    const [items, sent] = await counted(() => shop().query({ customerId: 'a' }).all());
    expect(names(items)).toEqual(['Customer', 'Invoice', 'Invoice', 'Order', 'Order', 'Order']);
    expect(sent).toEqual(['QueryCommand']);
    expect(items[0]).toEqual({ customerId: 'a', name: 'Ann' });
    expect(items[0]).toBeInstanceOf(models.Customer);
    expect(items[5]).toEqual({ customerId: 'a', orderId: 10, total: '1000', day: 'monday' });
  });

  engine.test('groups its items by the names of the repositories', async () => {
    const [grouped, sent] = await counted(() => shop().query({ customerId: 'a' }).grouped());
    expect(Object.keys(grouped)).toEqual(['customers', 'orders', 'invoices']);
    expect(grouped.customers).toHaveLength(1);
    expect(grouped.orders.map(({ orderId }) => orderId)).toEqual([1, 2, 10]);
    expect(grouped.invoices.map(({ number }) => number)).toEqual([1, 2]);
    expect(sent).toHaveLength(1);
    expect(await shop().query({ customerId: 'nobody' }).grouped()).toEqual({ customers: [], orders: [], invoices: [] });
  });

  engine.test('filters each entity by its own filter', async () => {
    const filters = { orders: { total: gt('100') }, customers: { name: 'Bob' } };
    const results = shop().query({ customerId: 'a' }, { filters });
    expect(names(await results.all())).toEqual(['Invoice', 'Invoice', 'Order', 'Order']);
    expect(await results.count()).toBe(4);
  });

  engine.test('continues at a cursor, backwards too', async () => {
    const query = { customerId: 'a' };
    const first = await shop().query(query, { limit: 2, descending: true }).page();
    expect(names(first.items)).toEqual(['Order', 'Order']);
    const rest = shop().query(query, { cursor: first.cursor, descending: true });
    expect(names(await rest.all())).toEqual(['Order', 'Invoice', 'Invoice', 'Customer']);
    expect((await rest.grouped()).orders).toHaveLength(1);
    await expect(shop().query(query, { cursor: first.cursor }).all()).rejects.toThrow(InvalidCursorError);
    const { orders } = repositories();
    const other = collection({ orders });
    await expect(other.query(query, { cursor: first.cursor, descending: true }).all()).rejects.toThrow(
      InvalidCursorError,
    );
    await expect(orders.query(query, { descending: true }).page({ cursor: first.cursor })).rejects.toThrow(
      InvalidCursorError,
    );
  });

  engine.test('reads page by page, and counts', async () => {
    const pages: number[] = [];
    for await (const { items } of shop().query({ customerId: 'a' }, { pageSize: 3 }).pages()) pages.push(items.length);
    expect(pages.reduce((sum, length) => sum + length, 0)).toBe(6);
    expect(pages.length).toBeGreaterThan(2);
    expect(await shop().query({ customerId: 'a' }).count()).toBe(6);
    expect(await shop().query({ customerId: 'a' }, { descending: true }).first()).toBeInstanceOf(models.Order);
  });

  engine.test('reads a range of the sort key of its first repository', async () => {
    const { customers, orders } = repositories();
    const found = await collection({ orders, customers })
      .query({ customerId: 'a', orderId: gt(1) })
      .all();
    expect(found.map((item) => (item as { orderId: number }).orderId)).toEqual([2, 10]);
  });

  engine.test('reads a shared index, by the names of its first repository', async () => {
    const { customers, orders, invoices } = repositories();
    const [items, sent] = await counted(() =>
      collection({ orders, invoices }).query({ day: 'monday' }, { index: 'byDay' }).all(),
    );
    expect(names(items).sort()).toEqual(['Invoice', 'Invoice', 'Order', 'Order', 'Order']);
    expect(sent).toHaveLength(1);
    const turned = await collection({ invoices, orders }).query({ payday: 'monday' }, { index: 'payments' }).grouped();
    expect(turned.orders).toHaveLength(3);
    expect(() => shop().query({ day: 'monday' } as never, { index: 'byDay' as never })).not.toThrow();
    expect(() => collection({ orders, customers }).query({ day: 'monday' }, { index: 'byDay' })).toThrow(
      /'orders' has the index 'byDay' \('GSI1'\), which 'customers' lacks/,
    );
  });

  engine.test('leaves out expired and deleted items by the rules of each class', async () => {
    const { orders, invoices } = repositories();
    await orders.put({ customerId: 'h', orderId: 1, total: '1', expiresAt: new Date(1_000) });
    await invoices.put({ payer: 'h', number: 1, sum: '1' });
    await invoices.put({ payer: 'h', number: 2, sum: '1' });
    await invoices.delete({ payer: 'h', number: 1 });
    const results = shop().query({ customerId: 'h' });
    expect(await results.grouped()).toMatchObject({ orders: [], invoices: [{ number: 2 }] });
    expect(await results.count()).toBe(1);
    expect(await shop().query({ customerId: 'h' }, { includeExpired: true }).count()).toBe(2);
    expect(await shop().query({ customerId: 'h' }, { includeDeleted: true }).count()).toBe(2);
  });

  engine.test('refuses an item of an entity that the table does not list, or passes it to onUnknown', async () => {
    await put({ pk: { S: 'CUSTOMER#u' }, sk: { S: 'REFUND#1' }, entity: { S: 'Refund' } });
    await repositories().customers.put({ customerId: 'u', name: 'Uma' });
    const error = await shop()
      .query({ customerId: 'u' })
      .all()
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(InvalidItemError);
    expect((error as Error).message).toMatch(/sk="REFUND#1"\).*'Refund'.*'entities'.*onUnknown/);
    const unknown: UnknownEntity[] = [];
    const onUnknown = (each: UnknownEntity) => void unknown.push(each);
    expect(names(await shop().query({ customerId: 'u' }, { onUnknown }).all())).toEqual(['Customer']);
    expect(unknown).toEqual([{ entity: 'Refund', key: { pk: { S: 'CUSTOMER#u' }, sk: { S: 'REFUND#1' } } }]);
    expect(await shop().query({ customerId: 'u' }).count()).toBe(1);
  });

  engine.test('reads an item without the name of an entity by its key', async () => {
    await put({ pk: { S: 'CUSTOMER#n' }, sk: { S: 'A' }, name: { S: 'Nan' } });
    await put({ pk: { S: 'CUSTOMER#n' }, sk: { S: 'NOTE#x' } });
    expect(await shop().query({ customerId: 'n' }).grouped()).toMatchObject({
      customers: [{ name: 'Nan' }],
      orders: [],
    });
    const filtered = shop().query({ customerId: 'n' }, { filters: { customers: { name: 'Bob' } } });
    await expect(filtered.all()).rejects.toThrow(/can't be filtered, because 'entity'.*'customers' alone/);
  });

  engine.test('refuses a filter that does not fit its class, or of no repository', async () => {
    const wrong = shop().query({ customerId: 'a' }, { filters: { orders: { sum: '1' } as never } });
    await expect(wrong.all()).rejects.toThrow(ValidationError);
    await expect(wrong.all()).rejects.toThrow(/orders\.sum/);
    expect(() => shop().query({ customerId: 'a' }, { filters: { notes: {} } as never })).toThrow(
      /filters.*'notes'.*customers, orders, invoices/,
    );
    expect(() => shop().query({ customerId: 'a' }, { filter: {} } as never)).toThrow(ConfigurationError);
  });
});
