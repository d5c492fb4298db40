import { createContext, runInContext } from 'node:vm';
import fc from 'fast-check';
import type { AttributeValue } from '../../lib/sdk-types.ts';
import { json, listOf, mapOf, tupleOf } from '../../lib/values/attribute-type.ts';
import { readsAll } from '../../lib/values/converter.ts';
import { floatText } from '../../lib/values/float-text.ts';
import { Issues } from '../../lib/values/issues.ts';
import { itemBytes, valueBytes } from '../../lib/values/item-size.ts';
import { JsonReader, unreadable } from '../../lib/values/json-reader.ts';
import { vector } from '../../lib/values/vectors.ts';
import { converter, decode, encode, roundTrip } from './support.ts';

const largest = 3.4028234663852886e38;
const smallest = 1.401298464324817e-45;

/** All kinds of finite floats, by their bits and by their size. -0 is stored as 0. */
const floats: fc.Arbitrary<number> = fc
  .oneof(
    fc.float({ noNaN: true, noDefaultInfinity: true }),
    fc
      .integer({ min: 0, max: 0xff7fffff })
      .map((bits) => new Float32Array(new Uint32Array([bits]).buffer)[0] as number),
    fc.float({ min: -1, max: 1, noNaN: true }),
    fc.integer({ min: -149, max: 127 }).map((power) => 2 ** power),
    fc.integer({ min: -1e7, max: 1e7 }).map((whole) => Math.fround(whole / 1e4)),
    fc.constantFrom(0, 1, 0.1, largest, -largest, smallest, 1e-6, 1e7, 0.5, 16_777_215, 1 - 2 ** -24),
  )
  .filter(Number.isFinite)
  .map((float) => (float === 0 ? 0 : Math.fround(float)));

/** Returns the significant digits of a decimal text. */
const digitsOf = (text: string): number =>
  text
    .replace(/e.*$|[-.]/g, '')
    .replace(/^0+/, '')
    .replace(/0+$/, '').length;

/** Returns the fewest digits with which the nearest decimal reads back to a float. */
function fewestDigits(float: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const text = float.toPrecision(digits);
    if (Math.fround(Number(text)) === float) return digitsOf(text);
  }
  return 9;
}

test('a float is written with the fewest digits that read back to the same bits', () => {
  fc.assert(
    fc.property(floats, (float) => {
      const text = floatText(float);
      expect(Object.is(Math.fround(Number(text)), float)).toBe(true);
      expect(digitsOf(text)).toBeLessThanOrEqual(fewestDigits(float));
    }),
    { numRuns: 20_000 },
  );
});

test.each([
  [0.1, '0.1'],
  [-0.25, '-0.25'],
  [-0, '0'],
  [3, '3'],
  [1 / 3, '0.33333334'],
  [0.000_001_5, '0.0000015'],
  [1e-7, '1e-7'],
  [12.5, '12.5'],
  [smallest, '1e-45'],
  [largest, '3.4028235e+38'],
])('%f is written as %s', (float, text) => {
  expect(floatText(Math.fround(float))).toBe(text);
});

test('a vector is stored as a list of numbers, from a Float32Array and from an array', () => {
  const stored = { L: [{ N: '0.1' }, { N: '-2' }, { N: '0' }] };
  expect(encode(vector(3), Float32Array.of(0.1, -2, -0)).stored).toEqual(stored);
  expect(encode(vector(3), [0.1, -2, -0]).stored).toEqual(stored);
});

test('a Float32Array of another realm is stored', () => {
  const value: unknown = runInContext('new Float32Array([1, 2])', createContext({}));
  expect(encode(vector(2), value).stored).toEqual({ L: [{ N: '1' }, { N: '2' }] });
});

const vectors = (length: number): fc.Arbitrary<Float32Array> =>
  fc.array(floats, { minLength: length, maxLength: length }).map((list) => Float32Array.from(list));

test('a vector is read as the same floats that were written, in every place', () => {
  const place = listOf(tupleOf(vector(2), mapOf(vector(1))));
  const values = fc.array(fc.tuple(vectors(2), fc.dictionary(fc.string({ minLength: 1 }), vectors(1))));
  fc.assert(fc.property(vectors(3), (value) => expect(roundTrip(vector(3), value)).toEqual(value)));
  fc.assert(fc.property(values, (value) => expect(roundTrip(place, value)).toEqual(value)));
});

test('a vector that was read is not the one that was written', () => {
  const value = Float32Array.of(1);
  expect(roundTrip(vector(1), value)).not.toBe(value);
});

test.each([
  ['one that is too short', [1, 2], 'must have 3 numbers, not 2'],
  ['one that is too long', new Float32Array(4), 'must have 3 numbers, not 4'],
  ['one with NaN', Float32Array.of(1, Number.NaN, 2), '[1] must be a finite number'],
  ['one with an infinite number', [1, 2, Number.NEGATIVE_INFINITY], '[2] must be a finite number'],
  ['one beyond 32-bit floats', [1e39, 0, 0], '[0] is beyond the range of a 32-bit float, which ends at 3.4E+38'],
  ['one with a text', [0, '1', 0], '[1] must be a number, not a string'],
  ['one with a hole', Object.assign([], { 0: 1, length: 3 }), '[1] must be a number, not undefined'],
  ['a Float64Array', new Float64Array(3), 'must be a Float32Array or an array of 3 numbers, not a Float64Array'],
  ['a text', '1,2,3', 'must be a Float32Array or an array of 3 numbers, not a string'],
])('%s is rejected, with its first fault', (_of, value, message) => {
  expect(encode(vector(3), value)).toMatchObject({ stored: undefined, issues: [message] });
});

test.each([
  ['too few numbers', { L: [{ N: '1' }] }, 'is stored with 1 numbers, and the class says 2'],
  ['a text', { L: [{ N: '1' }, { S: '2' }] }, '[1] is stored as S where the class says N'],
  ['no number', { L: [{ N: '0x10' }, { N: '1' }] }, '[0] is stored as a number that is no 32-bit float'],
  [
    'a number beyond 32-bit floats',
    { L: [{ N: '1' }, { N: '1e39' }] },
    '[1] is stored as a number that is no 32-bit float',
  ],
  ['another type', { B: new Uint8Array(8) }, 'is stored as B where the class says L'],
])('a stored value with %s is rejected on read', (_of, stored, message) => {
  expect(decode(vector(2), stored as AttributeValue).issues).toEqual([message]);
});

test('numbers of more digits, as other programs write them, are read as the nearest floats', () => {
  const { value } = decode(vector(2), { L: [{ N: '0.10000000149011612' }, { N: '1E-1' }] });
  expect(value).toEqual(Float32Array.of(0.1, 0.1));
});

describe('the JSON reader of a vector', () => {
  const read = (text: string, dimensions: number): unknown => {
    const reader = new JsonReader(new TextEncoder().encode(text));
    const { form } = converter(vector(dimensions));
    if (form === undefined) throw new TypeError('no form');
    const value = reader.formed(form, new TextEncoder().encode(form.opening));
    expect(reader.isAtEnd).toBe(true);
    return value;
  };
  const text = (stored: unknown): string => JSON.stringify(stored);

  test('reads the same floats as the decoder', () => {
    const numbers = fc.oneof(floats.map(floatText), floats.map(String), fc.constantFrom('1E-7', '-0', '1e3'));
    fc.assert(
      fc.property(fc.array(numbers, { minLength: 1, maxLength: 20 }), (list) => {
        const stored = { L: list.map((N) => ({ N })) };
        expect(read(text(stored), list.length)).toEqual(decode(vector(list.length), stored).value);
      }),
    );
  });

  test.each([
    [[{ N: '1' }]],
    [[{ N: '1' }, { N: '2' }, { N: '3' }]],
    [[]],
    [[{ N: '1' }, { S: '2' }]],
    [[{ N: '1' }, { N: '1e39' }]],
    [[{ N: '1' }, { N: 'x' }]],
  ])('leaves another list to the fallback: %j', (L) => {
    expect(() => read(text({ L }), 2)).toThrow();
    try {
      read(text({ L }), 2);
    } catch (error) {
      expect(error).toBe(unreadable);
    }
  });
});

/** Numbers like those of embeddings: uniform between -1 and 1. */
const random = (length: number): Float32Array => Float32Array.from({ length }, () => Math.random() * 2 - 1);

test('a vector takes at most 0.62 of the item size and 0.70 of the JSON that doubles take', () => {
  for (const length of [384, 1024]) {
    const value = random(length);
    const { stored } = encode(vector(length), value);
    const naive = { L: Array.from(value, (float) => ({ N: String(float) })) };
    expect(itemBytes({ v: stored as AttributeValue }) / itemBytes({ v: naive })).toBeLessThanOrEqual(0.62);
    expect(JSON.stringify(stored).length / JSON.stringify(naive).length).toBeLessThanOrEqual(0.7);
  }
});

test('the estimate of its size is not below its size', () => {
  fc.assert(
    fc.property(vectors(20), (value) => {
      const issues = new Issues();
      const stored = converter(vector(20)).encode(value, issues);
      expect(issues.weight).toBeGreaterThanOrEqual(valueBytes(stored as AttributeValue));
    }),
  );
});

test.each([
  ['a vector of the same length', vector(2), vector(2), true],
  ['a vector of another length', vector(2), vector(3), false],
  ['a list of numbers', vector(2), listOf(Number), false],
])('%s can be copied only if every value can be read', (_of, target, source, expected) => {
  expect(readsAll(converter(target), converter(source))).toBe(expected);
});

test('a vector has no parts, because it changes as a whole', () => {
  expect(converter(vector(2)).part).toBeUndefined();
  expect(converter(json()).holds?.(converter(vector(2)))).toBe(false);
});
