import fc from 'fast-check';
import { type AnyAttributeType, json, listOf, mapOf } from '../../lib/values/attribute-type.ts';
import { isPlainObject } from '../../lib/values/collections.ts';
import { decode, encode, roundTrip } from './support.ts';

/** Returns `value` inside `levels` nested lists and objects. */
const nested = (levels: number, value: unknown = 'x'): unknown =>
  Array.from({ length: levels }).reduce<unknown>((inner, _, level) => (level % 2 === 0 ? [inner] : { inner }), value);

const deepType = (levels: number): AnyAttributeType =>
  Array.from({ length: levels }).reduce<AnyAttributeType>(
    (of, _, level) => (level % 2 === 0 ? listOf(of) : mapOf(of)),
    String,
  );

const tooDeep = expect.stringContaining('is nested deeper than 32 levels, or contains itself');

describe('nesting', () => {
  test('of 32 levels is stored by json() and by declared types, with the innermost value as one level', () => {
    expect(roundTrip(json(), nested(31))).toEqual(nested(31));
    expect(roundTrip(deepType(31), nested(31))).toEqual(nested(31));
    expect(roundTrip(json(), nested(31, []))).toEqual(nested(31, []));
  });

  test('of 33 levels is rejected, once', () => {
    expect(encode(json(), nested(32))).toMatchObject({ stored: undefined, issues: [tooDeep] });
    expect(encode(deepType(32), nested(32))).toMatchObject({ stored: undefined, issues: [tooDeep] });
  });

  test('rejects a value that contains itself', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    expect(encode(json(), cycle)).toMatchObject({ stored: undefined, issues: [tooDeep] });
  });

  test('rejects a tree whose children refer to their parent, without following every path', () => {
    const parent: { children: unknown[] } = { children: [] };
    for (let child = 0; child < 20; child++) parent.children.push({ parent, siblings: parent.children });
    expect(encode(json(), parent)).toMatchObject({ stored: undefined, issues: [tooDeep] });
  });

  test('stores a value twice if it is in two places', () => {
    const shared = { at: [1] };
    expect(roundTrip(json(), { a: shared, b: [shared, shared] })).toEqual({ a: shared, b: [shared, shared] });
  });
});

describe('listOf', () => {
  test('keeps order, repetition and emptiness', () => {
    expect(encode(listOf(Number), [2, 1, 2]).stored).toEqual({ L: [{ N: '2' }, { N: '1' }, { N: '2' }] });
    expect(roundTrip(listOf(Number), [])).toEqual([]);
    expect(roundTrip(listOf(String), ['', ''])).toEqual(['', '']);
  });

  test.each([
    ['a hole', Array.from<string>({ length: 3 }).fill('a', 0, 1)],
    ['a sparse array', Object.assign(['a'], { length: 3 })],
  ])('rejects %s by its position, so nothing shifts', (_name, list) => {
    expect(encode(listOf(String), list)).toEqual({
      stored: undefined,
      issues: ['[1] must be a string, not undefined', '[2] must be a string, not undefined'],
      precision: false,
    });
  });

  test('rejects null and undefined as elements', () => {
    expect(encode(listOf(String), [null, 'a', undefined]).issues).toEqual([
      '[0] must be a string, not null',
      '[2] must be a string, not undefined',
    ]);
  });

  test.each([['a'], [{ 0: 'a', length: 1 }], [new Set(['a'])], [new Uint8Array(1)], [null]])(
    'rejects %p, which is not an array',
    (value) => {
      expect(encode(listOf(String), value)).toMatchObject({
        stored: undefined,
        issues: [expect.stringMatching(/^must be an array, not /)],
      });
    },
  );

  test('names every stored element that is wrong', () => {
    expect(decode(listOf(Number), { L: [{ N: '1' }, { S: '2' }, { N: '9007199254740993' }] })).toMatchObject({
      issues: [
        '[1] is stored as S where the class says N',
        expect.stringMatching(/^\[2\] is a number that a double would round/),
      ],
      precision: true,
    });
  });
});

describe('mapOf', () => {
  test('omits undefined values and keeps empty ones', () => {
    expect(encode(mapOf(String), { absent: undefined, empty: '' })).toEqual({
      stored: { M: { empty: { S: '' } } },
      issues: [],
      precision: false,
    });
    expect(roundTrip(mapOf(String), {})).toEqual({});
  });

  test('rejects null as a value, and an empty key', () => {
    expect(encode(mapOf(String), { a: null, '': 'x' }).issues).toEqual([
      'a must be a string, not null',
      '[""] has an empty key, which DynamoDB\'s maps can\'t have',
    ]);
  });

  test('accepts an object without a prototype, and one with a key named __proto__', () => {
    const bare = Object.assign(Object.create(null) as object, { a: 'x' });
    expect(roundTrip(mapOf(String), bare)).toEqual({ a: 'x' });
    const own = JSON.parse('{"__proto__":"x"}') as unknown;
    expect(JSON.stringify(roundTrip(mapOf(String), own))).toBe('{"__proto__":"x"}');
  });

  test('prints a key in brackets if it is not a plain word', () => {
    expect(encode(mapOf(listOf(Number)), { 'a.b': [1, 'x'] }).issues).toEqual([
      '["a.b"][1] must be a number, not a string',
    ]);
    expect(decode(mapOf(Number), { M: { 'a b': { S: 'x' } } }).issues).toEqual([
      '["a b"] is stored as S where the class says N',
    ]);
  });
});

class Money {
  readonly amount = 1;
}

describe.each([
  ['mapOf', mapOf(json()), 'must be a plain object, not '],
  ['json', json(), 'must be a JSON value, not '],
] as const)('%s', (_name, type, issue) => {
  test.each([
    ['a Map', new Map([['a', 1]])],
    ['a Set', new Set(['a'])],
    ['a Date', new Date(0)],
    ['a Uint8Array', new Uint8Array(2)],
    ['a Float64Array', new Float64Array(2)],
    ['a Money', new Money()],
    ['a RegExp', /a/],
    ['a Promise', Promise.resolve()],
    ['a function', () => 1],
    ['a symbol', Symbol('a')],
    ['a bigint', 1n],
    ['undefined', undefined],
  ])('rejects %s, which it would turn into something else', (kind, value) => {
    expect(encode(type, value)).toEqual({ stored: undefined, issues: [`${issue}${kind}`], precision: false });
    expect(encode(listOf(type), [value]).issues).toEqual([`[0] ${issue}${kind}`]);
  });
});

describe('json', () => {
  test('distinguishes null, absent and empty', () => {
    const value = { nothing: null, text: '', list: [], map: {}, zero: 0, no: false };
    expect(encode(json(), value).stored).toEqual({
      M: {
        nothing: { NULL: true },
        text: { S: '' },
        list: { L: [] },
        map: { M: {} },
        zero: { N: '0' },
        no: { BOOL: false },
      },
    });
    expect(roundTrip(json(), value)).toEqual(value);
  });

  test('distinguishes types that look alike', () => {
    const value = ['1', 1, 'true', true, 'null', null, '[]', []];
    expect(roundTrip(json(), value)).toEqual(value);
  });

  test('stores -0 as 0, and rejects numbers that JSON.stringify replaces by null', () => {
    expect(Object.is(roundTrip(json(), -0), 0)).toBe(true);
    expect(encode(json(), [Number.NaN, Number.POSITIVE_INFINITY, undefined]).issues).toEqual([
      '[0] must be a number, not NaN',
      '[1] must be a finite number',
      '[2] must be a JSON value, not undefined',
    ]);
  });

  test('never calls toJSON', () => {
    const toJSON = jest.fn(() => 'replaced');
    expect(encode(json(), { toJSON }).issues).toEqual(['toJSON must be a JSON value, not a function']);
    expect(toJSON).not.toHaveBeenCalled();
  });

  test('rejects a stored number that a double would round, and bytes', () => {
    expect(decode(json(), { M: { a: { L: [{ N: '9007199254740993' }] } } })).toMatchObject({ precision: true });
    expect(decode(json(), { L: [{ B: new Uint8Array() }] }).issues).toEqual([
      '[0] is stored as B, which is no JSON type',
    ]);
  });
});

describe('isPlainObject', () => {
  test('is true for plain objects, whatever they hold', () => {
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.anything()), (value) => isPlainObject(value)));
  });

  test.each([[[]], [new Money()], [Object.create(new Money())], [null], ['a'], [() => 1], [new Date()]])(
    'is false for %p',
    (value) => {
      expect(isPlainObject(value)).toBe(false);
    },
  );
});
