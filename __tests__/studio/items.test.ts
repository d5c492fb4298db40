import { Executor } from '../../lib/execution/executor.ts';
import type {
  Explained,
  InvalidRow,
  ItemRow,
  OneItem,
  PartitionPage,
  Problem,
  QueryPage,
  StudioInfo,
  TableInfo,
} from '../../lib/studio/api-types.ts';
import * as shop from './modules/shop.ts';
import { type EngineStudio, openOnEngine } from './support.ts';

let calls: EngineStudio;

beforeAll(async () => {
  calls = await openOnEngine(shop, { write: true });
});
afterAll(() => calls?.stop());

const day = (number: number): string => `2026-01-0${number}T00:00:00.000Z`;
const create = async (model: string, values: object): Promise<ItemRow> => {
  const { status, body } = await calls.post<OneItem>(`/models/${model}/create`, { values });
  expect({ status, body }).toMatchObject({ status: 200 });
  return body.item as ItemRow;
};
const query = async (model: string, body: object): Promise<QueryPage> => {
  const response = await calls.post<QueryPage>(`/models/${model}/query`, body);
  expect(response).toMatchObject({ status: 200 });
  return response.body;
};
const valuesOf = ({ items }: QueryPage, name: string): unknown[] => items.map(({ values }) => values[name]);
/** Stores an item as another program would. */
const store = (table: string, Item: object) =>
  new Executor().send('PutItem', { TableName: table, Item } as never, table);

describe('the description of a model', () => {
  const modelOf = async (name: string) => {
    const { body } = await calls.get<StudioInfo>('/studio');
    return body.models.find((model) => model.name === name);
  };

  test('has the paths with what a query of each can give', async () => {
    const order = await modelOf('Order');
    const date = { type: 'date', operators: ['eq', 'lt', 'lte', 'gt', 'gte', 'between'] };
    const state = { property: 'state', type: 'string', enum: ['OPEN', 'PAID'], operators: ['eq'] };
    expect(order?.paths[0]).toEqual({
      scope: 'table',
      projection: 'all',
      text: 'customerId / placedAt',
      partition: [{ property: 'customerId', type: 'string', operators: ['eq'] }],
      sort: [{ property: 'placedAt', ...date }],
    });
    const pathOf = (index: string) => order?.paths.find((path) => path.index === index);
    expect(pathOf('byState')).toEqual({
      index: 'byState',
      scope: 'global',
      projection: 'all',
      text: 'state / placedAt',
      partition: [state],
      sort: [{ property: 'placedAt', ...date }],
    });
    expect(pathOf('keysByTotal')).toMatchObject({ scope: 'global', projection: 'keys', text: 'state / total' });
    expect(pathOf('byTotal')).toMatchObject({ scope: 'local', text: 'customerId / total' });
    expect(order?.keyProperties).toEqual(['customerId', 'placedAt']);
    expect(order?.versionProperty).toBe('version');
  });

  test('has the templates of an entity, and ranges only where the order of keys is that of values', async () => {
    const [path] = (await modelOf('Purchase'))?.paths ?? [];
    expect(path).toMatchObject({
      text: 'CUSTOMER#{customerId} / PURCHASE#{boughtAt}#{number|pad:6}',
      partition: [{ property: 'customerId' }],
      sort: [
        { property: 'boughtAt', operators: ['eq', 'lt', 'lte', 'gt', 'gte', 'between'] },
        { property: 'number', type: 'number' },
      ],
    });
    expect((await modelOf('Customer'))?.paths[0]).toMatchObject({ sort: [] });
  });

  test('has the attributes without hidden ones', async () => {
    const order = await modelOf('Order');
    expect(order?.attributes.map(({ property, type }) => [property, type])).toEqual([
      ['customerId', 'string'],
      ['placedAt', 'date'],
      ['state', 'string'],
      ['total', 'number'],
      ['points', 'bigint'],
      ['tags', 'set'],
      ['label', 'bytes'],
      ['address', 'document'],
      ['version', 'number'],
    ]);
    expect(order?.attributes.at(-1)).toMatchObject({ isReadOnly: true });
    expect((await modelOf('Note'))?.attributes.at(-1)).toMatchObject({ property: 'expiresAt', isTimeToLive: true });
    expect((await modelOf('Customer'))?.attributes.at(-1)).toMatchObject({ property: 'email', isUnique: true });
    const job = await modelOf('Job');
    expect(job?.statuses?.map(({ name, isFinal }) => [name, isFinal])).toEqual([
      ['QUEUED', false],
      ['RUNNING', false],
      ['DONE', true],
      ['FAILED', true],
    ]);
    expect(job?.attributes.find(({ property }) => property === 'status')).toMatchObject({ isReadOnly: true });
    expect(job?.attributes.find(({ property }) => property === 'task')).toMatchObject({ isReadOnly: false });
  });
});

describe('the table of a model', () => {
  test('is compared with its declaration', async () => {
    const { body } = await calls.get<TableInfo>('/models/Note/table');
    expect(body).toMatchObject({ exists: true, status: 'ACTIVE', steps: [], differences: [] });
  });

  test('is told to be missing', async () => {
    const { body } = await calls.get<TableInfo>('/models/profiles/table');
    expect(body).toMatchObject({ exists: false, steps: [{ action: 'createTable' }, expect.anything()] });
  });
});

describe('a query', () => {
  const order = (number: number, more: object = {}) => ({
    customerId: 'ann',
    placedAt: day(number),
    state: 'OPEN',
    total: number,
    ...more,
  });
  beforeAll(async () => {
    await create('Order', order(1, { points: '12', tags: ['a'], label: 'AAEC', address: { city: 'Lyon' } }));
    for (const number of [2, 3, 4, 5]) await create('Order', order(number, number > 3 ? { state: 'PAID' } : {}));
    await create('Order', { ...order(1), customerId: 'bo' });
  });

  test.each<[string, object, unknown[]]>([
    ['a partition', { key: { customerId: 'ann' } }, [1, 2, 3, 4, 5]],
    ['a test of the sort key', { key: { customerId: 'ann', placedAt: { gte: day(4) } } }, [4, 5]],
    ['an index', { index: 'byState', key: { state: 'PAID' } }, [4, 5]],
    ['the other direction', { key: { customerId: 'ann' }, descending: true, limit: 2 }, [5, 4]],
    ['a filter', { key: { customerId: 'ann' }, filter: { total: { oneOf: [1, 3] } } }, [1, 3]],
    ['an empty filter', { key: { customerId: 'bo' }, filter: {} }, [1]],
  ])('reads %s', async (_what, body, totals) => {
    expect(valuesOf(await query('Order', body), 'total')).toEqual(totals);
  });

  test('returns values in the form of JSON, with the key and the bytes of each item', async () => {
    const { items, readUnits, milliseconds } = await query('Order', { key: { customerId: 'ann' }, limit: 1 });
    expect(items).toEqual([
      {
        model: 'Order',
        key: { customerId: 'ann', placedAt: day(1) },
        values: order(1, { points: '12', tags: ['a'], label: 'AAEC', address: { city: 'Lyon' }, version: 1 }),
        bytes: expect.any(Number),
      },
    ]);
    const { body } = await calls.post<OneItem>('/models/Order/get', { key: items[0]?.key });
    const { bytes, stored } = body.item as ItemRow;
    expect({ bytes: items[0]?.bytes, stored: stored?.['label'] }).toEqual({ bytes, stored: { B: 'AAEC' } });
    expect(bytes).toBeGreaterThan(100);
    expect(readUnits).toBeGreaterThan(0);
    expect(milliseconds).toBeGreaterThan(0);
  });

  test('continues at the cursor', async () => {
    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page: QueryPage = await query('Order', { key: { customerId: 'ann' }, limit: 2, ...(cursor && { cursor }) });
      seen.push(...valuesOf(page, 'total'));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });

  test('refuses the cursor of another query', async () => {
    const { cursor } = await query('Order', { key: { customerId: 'ann' }, limit: 2 });
    const { status, body } = await calls.post<Problem>('/models/Order/query', { key: { customerId: 'bo' }, cursor });
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'cursor.invalid' });
  });

  test('returns what an index has of its items', async () => {
    const { items } = await query('Order', { index: 'keysByTotal', key: { state: 'PAID' } });
    expect(items.map(({ key, values }) => [key, values])).toEqual([
      [
        { customerId: 'ann', placedAt: day(4) },
        { customerId: 'ann', placedAt: day(4), state: 'PAID', total: 4 },
      ],
      [
        { customerId: 'ann', placedAt: day(5) },
        { customerId: 'ann', placedAt: day(5), state: 'PAID', total: 5 },
      ],
    ]);
  });

  test('without a key is a scan', async () => {
    const { items, explained } = await query('Order', { filter: { total: { gt: 4 } } });
    expect(items.map(({ values }) => values['total'])).toEqual([5]);
    expect(explained.request).toContain('Scan studio-orders');
    expect(explained.warnings.join()).toContain('a scan reads');
  });

  test('explains its request, its cost, and its code without sending it', async () => {
    const key = { customerId: 'ann', placedAt: { between: [day(1), day(2)] } };
    const { status, body } = await calls.post<Explained>('/models/Order/explain', { key, limit: 20 });
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        request: expect.stringContaining("KeyConditionExpression: customerId = 'ann' AND placedAt BETWEEN"),
        estimatedReadUnits: expect.any(Number),
        estimatedWriteUnits: 0,
        warnings: [],
        code: [
          "import { between } from 'annotable';",
          "import { Orders } from './shop.ts';",
          '',
          'const orders = new Orders();',
          "const { items, cursor } = await orders.query({ customerId: 'ann', placedAt: between(new Date('2026-01-01T00:00:00.000Z'), new Date('2026-01-02T00:00:00.000Z')) }, { limit: 20 }).page();",
        ].join('\n'),
      },
    });
  });

  test.each<[string, object, string]>([
    ['a part of the key that is missing', { key: { placedAt: day(1) } }, 'customerId'],
    ['a value of another type', { key: { customerId: 1 } }, 'customerId'],
    ['a wrong value of the filter', { key: { customerId: 'a' }, filter: { total: { gt: 'x' } } }, 'total'],
  ])('names the field of %s', async (_what, body, field) => {
    const response = await calls.post<Problem>('/models/Order/explain', body);
    expect(response).toMatchObject({
      status: 400,
      body: { code: 'item.invalid', fields: { [field]: expect.any(String) } },
    });
  });

  test('tells items that can not be read from the others', async () => {
    await store('studio-orders', {
      customerId: { S: 'cy' },
      placedAt: { S: day(1) },
      state: { S: 'LOST' },
      total: { N: '1' },
    });
    await create('Order', { ...order(2), customerId: 'cy' });
    const { items, invalid } = await query('Order', { key: { customerId: 'cy' } });
    expect(items.map(({ values }) => values['total'])).toEqual([2]);
    expect(invalid).toEqual<InvalidRow[]>([
      { message: expect.stringContaining('state'), storedKey: { customerId: { S: 'cy' }, placedAt: { S: day(1) } } },
    ]);
  });
});

describe('one item', () => {
  test('is absent if there is none', async () => {
    const { status, body } = await calls.post<OneItem>('/models/Note/get', { key: { noteId: 404 } });
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { explained: { request: expect.stringContaining('GetItem') } },
    });
    expect(body.item).toBeUndefined();
  });

  test('that can not be read is an error in words', async () => {
    await store('studio-notes', { noteId: { N: '66' }, text: { N: '1' } });
    const { status, body } = await calls.post<Problem>('/models/Note/get', { key: { noteId: 66 } });
    expect({ status, code: body.code, message: body.message }).toEqual({
      status: 422,
      code: 'item.unreadable',
      message: expect.stringContaining('noteId=66'),
    });
  });
});

describe('create', () => {
  test('writes an item and returns it as it is stored', async () => {
    const item = await create('Note', { noteId: 1, text: 'a' });
    expect(item).toMatchObject({
      values: { noteId: 1, text: 'a', stars: 5 },
      stored: { noteId: { N: '1' }, text: { S: 'a' }, stars: { N: '5' } },
    });
  });

  test('refuses a key that exists', async () => {
    await create('Note', { noteId: 2, text: 'a' });
    const response = await calls.post<Problem>('/models/Note/create', { values: { noteId: 2, text: 'b' } });
    expect(response).toMatchObject({ status: 409, body: { code: 'condition.alreadyExists' } });
  });

  test('names each field that is wrong, those of documents too', async () => {
    const values = { noteId: 'x', address: { zip: 1 }, more: true };
    const { status, body } = await calls.post<Problem>('/models/Note/create', { values });
    expect({ status, fields: body.fields }).toEqual({
      status: 400,
      fields: {
        noteId: expect.stringContaining('must be a number'),
        text: 'is required',
        address: expect.stringContaining('zip must be a string'),
        'address.zip': expect.stringContaining('must be a string'),
        'address.city': 'is required',
        more: expect.stringContaining('is no attribute of Note'),
      },
    });
  });

  test('is refused for a unique value that exists', async () => {
    await create('Customer', { customerId: 'u1', name: 'Ann', email: 'ann@example.com' });
    const values = { customerId: 'u2', name: 'Bo', email: 'ann@example.com' };
    const response = await calls.post<Problem>('/models/Customer/create', { values });
    expect(response).toMatchObject({ status: 409, body: { code: 'condition.notUnique' } });
  });
});

describe('update', () => {
  const update = <Body = OneItem>(model: string, body: object) => calls.post<Body>(`/models/${model}/update`, body);

  test('changes the given properties, and removes those that are null', async () => {
    const { key, values } = await create('Note', {
      noteId: 10,
      text: 'a',
      mood: 'fine',
      counts: { a: 1 },
      address: { city: 'Lyon', zip: '1' },
    });
    const changes = { text: 'b', mood: null, counts: { b: 2 }, address: { city: 'Nice' } };
    const { status, body } = await update('Note', { key, changes, before: values });
    expect({ status, values: body.item?.values }).toEqual({
      status: 200,
      values: { noteId: 10, text: 'b', stars: 5, counts: { b: 2 }, address: { city: 'Nice' } },
    });
    expect(body.explained.code).toContain("noteRepository.update({ noteId: 10 }, { text: 'b', mood: remove()");
    expect(body.explained.request).toContain("text = 'a'");
  });

  test('with a version is refused for an item that has changed, and shows what is stored', async () => {
    const { key, values } = await create('Order', { customerId: 'v', placedAt: day(1), state: 'OPEN', total: 1 });
    expect(await update('Order', { key, changes: { total: 2 }, before: values })).toMatchObject({ status: 200 });
    const { status, body } = await update<Problem>('Order', { key, changes: { state: 'PAID' }, before: values });
    expect({ status, body }).toMatchObject({
      status: 409,
      body: { code: 'conflict', stored: { key, values: { total: 2, version: 2 }, stored: { total: { N: '2' } } } },
    });
  });

  test('without a version is refused if a changed property has another value, and not if another one has', async () => {
    const { key, values } = await create('Note', { noteId: 11, text: 'a' });
    await update('Note', { key, changes: { text: 'b' }, before: values });
    const second = await update<Problem>('Note', { key, changes: { text: 'c' }, before: values });
    expect(second).toMatchObject({ status: 409, body: { code: 'conflict', stored: { values: { text: 'b' } } } });
    expect(await update('Note', { key, changes: { mood: 'good' }, before: values })).toMatchObject({ status: 200 });
    const third = await update<Problem>('Note', { key, changes: { mood: 'bad' }, before: values });
    expect(third).toMatchObject({ status: 409, body: { stored: { values: { mood: 'good' } } } });
  });

  test('is done for an item that looks as it was shown, whatever its stored form', async () => {
    // The default is not stored, and the document has a member that the class doesn't declare.
    const address = { M: { city: { S: 'Lyon' }, country: { S: 'FR' } } };
    await store('studio-notes', { noteId: { N: '12' }, text: { S: 'a' }, address });
    const { body } = await calls.post<OneItem>('/models/Note/get', { key: { noteId: 12 } });
    const { key, values } = body.item as ItemRow;
    const changes = { stars: 4, address: { city: 'Nice' } };
    expect(await update('Note', { key, changes, before: values })).toMatchObject({
      status: 200,
      body: { item: { values: changes } },
    });
  });

  test('of an item that is gone is a conflict without a stored item', async () => {
    const before = { noteId: 404, text: 'a' };
    const { status, body } = await update<Problem>('Note', { key: { noteId: 404 }, changes: { text: 'b' }, before });
    expect({ status, body }).toEqual({
      status: 409,
      body: { code: 'conflict', message: expect.stringContaining('gone') },
    });
  });

  test.each<[string, object, string]>([
    ['the key', { noteId: 2 }, "is part of the key, which can't change"],
    ['a value of another type', { text: 1 }, 'must be a string'],
    ['an unknown property', { more: 1 }, 'is no attribute of Note'],
    ['the removal of a required property', { text: null }, "is required, so it can't be removed"],
  ])('refuses %s at its field', async (_what, changes, message) => {
    const { status, body } = await update<Problem>('Note', { key: { noteId: 1 }, changes, before: {} });
    const [field = ''] = Object.keys(changes);
    expect({ status, field: body.fields?.[field] }).toEqual({ status: 400, field: expect.stringContaining(message) });
  });

  test('with explain sends nothing', async () => {
    const { key, values } = await create('Note', { noteId: 13, text: 'a' });
    const { body } = await update('Note', { key, changes: { text: 'b' }, before: values, explain: true });
    expect(body).toMatchObject({ explained: { request: expect.stringContaining('UpdateItem studio-notes') } });
    expect(body.item).toBeUndefined();
    const { body: after } = await calls.post<OneItem>('/models/Note/get', { key });
    expect(after.item?.values['text']).toBe('a');
  });
});

describe('delete', () => {
  test('deletes an item and returns it as it was', async () => {
    const { key, values } = await create('Note', { noteId: 20, text: 'a', lines: ['x'] });
    const { status, body } = await calls.post<OneItem>('/models/Note/delete', { key, before: values });
    expect({ status, values: body.item?.values }).toEqual({ status: 200, values });
    expect((await calls.post<OneItem>('/models/Note/get', { key })).body.item).toBeUndefined();
  });

  test('is refused for an item that has changed', async () => {
    const { key, values } = await create('Note', { noteId: 21, text: 'a' });
    await calls.post('/models/Note/update', { key, changes: { mood: 'good' }, before: values });
    const response = await calls.post<Problem>('/models/Note/delete', { key, before: values });
    expect(response).toMatchObject({ status: 409, body: { code: 'conflict', stored: { values: { mood: 'good' } } } });
  });
});

describe('a partition', () => {
  beforeAll(async () => {
    await create('Customer', { customerId: 'p', name: 'Pia' });
    for (const number of [2, 1]) await create('Purchase', { customerId: 'p', boughtAt: day(1), number, what: 'tea' });
    await store('studio-shop', { pk: { S: 'CUSTOMER#p' }, sk: { S: 'INVOICE#1' }, total: { N: '1' } });
    await store('studio-shop', {
      pk: { S: 'CUSTOMER#p' },
      sk: { S: 'PURCHASE#2026-01-02T00:00:00.000Z#000001' },
      entity: { S: 'Purchase' },
    });
  });

  test('has the items of all entities in the order of the sort key', async () => {
    const { status, body } = await calls.post<PartitionPage>('/models/Purchase/partition', {
      key: { customerId: 'p' },
    });
    expect({ status, partition: body.partition }).toEqual({ status: 200, partition: 'CUSTOMER#p' });
    expect(
      body.items.map(({ sort, entity, row }) => [sort, entity, row?.model, row?.values['what'] ?? row?.values['name']]),
    ).toEqual([
      ['INVOICE#1', 'unknown', undefined, undefined],
      ['PROFILE', 'Customer', 'Customer', 'Pia'],
      [`PURCHASE#${day(1)}#000001`, 'Purchase', 'Purchase', 'tea'],
      [`PURCHASE#${day(1)}#000002`, 'Purchase', 'Purchase', 'tea'],
      [`PURCHASE#${day(2)}#000001`, 'Purchase', undefined, undefined],
    ]);
    expect(body.items.at(-1)?.problem).toContain('what');
    expect(body.request).toContain("pk = 'CUSTOMER#p'");
    expect(body.readUnits).toBeGreaterThan(0);
  });

  test('of an index has what the index has', async () => {
    const { body } = await calls.post<PartitionPage>('/models/Order/partition', {
      index: 'keysByTotal',
      key: { state: 'PAID' },
    });
    expect(body.items.length).toBeGreaterThan(0);
    expect(body.items[0]?.row?.key).toEqual({ customerId: 'ann', placedAt: day(4) });
  });

  test('needs its key', async () => {
    const response = await calls.post<Problem>('/models/Order/partition', { key: {} });
    expect(response).toMatchObject({ status: 400, body: { fields: { customerId: expect.any(String) } } });
  });
});
