import { decimal, json, listOf, mapOf, setOf } from '../../lib/values/attribute-type.ts';
import { converter, decode, encode, roundTrip } from './support.ts';

describe('setOf', () => {
  test.each([
    [String, new Set(['b', 'a']), { SS: ['b', 'a'] }],
    [Number, new Set([1, 1.5, -0]), { NS: ['1', '1.5', '0'] }],
    [BigInt, new Set([2n ** 64n]), { NS: ['18446744073709551616'] }],
    [Uint8Array, new Set([Uint8Array.from([1])]), { BS: [Uint8Array.from([1])] }],
  ] as const)('stores a set of %p', (element, set, stored) => {
    expect(encode(setOf(element), set)).toEqual({ stored, issues: [], precision: false });
  });

  test.each([String, Number, BigInt, Uint8Array] as const)(
    'stores an empty set of %p as absent, without an issue',
    (element) => {
      expect(encode(setOf(element), new Set())).toEqual({ stored: undefined, issues: [], precision: false });
      expect(converter(setOf(element)).emptyValue?.()).toEqual(new Set());
    },
  );

  test('makes a new empty set each time, so two items share none', () => {
    const { emptyValue } = converter(setOf(String));
    expect(emptyValue?.()).not.toBe(emptyValue?.());
  });

  test('keeps an empty string and an empty array of bytes as elements', () => {
    expect(roundTrip(setOf(String), new Set(['']))).toEqual(new Set(['']));
    expect(roundTrip(setOf(Uint8Array), new Set([new Uint8Array()]))).toEqual(new Set([new Uint8Array()]));
  });

  test('keeps strings that look alike apart', () => {
    const alike = new Set(['é', 'e\u0301', '1', '1.0', 'a ', 'a']);
    expect(roundTrip(setOf(String), alike)).toEqual(alike);
  });

  test.each([
    ['a number among strings', setOf(String), new Set<unknown>(['a', 1]), 'must hold strings only, not a number'],
    ['null among strings', setOf(String), new Set<unknown>(['a', null]), 'must hold strings only, not null'],
    ['a string among numbers', setOf(Number), new Set<unknown>([1, '1']), 'must be a number, not a string'],
    ['a number among bigints', setOf(BigInt), new Set<unknown>([1n, 1]), 'must be a bigint, not a number'],
    [
      'a string among bytes',
      setOf(Uint8Array),
      new Set<unknown>([new Uint8Array(), '']),
      'must hold Uint8Arrays only, not a string',
    ],
  ])('rejects %s', (_name, type, set, issue) => {
    expect(encode(type, set)).toEqual({ stored: undefined, issues: [issue], precision: false });
  });

  test('rejects two arrays of equal bytes, which are one element to DynamoDB', () => {
    const set = new Set([Uint8Array.from([1, 2]), Buffer.from([1, 2])]);
    expect(encode(setOf(Uint8Array), set)).toMatchObject({
      stored: undefined,
      issues: ['holds two equal elements, which DynamoDB refuses'],
    });
  });

  test('holds decimals, each number once and in plain notation', () => {
    expect(encode(setOf(decimal()), new Set(['1.50', '1e3'])).stored).toEqual({ NS: ['1.5', '1000'] });
    expect(decode(setOf(decimal()), { NS: ['19.90', '0.1234567890123456789012'] }).value).toEqual(
      new Set(['19.9', '0.1234567890123456789012']),
    );
    expect(encode(setOf(decimal()), new Set()).stored).toBeUndefined();
    expect(encode(setOf(decimal()), new Set([1])).issues).toEqual([
      "must be a string with a decimal number, like '12.5', not a number",
    ]);
    expect(encode(setOf(decimal()), new Set(['1', '1.0'])).issues).toEqual([
      'holds two equal elements, which DynamoDB refuses',
    ]);
  });

  test('accepts unequal bytes of one length, whatever they are', () => {
    const set = new Set(Array.from({ length: 256 }, (_, byte) => Uint8Array.from([byte])));
    expect(roundTrip(setOf(Uint8Array), set)).toEqual(set);
  });

  test.each([[['a']], ['a'], [{}], [new Map([['a', 1]])], [new WeakSet()], [null], [undefined]])(
    'rejects %p, which is not a Set',
    (value) => {
      expect(encode(setOf(String), value)).toMatchObject({
        stored: undefined,
        issues: [expect.stringMatching(/^must be a Set of strings, not /)],
      });
    },
  );

  test('rejects an empty set as an element, since it could not be read back', () => {
    const issue = 'is an empty set, which is stored as absent and so can only be an attribute of its own';
    expect(encode(listOf(setOf(String)), [new Set(['a']), new Set()])).toEqual({
      stored: undefined,
      issues: [`[1] ${issue}`],
      precision: false,
    });
    expect(encode(mapOf(setOf(Number)), { none: new Set() })).toEqual({
      stored: undefined,
      issues: [`none ${issue}`],
      precision: false,
    });
  });

  test.each([{ L: [{ S: 'a' }] }, { NS: ['1'] }, { S: 'a' }, { BS: [new Uint8Array()] }])(
    'rejects a stored %j',
    (stored) => {
      expect(decode(setOf(String), stored)).toMatchObject({
        value: undefined,
        issues: [expect.stringMatching(/^is stored as \w+ where the class says SS$/)],
      });
    },
  );

  test('is rejected by json(), on write and on read', () => {
    expect(encode(json(), new Set(['a'])).issues).toEqual(['must be a JSON value, not a Set']);
    expect(decode(json(), { SS: ['a'] }).issues).toEqual(['is stored as SS, which is no JSON type']);
  });
});
