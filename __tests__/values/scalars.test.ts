import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { json, listOf, mapOf, setOf } from '../../lib/values/attribute-type.ts';
import { decode, encode, inheritedNames, naughtyStrings, roundTrip } from './support.ts';

const loneSurrogates = fc
  .tuple(fc.string({ unit: 'binary' }), fc.integer({ min: 0xd800, max: 0xdbff }))
  .map(([text, half]) => `${text}${String.fromCharCode(half)}`);
const halfPair = 'holds half of a surrogate pair, which UTF-8 would replace; store it as Uint8Array';

/** The places that change a text, each with the text and the result. */
function changesOf(text: string): unknown[] {
  const alone = [
    [String, text],
    [json(), [text, { text }]],
    [setOf(String), new Set([text])],
  ] as const;
  const named = Object.fromEntries([[text, 'value']]);
  const names = text === '' ? [] : ([mapOf(String), json()] as const).map((type) => [type, named] as const);
  return [...alone, ...names].flatMap(([type, value]) => {
    const read = attempt(() => roundTrip(type, value));
    return isDeepStrictEqual(read, value) ? [] : [[text, read]];
  });
}

function attempt(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('a String attribute', () => {
  test('keeps the empty string', () => {
    expect(encode(String, '').stored).toEqual({ S: '' });
    expect(decode(String, { S: '' })).toEqual({ value: '', issues: [], precision: false });
  });

  test('keeps each naughty string and inherited name, alone and everywhere else', () => {
    const texts = [...naughtyStrings, ...inheritedNames];
    expect(texts.length).toBeGreaterThan(400);
    expect(texts.flatMap(changesOf)).toEqual([]);
  });

  test('rejects half of a surrogate pair wherever it is, since UTF-8 would replace it', () => {
    fc.assert(
      fc.property(loneSurrogates, (text) => {
        expect(encode(String, text)).toMatchObject({ stored: undefined, issues: [halfPair] });
        expect(encode(setOf(String), new Set([text]))).toMatchObject({ stored: undefined, issues: [halfPair] });
        expect(encode(listOf(String), ['a', text])).toMatchObject({ stored: undefined, issues: [`[1] ${halfPair}`] });
        expect(encode(mapOf(String), { [text]: 'a' })).toMatchObject({
          stored: undefined,
          issues: [expect.stringContaining(halfPair)],
        });
        expect(encode(json(), { deep: [text] })).toMatchObject({ stored: undefined, issues: [`deep[0] ${halfPair}`] });
      }),
    );
  });

  test.each([[1], [true], [null], [undefined], [['a']], [Object('a')]])(
    'rejects %p rather than make it a string',
    (value) => {
      expect(encode(String, value)).toMatchObject({
        stored: undefined,
        issues: [expect.stringMatching(/^must be a string, not /)],
      });
    },
  );
});

describe('a Boolean attribute', () => {
  test('keeps false, which is not absent', () => {
    expect(encode(Boolean, false).stored).toEqual({ BOOL: false });
    expect(decode(Boolean, { BOOL: false })).toEqual({ value: false, issues: [], precision: false });
  });

  test.each([[0], ['true'], [null], [undefined], [Object(true)]])(
    'rejects %p rather than take it for true or false',
    (value) => {
      expect(encode(Boolean, value)).toMatchObject({
        stored: undefined,
        issues: [expect.stringMatching(/^must be a boolean, not /)],
      });
    },
  );

  test.each([{ NULL: true as const }, { N: '0' }, { S: 'false' }])('rejects a stored %j', (stored) => {
    expect(decode(Boolean, stored)).toMatchObject({
      value: undefined,
      issues: [expect.stringMatching(/^is stored as \w+ where the class says BOOL$/)],
    });
  });
});

describe('a Uint8Array attribute', () => {
  test('accepts a Buffer and returns a plain Uint8Array with the same bytes', () => {
    const read = roundTrip(Uint8Array, Buffer.from('annotable')) as Uint8Array;
    expect(Buffer.isBuffer(read)).toBe(false);
    expect(read.constructor).toBe(Uint8Array);
    expect(Buffer.from(read).toString()).toBe('annotable');
  });

  test('accepts a view of a part of a buffer as that part alone', () => {
    const whole = Uint8Array.from([1, 2, 3, 4, 5]);
    expect(encode(Uint8Array, whole.subarray(1, 3)).stored).toEqual({ B: Uint8Array.from([2, 3]) });
  });

  test('keeps no bytes at all', () => {
    expect(roundTrip(Uint8Array, new Uint8Array())).toEqual(new Uint8Array());
  });

  test('copies its input, so later changes to it change nothing', () => {
    const given = Uint8Array.from([1, 2]);
    const { stored } = encode(Uint8Array, given);
    const inSet = encode(setOf(Uint8Array), new Set([given])).stored;
    given[0] = 9;
    expect([stored, inSet]).toEqual([{ B: Uint8Array.from([1, 2]) }, { BS: [Uint8Array.from([1, 2])] }]);
  });

  test('returns copies of stored bytes, so two readers share nothing', () => {
    const stored = { B: Uint8Array.from([1, 2]) };
    const first = decode(Uint8Array, stored).value as Uint8Array;
    first[0] = 9;
    expect(decode(Uint8Array, stored).value).toEqual(Uint8Array.from([1, 2]));
  });

  test.each([
    ['AQI='],
    [[1, 2]],
    [new ArrayBuffer(2)],
    [new DataView(new ArrayBuffer(2))],
    [new Uint16Array(2)],
    [new Uint8ClampedArray(2)],
    [null],
  ])('rejects %p, whose bytes it would have to guess', (value) => {
    expect(encode(Uint8Array, value)).toMatchObject({
      stored: undefined,
      issues: [expect.stringMatching(/^must be a Uint8Array, not /)],
    });
  });
});
