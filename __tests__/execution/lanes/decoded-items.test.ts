import * as sdk from '@aws-sdk/client-dynamodb';
import {
  Attribute,
  BaseRepository,
  Enum,
  Extend,
  type Extension,
  Index,
  type InvalidItemError,
  listOf,
  PartitionKey,
  Repository,
  type RepositoryOptions,
  SortKey,
  setOf,
  Table,
  TimeToLive,
} from 'annotable';
import { ItemReader } from '../../../lib/schema/item-reader.ts';
import { unmarked } from '../../support/unmarked.ts';
import { looseText } from './inputs.ts';
import { type Bench, bench, ok, startClock, stopClock } from './support.ts';

beforeEach(stopClock);
afterEach(startClock);

class Address {
  @Attribute(String) street!: string;
  @Attribute(Number, { optional: true }) floor?: number;
}

const seen: object[] = [];
const watching: Extension = { name: 'watching', afterRead: (entity) => void seen.push(entity) };

@Table('people')
@Index('byName', { partitionKey: 'name' })
@Index('byTown', { partitionKey: 'town', projection: ['name'] })
@Enum({ status: ['ACTIVE', 'GONE'] })
@Extend(watching)
class Person {
  @PartitionKey() @Attribute(String) org!: string;
  @SortKey() @Attribute(Number) number!: number;
  @Attribute(String) name!: string;
  @Attribute(String, { optional: true }) town?: string;
  @Attribute(String) status!: 'ACTIVE' | 'GONE';
  @Attribute(Date) since!: Date;
  @Attribute(Address, { nullable: true }) address!: Address | null;
  @Attribute(listOf(String)) tags!: string[];
  @Attribute(setOf(Number)) lucky!: Set<number>;
}

@Repository(Person)
class People extends BaseRepository<Person, 'org' | 'number'> {}

@Table('sessions')
class Session {
  @PartitionKey() @Attribute(String) id!: string;
  @TimeToLive() endsAt?: Date;
}

@Repository(Session)
class Sessions extends BaseRepository<Session, 'id'> {}

@Table('converted')
class Converted {
  @PartitionKey()
  @Attribute(String, { convert: { to: (text: string) => text.slice(1), from: (text: string) => `#${text}` } })
  id!: string;
}

@Repository(Converted)
class Conversions extends BaseRepository<Converted, 'id'> {}

/** Model of an engine that writes spaces into its responses. */
@Table('spaced')
class Spaced {
  @PartitionKey() @Attribute(String) id!: string;
}

@Repository(Spaced)
class SpacedItems extends BaseRepository<Spaced, 'id'> {}

const stored = (number: number, more: object = {}): object => ({
  tags: { L: [{ S: 'a' }, { S: `é${number}` }] },
  org: { S: 'o' },
  number: { N: String(number) },
  name: { S: `Ann "${number}"` },
  status: { S: number % 2 ? 'ACTIVE' : 'GONE' },
  since: { S: '2026-01-31T10:00:00.000Z' },
  address: number % 3 ? { M: { street: { S: 'Main' }, floor: { N: '2.50' } } } : { NULL: true },
  lucky: { NS: ['7', '13'] },
  other: { B: 'AAEC' },
  ...more,
});

const page = (items: readonly object[], more: object = {}): object => ({
  Count: items.length,
  ScannedCount: items.length,
  ...more,
  Items: items,
});

const many = [1, 2, 3, 4].map((number) => stored(number));
const lastKey = { org: { S: 'o' }, number: { N: '4' } };

/** Returns the results of a read by the fallback (the sdk lane) and by the fast path. */
async function bothPaths<Repo extends object>(
  Class: new (client: never, options: RepositoryOptions) => Repo,
  outputs: readonly object[],
  read: (repository: Repo) => Promise<unknown>,
  options: RepositoryOptions = {},
): Promise<{ fallback: unknown; direct: unknown; items: number }> {
  const results: unknown[] = [];
  const spy = jest.spyOn(ItemReader.prototype, 'read');
  for (const lane of ['sdk', 'auto'] as const) {
    const each: Bench = bench(sdk);
    const repository = new Class(each.client as never, { ...options, lane });
    // The lane learns from the first request of an operation.
    each.handler.replies = [ok(outputs[0]), ok(outputs[0])];
    for (let call = 0; call < 2; call++) await read(repository).catch(() => undefined);
    each.handler.replies = outputs.map((output) => ok(output));
    seen.length = 0;
    spy.mockClear();
    const result = await read(repository).catch((error: unknown) => error);
    results.push(unmarked({ result, seen: [...seen] }));
  }
  const items = spy.mock.results.filter(({ type }) => type === 'return').length;
  spy.mockRestore();
  return { fallback: results[0], direct: results[1], items };
}

describe('items that are decoded directly from a response', () => {
  const reads: readonly (readonly [string, readonly object[], (people: People) => Promise<unknown>, number])[] = [
    ['all of a query', [page(many)], (people) => people.query({ org: 'o' }).all(), 4],
    ['all of an index', [page(many)], (people) => people.query({ name: 'Ann' }, { index: 'byName' }).all(), 4],
    [
      'pages of a scan',
      [page(many, { LastEvaluatedKey: lastKey }), page(many.slice(2))],
      (people) => people.scan({ filter: { status: 'ACTIVE' } }).all(),
      6,
    ],
    ['the first item', [page(many)], (people) => people.query({ org: 'o' }).first(), 4],
    [
      'a page whose cursor begins after an item in the middle of a response',
      [page(many, { LastEvaluatedKey: lastKey })],
      (people) => people.query({ org: 'o' }, { filter: { name: 'Ann' } }).page({ limit: 2 }),
      4,
    ],
    ['an empty page', [page([])], (people) => people.query({ org: 'o' }).page(), 0],
    ['a count', [{ Count: 3, ScannedCount: 3 }], (people) => people.query({ org: 'o' }).count(), 0],
    ['a selection, which the fallback reads', [page(many)], (people) => people.scan({ select: ['name'] }).all(), 0],
    [
      'a partial projection, which the fallback reads',
      [page([{ org: { S: 'o' }, number: { N: '1' }, name: { S: 'Ann' }, town: { S: 'Rome' } }])],
      (people) => people.query({ town: 'Rome' }, { index: 'byTown' }).all(),
      0,
    ],
    [
      'many keys, one of them twice and one without an item',
      [{ Responses: { people: [stored(3), stored(1)] }, UnprocessedKeys: {} }],
      (people) => people.getMany([1, 9, 3, 1].map((number) => ({ org: 'o', number }))),
      2,
    ],
    [
      'many keys without an item',
      [{ Responses: {}, UnprocessedKeys: {} }],
      (people) => people.getMany([{ org: 'o', number: 1 }]),
      0,
    ],
    [
      'many keys with unprocessed ones',
      [
        {
          Responses: { people: [stored(3)] },
          UnprocessedKeys: { people: { Keys: [{ org: { S: 'o' }, number: { N: '1' } }] } },
        },
        { Responses: { people: [stored(1)] } },
      ],
      (people) => people.getMany([1, 3].map((number) => ({ org: 'o', number }))),
      2,
    ],
    [
      'an item with a value outside its enum',
      [page([stored(1), stored(2, { status: { S: 'LOST' } })])],
      (people) => people.scan().all(),
      1,
    ],
    [
      'an item that would be rounded',
      [page([stored(1, { number: { N: '12345678901234567890' } })])],
      (people) => people.scan().all(),
      0,
    ],
    ['an item without a required attribute', [page([{ org: { S: 'o' } }])], (people) => people.scan().all(), 0],
  ];

  test.each(reads)('are equal to items of the fallback: %s', async (_of, outputs, read, count) => {
    const { fallback, direct, items } = await bothPaths(People, outputs, read);
    expect(direct).toStrictEqual(fallback);
    expect(items).toBe(count);
  });

  test('are not tried again after many responses that could not be decoded, but after empty ones', async () => {
    const each = bench(sdk);
    const spaced = new SpacedItems(each.client);
    each.handler.replies = Array.from({ length: 12 }, (_, count) => ok(count % 2 ? {} : { Responses: {} }));
    for (let call = 0; call < 12; call++) expect(await spaced.getMany(['a'])).toEqual([undefined]);
    expect(spaced.schema.mapper.reader).toBeDefined();
    each.handler.replies = Array(12).fill(ok('{ "Responses": {} }'));
    for (let call = 0; call < 12; call++) expect(await spaced.getMany(['a'])).toEqual([undefined]);
    expect(spaced.schema.mapper.reader).toBeUndefined();
  });

  test('are separate instances if a key is requested several times', async () => {
    const outputs = [{ Responses: { people: [stored(1)] } }];
    const key = { org: 'o', number: 1 };
    let all: (Person | undefined)[] = [];
    const { items } = await bothPaths(People, outputs, async (people) => {
      all = await people.getMany([key, key, key]);
    });
    expect(items).toBe(1);
    expect(new Set(all).size).toBe(3);
    expect(new Set(seen).size).toBe(3);
    expect(unmarked(all[2])).toStrictEqual(unmarked(all[0]));
  });

  test('are equal to items of the fallback: keys that are requested twice, with long strings', async () => {
    const number = (count: number): number => count + 1;
    const people = Array.from({ length: 60 }, (_, count) =>
      stored(number(count), { name: { S: `${count} ${'long '.repeat(12)}` } }),
    );
    const keys = Array.from({ length: 60 }, (_, count) => ({ org: 'o', number: number(count) }));
    const read = (all: People): Promise<unknown> => all.getMany([...keys, ...keys]);
    const { fallback, direct, items } = await bothPaths(People, [{ Responses: { people } }], read);
    expect(direct).toStrictEqual(fallback);
    expect(items).toBe(60);
  });

  test('are omitted like items of the fallback if onInvalidItem accepts their error', async () => {
    const found: unknown[] = [];
    const onInvalidItem = (error: InvalidItemError): void => void found.push(error.message);
    const outputs = [page([stored(1, { status: { S: 'LOST' } }), stored(2)])];
    const { fallback, direct } = await bothPaths(People, outputs, (people) => people.scan().all(), { onInvalidItem });
    expect(direct).toStrictEqual(fallback);
    expect(new Set(found).size).toBe(1);
    expect(found[0]).toContain('outside its enum');
  });

  test('are only used for classes with time to live if expired items are included', async () => {
    const outputs = [page([{ id: { S: 'a' }, endsAt: { N: '1' } }, { id: { S: 'b' } }])];
    const expired = await bothPaths(Sessions, outputs, (sessions) => sessions.scan().all());
    expect([expired.direct, expired.items]).toStrictEqual([expired.fallback, 0]);
    const all = await bothPaths(Sessions, outputs, (sessions) => sessions.scan({ includeExpired: true }).all());
    expect([all.direct, all.items]).toStrictEqual([all.fallback, 2]);
  });

  test('are found by their stored key if the class converts it', async () => {
    const outputs = [{ Responses: { converted: [{ id: { S: 'abcd' } }, { id: { S: 'abef' } }] } }];
    const read = (all: Conversions): Promise<unknown> => all.getMany(['#abef', '#abcd', '#ab']);
    const { fallback, direct, items } = await bothPaths(Conversions, outputs, read);
    expect(direct).toStrictEqual(fallback);
    expect(items).toBe(2);
  });

  // The last test, because a class whose responses can't be decoded directly isn't tried again.
  test.each(reads)(
    'are equal to items of the fallback with white space and escapes: %s',
    async (_of, outputs, read) => {
      let digit = 0;
      const random = (): number => {
        digit = (digit * 7 + 3) % 1_009;
        return digit % 10;
      };
      const loose = outputs.map((output) => looseText(JSON.stringify(output), random));
      const { fallback, direct } = await bothPaths(People, loose as never, read);
      expect(direct).toStrictEqual(fallback);
    },
  );
});
