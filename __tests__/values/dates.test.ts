import fc from 'fast-check';
import { epochMillis, epochSeconds, json, listOf, mapOf } from '../../lib/values/attribute-type.ts';
import { decode, encode, roundTrip } from './support.ts';

describe('a Date attribute', () => {
  test('is stored as ISO 8601 in UTC, milliseconds kept', () => {
    expect(encode(Date, new Date(1_700_000_000_123)).stored).toEqual({ S: '2023-11-14T22:13:20.123Z' });
  });

  test('is stored as toISOString() writes it, also after other dates', () => {
    const near = fc.integer({ min: -200_000_000, max: 200_000_000 }).map((time) => new Date(time));
    fc.assert(
      fc.property(fc.array(fc.oneof(near, fc.date({ noInvalidDate: true }))), (dates) => {
        for (const date of dates) expect(encode(Date, date).stored).toEqual({ S: date.toISOString() });
      }),
    );
  });

  test('of the epoch is stored and read', () => {
    expect(roundTrip(Date, new Date(0))).toEqual(new Date(0));
    expect(roundTrip(epochSeconds(), new Date(0))).toEqual(new Date(0));
    expect(roundTrip(epochMillis(), new Date(0))).toEqual(new Date(0));
  });

  test('holds the first and the last date that JavaScript has', () => {
    for (const time of [-8.64e15, 8.64e15, -62_198_755_200_000]) {
      expect(roundTrip(Date, new Date(time))).toEqual(new Date(time));
    }
  });

  test.each([Date, epochSeconds(), epochMillis()])('is rejected if it is invalid or not a Date (type %#)', (type) => {
    expect(encode(type, new Date(Number.NaN))).toMatchObject({ stored: undefined, issues: ['must be a valid Date'] });
    expect(encode(type, '2023-11-14T22:13:20.123Z').issues).toEqual(['must be a Date, not a string']);
    expect(encode(type, 1_700_000_000).issues).toEqual(['must be a Date, not a number']);
    expect(encode(type, null).issues).toEqual(['must be a Date, not null']);
  });

  test.each([
    ['2023-11-14T22:13:20Z', 1_700_000_000_000],
    ['2023-11-14T23:13:20.5+01:00', 1_700_000_000_500],
    ['2023-11-14T17:13:20-0500', 1_700_000_000_000],
    ['2023-11-14T22:13:20.123000Z', 1_700_000_000_123],
    ['2024-02-29T00:00:00Z', 1_709_164_800_000],
    ['2024-03-01T00:30:00+01:00', 1_709_249_400_000],
  ])('reads %s, as other writers spell it', (S, time) => {
    expect(decode(Date, { S })).toEqual({ value: new Date(time), issues: [], precision: false });
  });

  test.each(['2023-11-14T22:13:20.123456+00:00', '2023-11-14T22:13:20.1231Z', '2023-11-14T22:13:20.000001Z'])(
    'rejects %s, whose microseconds it would lose, as a matter of precision',
    (S) => {
      expect(decode(Date, { S })).toEqual({
        value: undefined,
        issues: ['is a time finer than the milliseconds of a Date; declare it as String'],
        precision: true,
      });
    },
  );

  test.each([
    '2023-11-14T22:13:20',
    '2023-11-14',
    'Tue Nov 14 2023 22:13:20 GMT+0000',
    '2023-13-14T22:13:20Z',
    '2023-02-30T00:00:00Z',
    '2023-02-29T00:00:00+01:00',
    '2023-04-31T23:59:59.999Z',
    '1700000000',
    '',
    'yesterday',
  ])('rejects a stored %p, which names no moment', (S) => {
    expect(decode(Date, { S })).toEqual({
      value: undefined,
      issues: ['is stored as an S that is no ISO 8601 date with a time zone'],
      precision: false,
    });
  });

  test('is converted at any depth, and never by json()', () => {
    const at = new Date(1_700_000_000_123);
    expect(encode(listOf(mapOf(Date)), [{ at }]).stored).toEqual({
      L: [{ M: { at: { S: '2023-11-14T22:13:20.123Z' } } }],
    });
    expect(encode(json(), [{ at }]).issues).toEqual(['[0].at must be a JSON value, not a Date']);
    expect(encode(listOf(mapOf(Date)), [{ at }, { at: new Date(Number.NaN) }]).issues).toEqual([
      '[1].at must be a valid Date',
    ]);
  });
});

describe('epochSeconds', () => {
  test('stores whole seconds as N, so TTL understands it', () => {
    expect(encode(epochSeconds(), new Date(1_700_000_000_000)).stored).toEqual({ N: '1700000000' });
    expect(encode(epochSeconds(), new Date(-1_000)).stored).toEqual({ N: '-1' });
    expect(encode(epochSeconds(), new Date(-0)).stored).toEqual({ N: '0' });
  });

  test('rejects milliseconds rather than drop them', () => {
    const { stored, issues } = encode(epochSeconds(), new Date(1_700_000_000_123));
    expect(stored).toBeUndefined();
    expect(issues).toEqual(['has milliseconds, which seconds would lose; drop them, or declare it as epochMillis()']);
  });
});

describe('epochMillis', () => {
  test('stores milliseconds as N', () => {
    expect(encode(epochMillis(), new Date(1_700_000_000_123)).stored).toEqual({ N: '1700000000123' });
  });
});

describe.each([
  ['epochSeconds', epochSeconds(), 1_000],
  ['epochMillis', epochMillis(), 1],
] as const)('%s', (_name, type, unit) => {
  test('reads whole numbers in any spelling', () => {
    expect(decode(type, { N: '1.7E+9' }).value).toEqual(new Date(1_700_000_000 * unit));
    expect(decode(type, { N: '5.0' }).value).toEqual(new Date(5 * unit));
  });

  test.each(['1.5', '1e300', 'soon', '', '0x10', '1700000000000.00000000000001'])(
    'rejects a stored %p, which it would change',
    (N) => {
      expect(decode(type, { N })).toEqual({
        value: undefined,
        issues: ['is a number that no Date of this unit holds; declare it as Number or decimal()'],
        precision: true,
      });
    },
  );

  test('rejects a date stored as text', () => {
    expect(decode(type, { S: '2023-11-14T22:13:20Z' }).issues).toEqual(['is stored as S where the class says N']);
  });
});
