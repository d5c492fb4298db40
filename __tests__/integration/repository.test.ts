import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  InvalidItemError,
  ItemAlreadyExistsError,
  ItemNotFoundError,
  PrecisionError,
  TableNotFoundError,
  ValidationError,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { Address, ann, contactModel, readingModel } from './models.ts';

onEveryEngine('a repository', (engine) => {
  const { Contact, contacts } = contactModel(engine.uniqueTable('contacts'));
  const { Reading, readings } = readingModel(engine.uniqueTable('readings'));
  const repository = () => contacts(engine.client);

  beforeAll(async () => {
    await repository().table.create();
    await readings(engine.client).table.create();
  });

  afterAll(async () => {
    await repository().table.drop();
    await readings(engine.client).table.drop();
  });

  const everything = {
    ...ann,
    serial: 123_456_789_012_345_678_901_234n,
    balance: '0.1234567890123456789012',
    seen: new Date(0),
    photo: new Uint8Array([0, 255, 7]),
    address: { city: 'Paris', zip: '75001' },
    formerly: [{ city: 'Lyon' }],
    votes: { 'a.b': 1, constructor: 2, '#x y': 3 },
    lucky: new Set([7, 0.5]),
    meta: { deep: [{ list: [null, true, 1.5, ''] }] },
    note: 'x',
    origin: 'app',
    secret: 's3cret',
  };

  engine.test('returns a created item as a complete instance', async () => {
    const created = await repository().create({ ...everything, id: 10 });
    const read = await repository().getOrThrow({ id: 10 }, { consistent: true });
    expect(read).toBeInstanceOf(Contact);
    expect(read.address).toBeInstanceOf(Address);
    expect(read.address?.label()).toBe('75001 Paris');
    expect(read.greeting()).toBe('Hello Ann');
    expect(read).toEqual(created);
    expect({ ...read, secret: read.secret }).toEqual({ ...everything, id: 10 });
    expect(JSON.stringify({ name: read.name, secret: Object.keys(read).includes('secret') })).toBe(
      '{"name":"Ann","secret":false}',
    );
  });

  engine.test('stores the stored names, no absent attributes, and defaults', async () => {
    await repository().create({ ...ann, id: 11, tags: new Set() });
    const { Item } = await engine.client.send(
      new GetItemCommand({ TableName: repository().table.name, Key: { id: { N: '11' } }, ConsistentRead: true }),
    );
    expect(Item).toEqual({
      id: { N: '11' },
      n: { S: 'Ann' },
      relationship: { S: 'FRIEND' },
      active: { BOOL: true },
      met: { S: '2026-01-31T09:30:00.123Z' },
      formerly: { L: [] },
      votes: { M: {} },
      note: { NULL: true },
      origin: { S: 'web' },
    });
    expect((await repository().getOrThrow(11)).tags).toEqual(new Set());
  });

  engine.test('accepts an instance or a plain object, and a whole item as its key', async () => {
    const contact = Object.assign(new Contact(), { ...ann, id: 12 });
    const put = await repository().put(contact);
    expect(await repository().get(put)).toEqual(put);
    expect(await repository().delete(put)).toEqual(put);
  });

  engine.test('accepts an instance of any class that has the key attributes as a key', async () => {
    class Parent {
      id = 15;
      get title(): string {
        return 'none';
      }
    }
    await repository().create({ ...ann, id: 15 });
    expect(await repository().get(new Parent())).toMatchObject({ id: 15 });
    const [found] = await repository().query(new Parent()).all();
    expect(found).toMatchObject({ id: 15 });
    await expect(repository().get(new Date(15) as never)).rejects.toThrow(/id must be a number/);
    class Keyless {}
    await expect(repository().get(new Keyless() as never)).rejects.toThrow(/id must be a number/);
  });

  engine.test('rejects creating an item twice', async () => {
    await repository().create({ ...ann, id: 13 });
    const refused = repository().create({ ...ann, id: 13, name: 'Other' });
    await expect(refused).rejects.toThrow(ItemAlreadyExistsError);
    await expect(refused).rejects.toThrow(/\(id=13\): an item with this key already exists/);
    expect((await repository().getOrThrow(13)).name).toBe('Ann');
  });

  engine.testWith('itemOnConditionFailure', 'passes the conflicting item as an instance', async () => {
    const there = await repository().create({ ...ann, id: 14 });
    const error: unknown = await repository()
      .create({ ...ann, id: 14 })
      .catch((refusal: unknown) => refusal);
    expect(error).toBeInstanceOf(ItemAlreadyExistsError);
    const { item } = error as ItemAlreadyExistsError<object>;
    expect(item).toBeInstanceOf(Contact);
    expect(item).toEqual(there);
  });

  engine.test('replaces with put, and returns undefined for a missing item', async () => {
    await repository().put({ ...everything, id: 15 });
    await repository().put({ ...ann, id: 15 });
    expect((await repository().getOrThrow(15)).address).toBeUndefined();
    expect(await repository().get(999)).toBeUndefined();
    expect(await repository().exists(15)).toBe(true);
    expect(await repository().exists({ id: 999 })).toBe(false);
    await expect(repository().getOrThrow(999)).rejects.toThrow(ItemNotFoundError);
  });

  engine.test('reads only the selected attributes', async () => {
    await repository().put({ ...everything, id: 16 });
    const selected = await repository().getOrThrow(16, { select: ['name', 'address'] });
    expect(selected).toEqual({ name: 'Ann', address: { city: 'Paris', zip: '75001' } });
    expect(selected.address).toBeInstanceOf(Address);
  });

  engine.test('updates paths and keeps everything else', async () => {
    await repository().put({ ...everything, id: 17 });
    const changed = await repository().update({ id: 17 }, {
      name: 'Anna',
      note: null,
      'address.zip': '69001',
      'formerly[0].city': 'Nice',
      'votes["a.b"]': 5,
      serial: undefined,
      tags: new Set<string>(),
      met: new Date(0),
    } as never);
    expect(changed).toBeInstanceOf(Contact);
    expect({ ...changed, secret: changed.secret }).toEqual({
      ...everything,
      id: 17,
      name: 'Anna',
      note: null,
      address: { city: 'Paris', zip: '69001' },
      formerly: [{ city: 'Nice' }],
      votes: { ...everything.votes, 'a.b': 5 },
      tags: new Set(),
      met: new Date(0),
    });
    expect(await repository().get(17, { consistent: true })).toEqual(changed);
  });

  engine.test('rejects updating or deleting a missing item', async () => {
    await expect(repository().update(998, { name: 'x' })).rejects.toThrow(ItemNotFoundError);
    await expect(repository().delete(998)).rejects.toThrow(ItemNotFoundError);
    expect(await repository().deleteIfExists(998)).toBeUndefined();
    expect(await repository().exists(998)).toBe(false);
  });

  engine.test('returns the deleted item as it was', async () => {
    const put = await repository().put({ ...ann, id: 18 });
    expect(await repository().deleteIfExists(18)).toEqual(put);
    expect(await repository().exists(18)).toBe(false);
  });

  const nested = (levels: number): unknown => Array.from({ length: levels }).reduce<unknown>((inner) => [inner], 'x');

  engine.test('stores values nested 32 levels deep, and rejects deeper ones before anything is sent', async () => {
    const created = await repository().create({ ...ann, id: 21, meta: nested(31) });
    expect(await repository().get(21)).toEqual(created);
    await expect(repository().create({ ...ann, id: 22, meta: nested(32) })).rejects.toThrow(ValidationError);
  });

  engine.testWith('keepsProtoKeys', 'stores keys that every JavaScript object inherits', async () => {
    const meta: unknown = JSON.parse('{"__proto__":{"a":1},"constructor":"b","toString":null}');
    await repository().create({ ...ann, id: 23, meta });
    const read = (await repository().getOrThrow(23)).meta as object;
    expect(Object.entries(read).sort()).toEqual(Object.entries(meta as object).sort());
  });

  engine.test('works with a key of two attributes, one of them a date', async () => {
    const at = new Date('2026-01-01T00:00:00.001Z');
    const written = await readings(engine.client).create({ sensor: 'a', at, value: 0 });
    expect(written).toBeInstanceOf(Reading);
    expect(await readings(engine.client).get({ sensor: 'a', at })).toEqual(written);
    expect(await readings(engine.client).get({ sensor: 'a', at: new Date(at.getTime() + 1) })).toBeUndefined();
    expect((await readings(engine.client).update({ sensor: 'a', at }, { value: -1 })).value).toBe(-1);
  });

  engine.test('reads the items of a partition in order, ascending and descending, up to a limit', async () => {
    const at = (day: number): Date => new Date(Date.UTC(2026, 0, day));
    await readings(engine.client).putMany([3, 1, 2, 4].map((day) => ({ sensor: 'q', at: at(day), value: day })));
    const values = async (options: { descending?: boolean; limit?: number }): Promise<number[]> =>
      (await readings(engine.client).query({ sensor: 'q' }, options).all()).map(({ value }) => value);
    expect(await values({})).toEqual([1, 2, 3, 4]);
    expect(await values({ descending: true, limit: 3 })).toEqual([4, 3, 2]);
    expect(
      (
        await readings(engine.client)
          .query({ sensor: 'q', at: at(2) })
          .first()
      )?.value,
    ).toBe(2);
    expect(await readings(engine.client).query({ sensor: 'none' }).first()).toBeUndefined();
  });

  engine.test("throws for a stored item that doesn't fit the class, or passes it to onInvalidItem", async () => {
    const item = {
      id: { N: '19' },
      n: { N: '5' },
      relationship: { S: 'BOSS' },
      active: { BOOL: true },
      undeclared: { S: 'x' },
    };
    await engine.client.send(new PutItemCommand({ TableName: repository().table.name, Item: item }));
    const reading = repository().get(19);
    await expect(reading).rejects.toThrow(InvalidItemError);
    await expect(reading).rejects.toMatchObject({
      table: repository().table.name,
      key: 'id=19',
      issues: [{ path: 'name' }, { path: 'relationship' }, { path: 'met' }],
    });
    const reported: InvalidItemError[] = [];
    const lenient = contacts(engine.client, { onInvalidItem: (error) => reported.push(error) });
    expect(await lenient.get(19)).toBeUndefined();
    expect(await lenient.getMany([19, 13])).toEqual([undefined, await repository().get(13)]);
    expect(reported.map(({ key }) => key)).toEqual(['id=19', 'id=19']);
  });

  engine.test('never rounds a stored integer', async () => {
    const { table } = readings(engine.client);
    const key = { sensor: { S: 'n' }, at: { S: '2026-01-01T00:00:00.000Z' } };
    const value = { N: '12345678901234567890' };
    await engine.client.send(new PutItemCommand({ TableName: table.name, Item: { ...key, value } }));
    const reading = readings(engine.client).get({ sensor: 'n', at: new Date('2026-01-01T00:00:00.000Z') });
    await expect(reading).rejects.toThrow(PrecisionError);
  });

  engine.test('rejects invalid input before anything is sent', async () => {
    const nobody = contacts({ send: () => Promise.reject(new Error('sent')) } as never);
    const bad: (() => Promise<unknown>)[] = [
      () => nobody.create({ ...ann, name: undefined } as never),
      () => nobody.create({ ...ann, extra: 1 } as never),
      () => nobody.put({ ...ann, name: 5 } as never),
      () => nobody.put({ ...ann, name: null } as never),
      () => nobody.put({ ...ann, relationship: 'BOSS' } as never),
      () => nobody.put({ ...ann, id: Number.NaN }),
      () => nobody.get('1' as never),
      () => nobody.get(undefined as never),
      () => nobody.update(1, { id: 2 } as never),
      () => nobody.update(1, { origin: 'x' }),
      () => nobody.update(1, {}),
      () => nobody.update(1, { name: undefined }),
      () => nobody.update(1, { address: { city: 'x' }, 'address.zip': 'y' }),
      () => nobody.get(1, { select: [] }),
      () => nobody.getMany([1, 'x' as never]),
      () => nobody.putMany([ann, { ...ann, met: new Date(Number.NaN) }]),
      () => nobody.query({ name: 'x' } as never).all(),
      () => nobody.query({ id: 1 }, { index: 'none' }).all(),
    ];
    for (const attempt of bad) {
      const error: unknown = await attempt().catch((refusal: unknown) => refusal);
      expect(error).toBeInstanceOf(ValidationError);
      expect((error as ValidationError).message).toContain(repository().table.name);
    }
  });

  engine.test('works the same through a document client', async () => {
    const through = contacts(DynamoDBDocumentClient.from(engine.client));
    const created = await through.create({ ...everything, id: 20 });
    expect(await through.get(20)).toEqual(created);
    expect(await repository().get(20)).toEqual(created);
    await expect(through.create({ ...everything, id: 20 })).rejects.toThrow(ItemAlreadyExistsError);
  });

  engine.test('reports a missing table', async () => {
    const { contacts: homeless } = contactModel(engine.uniqueTable('missing'));
    await expect(homeless(engine.client).get(1)).rejects.toThrow(TableNotFoundError);
  });

  engine.test('ends a call if its signal is aborted', async () => {
    const aborted = AbortSignal.abort(new Error('enough'));
    await expect(repository().get(1, { signal: aborted })).rejects.toThrow('enough');
    await expect(repository().getMany([1, 2], { signal: aborted })).rejects.toThrow('enough');
  });
});
