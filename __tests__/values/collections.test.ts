import fc from 'fast-check';
import { type AnyAttributeType, json, listOf, mapOf } from '../../lib/values/attribute-type.ts';
import { isPlainObject } from '../../lib/values/collections.ts';
import { decode, encode, roundTrip } from './support.ts';

/** `value` within `levels` lists and objects, one in the other. */
const nested = (levels: number, value: unknown = 'x'): unknown =>
  Array.from({ length: levels }).reduce<unknown>((inner, _, level) => (level % 2 === 0 ? [inner] : { inner }), value);

const deepType = (levels: number): AnyAttributeType =>
  Array.from({ length: levels }).reduce<AnyAttributeType>(
    (of, _, level) => (level % 2 === 0 ? listOf(of) : mapOf(of)),
    String,
  );

const tooDeep = expect.stringContaining('is nested deeper than 32 levels, or contains itself');

describe('nesting', () => {
  test('of 32 levels is stored, by json() and by declared types; the innermost value is one', () => {
    expect(roundTrip(json(), nested(31))).toEqual(nested(31));
    expect(roundTrip(deepType(31), nested(31))).toEqual(nested(31));
    expect(roundTrip(json(), nested(31, []))).toEqual(nested(31, []));
  });

  test('of 33 levels is refused, once', () => {
    expect(encode(json(), nested(32))).toMatchObject({ stored: undefined, issues: [tooDeep] });
    expect(encode(deepType(32), nested(32))).toMatchObject({ stored: undefined, issues: [tooDeep] });
  });

  test('a value that contains itself is refused', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    expect(encode(json(), cycle)).toMatchObject({ stored: undefined, issues: [tooDeep] });
  });

  test('a tree whose children know their parent is refused at once, however many ways lead round', () => {
    const parent: { children: unknown[] } = { children: [] };
    for (let child = 0; child < 20; child++) parent.children.push({ parent, siblings: parent.children });
    expect(encode(json(), parent)).toMatchObject({ stored: undefined, issues: [tooDeep] });
  });

  test('one value in two places is stored twice', () => {
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
  ])('refuses %s by its position, so that nothing shifts', (_name, list) => {
    expect(encode(listOf(String), list)).toEqual({
      stored: undefined,
      issues: ['[1] must be a string, not undefined', '[2] must be a string, not undefined'],
      precision: false,
    });
  });

  test('refuses null and undefined as elements', () => {
    expect(encode(listOf(String), [null, 'a', undefined]).issues).toEqual([
      '[0] must be a string, not null',
      '[2] must be a string, not undefined',
    ]);
  });

  test.each([['a'], [{ 0: 'a', length: 1 }], [new Set(['a'])], [new Uint8Array(1)], [null]])(
    'refuses %p, which is no array',
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
  test('leaves out what is undefined, keeps what is empty', () => {
    expect(encode(mapOf(String), { absent: undefined, empty: '' })).toEqual({
      stored: { M: { empty: { S: '' } } },
      issues: [],
      precision: false,
    });
    expect(roundTrip(mapOf(String), {})).toEqual({});
  });

  test('refuses null as a value, and an empty key', () => {
    expect(encode(mapOf(String), { a: null, '': 'x' }).issues).toEqual([
      'a must be a string, not null',
      '[""] has an empty key, which DynamoDB\'s maps can\'t have',
    ]);
  });

  test('takes an object without a prototype, and one with a key named __proto__', () => {
    const bare = Object.assign(Object.create(null) as object, { a: 'x' });
    expect(roundTrip(mapOf(String), bare)).toEqual({ a: 'x' });
    const own = JSON.parse('{"__proto__":"x"}') as unknown;
    expect(JSON.stringify(roundTrip(mapOf(String), own))).toBe('{"__proto__":"x"}');
  });

  test('names a key that is no plain word in brackets', () => {
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
  ])('refuses %s, which it would turn into something else', (kind, value) => {
    expect(encode(type, value)).toEqual({ stored: undefined, issues: [`${issue}${kind}`], precision: false });
    expect(encode(listOf(type), [value]).issues).toEqual([`[0] ${issue}${kind}`]);
  });
});

describe('json', () => {
  test('tells null, absent and empty apart', () => {
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

  test('keeps types that look alike apart', () => {
    const value = ['1', 1, 'true', true, 'null', null, '[]', []];
    expect(roundTrip(json(), value)).toEqual(value);
  });

  test('stores -0 as 0, and refuses what JSON.stringify would make null', () => {
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

  test('refuses a stored number that a double would round, and bytes', () => {
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
