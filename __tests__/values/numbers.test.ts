import fc from 'fast-check';
import { decimal, json, listOf, mapOf, setOf } from '../../lib/values/attribute-type.ts';
import { bigints, decode, encode, roundTrip } from './support.ts';

describe('a Number attribute', () => {
  test.each([
    ['NaN', Number.NaN, 'must be a number, not NaN'],
    ['infinity', Number.POSITIVE_INFINITY, 'must be a finite number'],
    ['minus infinity', Number.NEGATIVE_INFINITY, 'must be a finite number'],
    ['the smallest double', 5e-324, "is nearer to zero than DynamoDB's numbers, which begin at 1E-130"],
    ['the largest double', 1.79e308, "is larger than DynamoDB's numbers, which end at 9.99E+125"],
    ['just more than the largest number', 1e126, "is larger than DynamoDB's numbers, which end at 9.99E+125"],
    [
      'just less than the smallest number',
      -9.9e-131,
      "is nearer to zero than DynamoDB's numbers, which begin at 1E-130",
    ],
    ['a numeric string', '1', 'must be a number, not a string'],
    ['a bigint', 1n, 'must be a number, not a bigint'],
    ['a boxed number', Object(1), 'must be a number, not a Number'],
    ['null', null, 'must be a number, not null'],
    ['undefined', undefined, 'must be a number, not undefined'],
  ])('rejects %s', (_name, value, issue) => {
    expect(encode(Number, value)).toEqual({ stored: undefined, issues: [issue], precision: false });
  });

  test.each([
    [0, '0'],
    [-0, '0'],
    [-1.5, '-1.5'],
    [1e-130, '1e-130'],
    [9.99e125, '9.99e+125'],
    [2 ** 53 - 1, '9007199254740991'],
    [2 ** 53, '9007199254740992'],
    [-(2 ** 53) - 2, '-9007199254740994'],
    [0.1 + 0.2, '0.30000000000000004'],
  ])('stores %p as %s', (value, N) => {
    expect(encode(Number, value)).toEqual({ stored: { N }, issues: [], precision: false });
  });

  test.each([
    ['1000000000000000000000', 1e21],
    ['1.50', 1.5],
    ['15e-1', 1.5],
    ['+7', 7],
    ['007', 7],
    ['-0', 0],
    ['9007199254740992', 2 ** 53],
    ['1E-130', 1e-130],
  ])('reads a stored %s as the double of the same value', (N, value) => {
    expect(decode(Number, { N })).toEqual({ value, issues: [], precision: false });
  });

  test.each([
    ['0.1234567890123456789012', 0.12345678901234568],
    ['0.30000000000000004441', 0.1 + 0.2],
    ['0.10000000000000000000000000000000000001', 0.1],
    ['-0.66666666666666666666666666666666666666', -2 / 3],
    ['9007199254740993.5', 9007199254740994],
    ['1180591620717411303424', 2 ** 70],
  ])('reads a stored %s as the nearest double', (N, value) => {
    expect(decode(Number, { N })).toEqual({ value, issues: [], precision: false });
    expect(decode(listOf(Number), { L: [{ N }] }).value).toEqual([value]);
    expect(decode(mapOf(Number), { M: { a: { N } } }).value).toEqual({ a: value });
    expect(decode(setOf(Number), { NS: [N] }).value).toEqual(new Set([value]));
    expect(decode(json(), { L: [{ M: { a: { N } } }] }).value).toEqual([{ a: value }]);
  });

  test.each(['9007199254740993', '-9007199254740993', '12345678901234567890123456789012345678', '1e400'])(
    'rejects a stored %s, an integer that a double can not hold',
    (N) => {
      const issues = [
        'is a number that a double would round; declare it as BigInt or decimal(), or set it to another number',
      ];
      expect(decode(Number, { N })).toEqual({ value: undefined, issues, precision: true });
      expect(decode(json(), { N })).toEqual({ value: undefined, issues, precision: true });
    },
  );

  test.each(['0x10', 'NaN', ''])('rejects a stored %p, which is not a number', (N) => {
    const issues = ["is stored as an N that is no decimal number of DynamoDB's"];
    expect(decode(Number, { N })).toEqual({ value: undefined, issues, precision: false });
  });

  test('rejects a stored value of another type', () => {
    expect(decode(Number, { S: '1' }).issues).toEqual(['is stored as S where the class says N']);
  });
});

describe('a BigInt attribute', () => {
  const digits38 = 10n ** 38n - 1n;

  test('holds 38 digits exactly, with either sign', () => {
    expect(roundTrip(BigInt, digits38)).toBe(digits38);
    expect(roundTrip(BigInt, -digits38)).toBe(-digits38);
  });

  test('holds a power of ten beyond 38 digits, whose zeros are not significant', () => {
    expect(roundTrip(BigInt, 10n ** 125n)).toBe(10n ** 125n);
    expect(encode(BigInt, 10n ** 126n).issues).toEqual(["is larger than DynamoDB's numbers, which end at 9.99E+125"]);
  });

  test('rejects a 39th digit rather than lose it', () => {
    const { stored, issues } = encode(BigInt, digits38 * 10n + 1n);
    expect(stored).toBeUndefined();
    expect(issues).toEqual(['has more than 38 significant digits']);
  });

  test.each([[1], ['1'], [null], [undefined]])('rejects %p, which is not a bigint', (value) => {
    expect(encode(BigInt, value).issues).toEqual([expect.stringMatching(/^must be a bigint, not /)]);
  });

  test('reads the other spellings of a whole number', () => {
    const read = ['1.0', '1E+2', '-12e1', '9007199254740993'].map((N) => decode(BigInt, { N }).value);
    expect(read).toEqual([1n, 100n, -120n, 9007199254740993n]);
  });

  test('rejects a stored fraction as a matter of precision', () => {
    expect(decode(BigInt, { N: '1.5' })).toEqual({
      value: undefined,
      issues: ['is a number with a fraction, which a bigint would lose; declare it as decimal()'],
      precision: true,
    });
  });

  test.each(['1e999999999', 'seven', ''])('rejects a stored %p, which is not a number of DynamoDB', (N) => {
    expect(decode(BigInt, { N })).toMatchObject({
      value: undefined,
      issues: [expect.stringContaining('no decimal number')],
    });
  });
});

/** True if a plain decimal text is `digits * 10 ** power`. */
function isNumber(text: string, digits: bigint, power: number): boolean {
  const [whole = '', fraction = ''] = text.split('.');
  const scale = 400;
  return (
    BigInt(`${whole}${fraction}`) * 10n ** BigInt(scale - fraction.length) === digits * 10n ** BigInt(scale + power)
  );
}

/** Decimal numbers in the range of DynamoDB. */
const decimals = fc.tuple(bigints, fc.integer({ min: -92, max: 80 }));

describe('a decimal() attribute', () => {
  test('keeps the number of every spelling', () => {
    fc.assert(
      fc.property(decimals, fc.nat(3), fc.nat(3), fc.constantFrom('e', 'E'), ([digits, power], zeros, more, e) => {
        const sign = digits < 0n ? '-' : '';
        const plain = String(digits).replace('-', '');
        const spelling = `${sign}${'0'.repeat(zeros)}${plain}${more > 0 ? `.${'0'.repeat(more)}` : ''}${e}${power}`;
        expect(isNumber(roundTrip(decimal(), spelling) as string, digits, power)).toBe(true);
      }),
    );
  });

  test('returns one text for one number, and keeps that text exactly', () => {
    fc.assert(
      fc.property(decimals, ([digits, power]) => {
        const text = roundTrip(decimal(), `${digits}e${power}`);
        expect(text).toMatch(/^(?:0|-?(?:[1-9]\d*|0(?=\.))(?:\.\d*[1-9])?)$/);
        expect(roundTrip(decimal(), text)).toBe(text);
        expect(encode(decimal(), text).stored).toEqual({ N: text });
      }),
    );
  });

  test.each([
    ['19.90', '19.9'],
    ['+.5', '0.5'],
    ['5.', '5'],
    ['-0.00', '0'],
    ['1e3', '1000'],
    ['0.0012E-1', '0.00012'],
    ['12345678901234567890.123456789012345678', '12345678901234567890.123456789012345678'],
  ])('reads %s as %s', (written, read) => {
    expect(roundTrip(decimal(), written)).toBe(read);
  });

  test.each([
    '',
    '.',
    '-',
    'e5',
    '1e',
    '1,5',
    '1 000',
    '0x1F',
    'NaN',
    'Infinity',
    '１２',
    ' 1',
    '1\n',
    1.5,
    2n,
    null,
    undefined,
  ])('rejects %p, which is not a decimal text', (value) => {
    const { stored, issues } = encode(decimal(), value);
    expect(stored).toBeUndefined();
    expect(issues).toEqual([expect.stringMatching(/^must be a string with a decimal number, like '12\.5'/)]);
  });

  test.each([
    ['1'.repeat(39), 'has more than 38 significant digits'],
    ['1e126', "is larger than DynamoDB's numbers, which end at 9.99E+125"],
    ['-1e-131', "is nearer to zero than DynamoDB's numbers, which begin at 1E-130"],
    ['1e999999999', "is larger than DynamoDB's numbers, which end at 9.99E+125"],
  ])('rejects %s, which DynamoDB can not hold exactly', (value, issue) => {
    expect(encode(decimal(), value)).toEqual({ stored: undefined, issues: [issue], precision: false });
  });
});

describe('a set of numbers', () => {
  test('rejects NaN, infinities and a stored number that a double would round', () => {
    const { stored, issues } = encode(setOf(Number), new Set([1, Number.NaN, Number.POSITIVE_INFINITY]));
    expect(stored).toBeUndefined();
    expect(issues).toEqual(['must be a number, not NaN', 'must be a finite number']);
    expect(decode(setOf(Number), { NS: ['1', '9007199254740993'] }).precision).toBe(true);
    expect(decode(setOf(BigInt), { NS: ['9007199254740993'] }).value).toEqual(new Set([9007199254740993n]));
  });
});
