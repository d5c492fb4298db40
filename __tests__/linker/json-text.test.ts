import fc from 'fast-check';
import { type JsonProblem, jsonText } from '../../lib/linker/json-text.ts';

/** Values of which JSON drops or changes some. */
const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withBoxedValues: true });

/** True where JSON.stringify would write something else in a value's place, or nothing. */
function isLossy(value: unknown): boolean {
  const isBox = [Number, BigInt].some((Box) => value instanceof Box);
  const plain: unknown = isBox ? (value as object).valueOf() : value;
  if (typeof plain === 'number') return !Number.isFinite(plain);
  if (['bigint', 'function', 'symbol'].includes(typeof plain)) return true;
  if (typeof plain !== 'object' || plain === null || value instanceof Date) return false;
  if ([Map, Set].some((Class) => plain instanceof Class)) return true;
  return Object.values(plain).some(isLossy);
}

describe('jsonText', () => {
  test('is what JSON.stringify writes, or says what would be lost', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const text = jsonText(value);
        if (isLossy(value) || value === undefined)
          expect(text).toEqual({ path: expect.any(Array), message: expect.any(String) });
        else expect(text).toBe(JSON.stringify(value));
      }),
      { numRuns: 2_000 },
    );
  });

  test('names the path of what is wrong', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.nat(5)), { maxLength: 8 }), (path) => {
        const value = path.reduceRight<unknown>(
          (inner, step) =>
            typeof step === 'number' ? [...Array(step).fill(0), inner] : Object.fromEntries([[step, inner]]),
          Number.POSITIVE_INFINITY,
        );
        expect((jsonText(value) as JsonProblem).path).toEqual(path);
      }),
    );
  });

  test('looks at what is written, where toJSON gives something else each time', () => {
    let asked = 0;
    const counting = { toJSON: (key: string) => [key, asked++] };
    expect(jsonText({ counting })).toBe('{"counting":["counting",0]}');
    expect(asked).toBe(1);
    const answers = [1, Number.NaN];
    const wavering = { toJSON: () => answers.shift() };
    expect(jsonText([wavering])).toBe('[1]');
    expect(jsonText([wavering])).toEqual({ path: [0], message: 'is NaN, which JSON has not' });
    const parent: object[] = [];
    parent.push({ toJSON: () => ({ parent }) });
    expect(jsonText(parent)).toEqual({ path: [0, 'parent'], message: 'contains itself' });
    const failing = { toJSON: () => new Date(Number.NaN).toISOString() };
    expect(() => jsonText(failing)).toThrow('Invalid time value');
  });

  test('ends in time with large data, as a walk in quadratic time would not', () => {
    const numbers = Array.from({ length: 2_000_000 }, (_, index) => index / 7);
    expect(jsonText(numbers) === JSON.stringify(numbers)).toBe(true);
    expect(jsonText([...numbers, Number.NaN])).toEqual({ path: [2_000_000], message: expect.any(String) });
  });

  test('tells cycles and what is too deep, and takes what is shared', () => {
    const shared = { a: 1 };
    expect(jsonText([shared, shared, { shared }])).toBe('[{"a":1},{"a":1},{"shared":{"a":1}}]');
    const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
    expect(jsonText(nested(1_000))).toBe('['.repeat(1_000) + ']'.repeat(1_000));
    expect(jsonText(nested(100_000))).toEqual({ path: [], message: 'is nested too deeply to be written as JSON' });
  });
});
