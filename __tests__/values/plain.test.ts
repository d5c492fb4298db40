import fc from 'fast-check';
import { Issues } from '../../lib/values/issues.ts';
import { exactText, numberConverter } from '../../lib/values/numbers.ts';
import { plainConverter, plainToStored } from '../../lib/values/plain.ts';

const read = (stored: object): unknown => plainConverter.decode(stored as never, new Issues());

const written = (value: unknown, before?: object, codec?: object): unknown => {
  const issues = new Issues();
  const stored = plainToStored(value, before as never, codec as never, issues);
  return issues.list.length > 0 ? issues.list.map(({ elements, message }) => ({ elements, message })) : stored;
};

describe('a plain value', () => {
  test.each([
    [{ S: '' }, ''],
    [{ N: '12.5' }, 12.5],
    [{ N: '9007199254740993' }, 9007199254740993n],
    [{ N: '0.12345678901234567891' }, '0.12345678901234567891'],
    [{ B: new Uint8Array([1]) }, new Uint8Array([1])],
    [{ B: 'AQ==' }, new Uint8Array([1])],
    [{ BOOL: false }, false],
    [{ NULL: true }, null],
    [{ SS: ['a'] }, new Set(['a'])],
    [{ NS: ['1', '9007199254740993'] }, new Set<unknown>([1, 9007199254740993n])],
    [{ BS: [new Uint8Array([1])] }, new Set([new Uint8Array([1])])],
    [{ L: [{ N: '1' }, { M: { a: { S: 'b' } } }] }, [1, { a: 'b' }]],
  ])('of %j is read', (stored, value) => {
    expect(read(stored)).toEqual(value);
  });

  test('that is unchanged keeps its stored form', () => {
    const before = { M: { price: { N: '0.12345678901234567891' }, name: { S: 'a' } } };
    const value = read(before) as Record<string, unknown>;
    expect(written(value, before)).toBe(before);
    expect(written({ ...value, name: 'b' }, before)).toEqual({ M: { price: before.M.price, name: { S: 'b' } } });
  });

  test('is stored as a number if the attribute is one', () => {
    expect(written('12.50', undefined, numberConverter(exactText))).toEqual({ N: '12.5' });
    expect(written('12.50')).toEqual({ S: '12.50' });
  });

  test('is absent if it is undefined or an empty set', () => {
    expect(written(undefined)).toBeUndefined();
    expect(written(new Set())).toBeUndefined();
    expect(written({ a: undefined, b: 1 })).toEqual({ M: { b: { N: '1' } } });
  });

  test('that is none is reported with its place', () => {
    expect(written({ at: [new Date(0)] })).toEqual([
      { elements: ['at', 0], message: expect.stringContaining('must be a plain value, not a Date') },
    ]);
    expect(written(Number.NaN)).toEqual([{ elements: [], message: 'must be a number, not NaN' }]);
  });

  test('is read as it was written', () => {
    const scalar = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc
        .double({ noNaN: true, noDefaultInfinity: true, min: -1e100, max: 1e100 })
        .filter((value) => value === 0 || Math.abs(value) > 1e-90)
        .map((value) => value + 0),
      // An integer that a double has exactly is read as a number. The text of a double has at most 17 digits.
      fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }).filter((value) => /[1-9]\d{16,}[1-9]/.test(`${value}`)),
      fc.boolean(),
      fc.constant(null),
      fc.uint8Array(),
    );
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 3 },
        scalar,
        fc.array(tie('any')),
        fc.dictionary(fc.string({ minLength: 1 }), tie('any')),
      ),
    })).any;
    fc.assert(
      fc.property(value, (plain) => {
        const stored = written(plain);
        expect(read(stored as object)).toEqual(plain);
      }),
    );
  });
});
