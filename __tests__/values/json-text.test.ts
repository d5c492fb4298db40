import fc from 'fast-check';
import { type JsonProblem, jsonText } from '../../lib/values/json-text.ts';

/** Values, some of which JSON omits or changes. */
const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withBoxedValues: true });

/** True if JSON.stringify would omit the value or write another value. */
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
  test('returns the text of JSON.stringify, or the problem if data would be lost', () => {
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

  test('returns the path of the problem', () => {
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

  test('checks the written value if toJSON returns another value on each call', () => {
    let calls = 0;
    const counting = { toJSON: (key: string) => [key, calls++] };
    expect(jsonText({ counting })).toBe('{"counting":["counting",0]}');
    expect(calls).toBe(1);
    const results = [1, Number.NaN];
    const wavering = { toJSON: () => results.shift() };
    expect(jsonText([wavering])).toBe('[1]');
    expect(jsonText([wavering])).toEqual({ path: [0], message: 'is NaN, which JSON has not' });
    const parent: object[] = [];
    parent.push({ toJSON: () => ({ parent }) });
    expect(jsonText(parent)).toEqual({ path: [0, 'parent'], message: 'contains itself' });
    const failing = { toJSON: () => new Date(Number.NaN).toISOString() };
    expect(() => jsonText(failing)).toThrow('Invalid time value');
  });

  test('processes 2 million numbers in linear time', () => {
    const numbers = Array.from({ length: 2_000_000 }, (_, index) => index / 7);
    expect(jsonText(numbers) === JSON.stringify(numbers)).toBe(true);
    expect(jsonText([...numbers, Number.NaN])).toEqual({ path: [2_000_000], message: expect.any(String) });
  });

  test('reports cycles and too deep nesting, and accepts shared objects', () => {
    const shared = { a: 1 };
    expect(jsonText([shared, shared, { shared }])).toBe('[{"a":1},{"a":1},{"shared":{"a":1}}]');
    const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
    expect(jsonText(nested(1_000))).toBe('['.repeat(1_000) + ']'.repeat(1_000));
    expect(jsonText(nested(100_000))).toEqual({ path: [], message: 'is nested too deeply to be written as JSON' });
  });
});
