import {
  Attribute,
  decimal,
  epochMillis,
  InvalidItemError,
  json,
  listOf,
  mapOf,
  PartitionKey,
  SortKey,
  schemaOf,
  setOf,
  Table,
} from 'annotable';
import { caught } from './support.ts';

class Part {
  @Attribute(Uint8Array) bytes!: Uint8Array;
}

@Table('photos')
class Photo {
  @PartitionKey() @Attribute(Uint8Array, { name: 'pk' }) id!: Uint8Array;
  @SortKey() @Attribute(String) name!: string;
  @Attribute(Uint8Array, { optional: true }) thumb?: Uint8Array;
  @Attribute(setOf(Uint8Array), { optional: true }) hashes?: Set<Uint8Array>;
  @Attribute(listOf(Uint8Array), { optional: true }) chunks?: Uint8Array[];
  @Attribute(mapOf(Part), { optional: true }) parts?: Record<string, Part>;
}

const { mapper } = schemaOf(Photo);
const id = Uint8Array.of(1, 2, 3);
/** An image in the event of a Lambda function, with bytes as base64 text. */
const image = (attributes: object): never => ({ pk: { B: 'AQID' }, name: { S: 'a' }, ...attributes }) as never;

describe('an image of a stream, as a Lambda function receives it', () => {
  test.each([[undefined], [null], ['text']])('is rejected in words if it is %p', (none) => {
    const error = caught(() => mapper.fromItem(none as never));
    expect(error).toBeInstanceOf(InvalidItemError);
    expect((error as Error).message).toMatch(/is no item; the event of a deletion has no NewImage/);
  });

  test('is read with its bytes at every depth', () => {
    const attributes = {
      thumb: { B: '/+8=' },
      hashes: { BS: ['AQ==', ''] },
      chunks: { L: [{ B: 'AQID' }, { B: '' }] },
      parts: { M: { a: { M: { bytes: { B: 'AQI=' } } } } },
    };
    const read = mapper.fromItem(image(attributes));
    expect(read).toEqual({
      id,
      name: 'a',
      thumb: Uint8Array.of(255, 239),
      hashes: new Set([Uint8Array.of(1), new Uint8Array()]),
      chunks: [id, new Uint8Array()],
      parts: { a: { bytes: Uint8Array.of(1, 2) } },
    });
    expect(mapper.toKey(read)).toEqual({ pk: { B: id }, name: { S: 'a' } });
  });

  test('has a key that can be sent', () => {
    expect(mapper.keyOf(image({}))).toEqual({ pk: { B: id }, name: { S: 'a' } });
    expect(mapper.keyText(image({}))).toBe('id=AQID, name="a"');
    expect(caught(() => mapper.keyOf({ pk: { B: '*' }, name: { S: 'a' } } as never))).toBeInstanceOf(InvalidItemError);
  });

  test.each([
    ['*'],
    ['AQI'],
    ['AQ=='.slice(0, 2)],
    ['-_8='],
    ['AQID '],
    [1],
    [null],
    [[1, 2]],
    [{ 0: 1 }],
    [new ArrayBuffer(1)],
    [new Int8Array(1)],
  ])('is rejected with bytes that are %p', (bytes) => {
    const message = 'is stored as bytes that are neither a Uint8Array nor base64 text';
    const error = caught(() =>
      mapper.fromItem(
        image({ thumb: { B: bytes }, hashes: { BS: [bytes] }, parts: { M: { a: { M: { bytes: { B: bytes } } } } } }),
      ),
    );
    expect(error).toBeInstanceOf(InvalidItemError);
    expect(error).toMatchObject({
      table: 'photos',
      key: 'id=AQID, name="a"',
      issues: [
        { path: 'thumb', message },
        { path: 'hashes', message },
        { path: 'parts.a.bytes', message },
      ],
    });
  });
});

class Inner {
  @Attribute(String) text!: string;
}

@Table('things')
class Thing {
  @PartitionKey() @Attribute(String) id!: string;
  @Attribute(String, { optional: true }) text?: string;
  @Attribute(Number, { optional: true, nullable: true }) number?: number | null;
  @Attribute(BigInt, { optional: true }) big?: bigint;
  @Attribute(decimal(), { optional: true }) exact?: string;
  @Attribute(Boolean, { optional: true }) flag?: boolean;
  @Attribute(Date, { optional: true }) date?: Date;
  @Attribute(epochMillis(), { optional: true }) at?: Date;
  @Attribute(Uint8Array, { optional: true }) bytes?: Uint8Array;
  @Attribute(setOf(String), { optional: true }) texts?: Set<string>;
  @Attribute(setOf(Number), { optional: true }) numbers?: Set<number>;
  @Attribute(setOf(Uint8Array), { optional: true }) binaries?: Set<Uint8Array>;
  @Attribute(listOf(String), { optional: true }) list?: string[];
  @Attribute(mapOf(Number), { optional: true }) map?: Record<string, number>;
  @Attribute(Inner, { optional: true }) inner?: Inner;
  @Attribute(json(), { optional: true }) any?: unknown;
}

const things = schemaOf(Thing).mapper;
/** Invalid stored values for every attribute. */
const malformed = [
  null,
  {},
  [],
  'text',
  5,
  true,
  { X: 'a' },
  { S: 1 },
  { S: null },
  { N: 1 },
  { N: null },
  { N: '' },
  { BOOL: 'true' },
  { BOOL: null },
  { NULL: false },
  { NULL: null },
  { B: null },
  { B: '*' },
  { SS: 'a' },
  { SS: [1] },
  { SS: [null] },
  { SS: {} },
  { NS: [1, 2] },
  { NS: ['1', null] },
  { NS: ['x'] },
  { BS: [null] },
  { BS: ['*'] },
  { BS: 'AQ==' },
  { L: {} },
  { L: null },
  { L: 'abc' },
  { L: [null] },
  { L: ['a'] },
  { L: [{}] },
  { M: [] },
  { M: null },
  { M: 'a' },
  { M: { text: null } },
  { M: { text: {} } },
  { M: { text: { S: 5 } } },
  { S: 'a', N: '1' },
  { N: '1', NULL: true },
];

describe('an image with an invalid stored value', () => {
  const properties = Object.keys(schemaOf(Thing).attributes);
  test.each([...properties, 'undeclared'])('is rejected for each invalid value, with the name of %s', (property) => {
    const wrong = malformed.flatMap((value) => {
      const image = { id: { S: 'a' }, [property]: value };
      // A selection is read by the loop, a whole item by generated code.
      return [undefined, new Set(['id', property])].flatMap((select) => {
        const error = caught(() => things.fromItem(image as never, select)) as InvalidItemError;
        const isNamed =
          error instanceof InvalidItemError && error.issues.every(({ path }) => path.startsWith(property));
        return isNamed && error.table === 'things' ? [] : [[value, select, error]];
      });
    });
    expect(wrong).toEqual([]);
  });

  test('is rejected with a description of each value', () => {
    const messageOf = (text: unknown, texts: unknown): readonly string[] =>
      (caught(() => things.fromItem({ id: { S: 'a' }, text, texts } as never)) as InvalidItemError).issues.map(
        ({ path, message }) => `${path} ${message}`,
      );
    expect(messageOf(null, { SS: [1] })).toEqual([
      'text is stored as null where the class says S',
      'texts is stored as SS with what is not an array of strings',
    ]);
    expect(messageOf({ S: 1 }, {})).toEqual([
      'text is stored as S with what is not a string',
      'texts is stored as an object without a type where the class says SS',
    ]);
    expect(messageOf({ S: 'a', N: '1' }, undefined)).toEqual([
      "text is not a stored value of DynamoDB, such as { S: 'a' }",
    ]);
  });

  test('has no valid key', () => {
    for (const id of [undefined, ...malformed.slice(0, -2)])
      expect(caught(() => things.keyOf({ id } as never))).toBeInstanceOf(InvalidItemError);
  });
});
