import fc from 'fast-check';
import type { PartType } from '../../lib/keys/value-text.ts';
import type { AttributeValue } from '../../lib/sdk-types.ts';
import { compareKeys, compareTuples, isSame, issuesOf, keyText, make, type Values, valuesOf } from './support.ts';

const paths = ['a', 'b', 'c'] as const;
/** Separators of every kind: below, among, and above the characters of numbers and dates; longer ones; an end. */
const separators = ['#', '|', '_', ':', '-', '.', '$', '!', '/', ' ', '\0', '~', '\u007f', 'A', 'z', '0', '##', '#b_'];

/** A template of three parts with their types, and two tuples of values. */
const cases = fc
  .record({
    types: fc.tuple(...paths.map(() => fc.constantFrom<PartType>('S', 'S', 'S', 'N', 'B', 'date'))),
    between: fc.tuple(fc.constantFrom(...separators), fc.constantFrom(...separators)),
    begin: fc.constantFrom('', 'ORDER#', '#'),
    end: fc.constantFrom('', '', '#', '#END', '_'),
  })
  .chain(({ types, between, begin, end }) => {
    const values = fc.tuple(...types.map(valuesOf));
    const text = `${begin}{a}${between[0]}{b}${between[1]}{c}${end}`;
    return fc.tuple(fc.constant({ types, text }), values, values);
  });

const valuesAt = (values: readonly AttributeValue[]): Values =>
  Object.fromEntries(paths.map((path, index) => [path, values[index] as AttributeValue]));

const typed = (types: readonly PartType[]): Readonly<Record<string, PartType>> =>
  Object.fromEntries(paths.map((path, index) => [path, types[index] as PartType]));

describe('a key text', () => {
  test('contains the parts in the place of the placeholders', () => {
    const key = keyText('ORDER#{placedAt}#{n}#{id}', { placedAt: 'date', n: 'N' });
    const values = { placedAt: { S: '2026-01-31T10:00:00.000Z' }, n: { N: '42' }, id: { S: 'o#1' } };
    expect(make(key, values)).toBe('ORDER#2026-01-31T10:00:00.000Z#p50242#o#1');
  });

  test('escapes the separator, the characters below it, and the next one in a part that is followed by text', () => {
    const key = keyText('{tenant}#{id}');
    expect(make(key, { tenant: { S: 'a#b $c' }, id: { S: 'a#b $c' } })).toBe('a$Hb$E$Ic#a#b $c');
  });

  test('differs for the tuples that collide in other libraries', () => {
    const key = keyText('T#{tenant}#C#{customer}');
    const one = make(key, { tenant: { S: 'a#C#b' }, customer: { S: 'c' } });
    expect(one).not.toBe(make(key, { tenant: { S: 'a' }, customer: { S: 'b#C#c' } }));
  });

  test('of a constant needs no parts', () => {
    const key = keyText('PROFILE');
    expect(make(key, {})).toBe('PROFILE');
    expect(key.parse('PROFILE')).toEqual(new Map());
    expect(key.matches('PROFILES')).toBe(false);
  });

  test('is undefined without an issue if a part is absent, also if another part is refused', () => {
    const key = keyText('{a}#{b}');
    expect(issuesOf(key, { a: { S: '' } })).toEqual([]);
  });

  test.each<[PartType, AttributeValue, string]>([
    ['S', { S: '' }, 'is empty, and each part of a key has a value; give it one'],
    ['B', { B: new Uint8Array() }, 'is empty, and each part of a key has a value; give it one'],
    ['S', { S: 'a\ud800' }, 'contains half of a surrogate pair, which can not be stored'],
    [
      'date',
      { S: '+012026-01-31T10:00:00.000Z' },
      'must be a date of the years 0 to 9999, because it is a part of a key',
    ],
    ['N', { N: '1e126' }, "is larger than DynamoDB's numbers, which end at 9.99E+125"],
  ])('refuses a value of type %s that no key can contain', (type, value, message) => {
    const key = keyText('{address.part}#{last}', { 'address.part': type, last: type });
    expect(issuesOf(key, { 'address.part': value, last: value })).toEqual([
      `address.part ${message}`,
      `last ${message}`,
    ]);
  });

  test('reads as the parts that made it, and sorts as they do', () => {
    fc.assert(
      fc.property(cases, ([{ types, text }, one, other]) => {
        const key = keyText(text, typed(types));
        const [left, right] = [one, other].map((values) => make(key, valuesAt(values)) as string) as [string, string];
        const read = key.parse(left);
        const isRead = paths.every((path) => isSame(read?.get(path), valuesAt(one)[path]));
        return isRead && Math.sign(compareKeys(left, right)) === Math.sign(compareTuples(one, other));
      }),
      { numRuns: 3_000 },
    );
  });

  test('that is read makes the same text again, for any text', () => {
    const types = fc.tuple(...paths.map(() => fc.constantFrom<PartType>('S', 'N', 'B', 'date')));
    const pieces = [
      '#',
      '$',
      '$H',
      '$I',
      'a',
      'o',
      'p5011',
      'p50110',
      'n4988z',
      '2026-01-31T10:00:00.000Z',
      'ff',
      '#b_',
    ];
    const any = fc.array(fc.constantFrom(...pieces), { minLength: 3, maxLength: 7 }).map((list) => list.join(''));
    fc.assert(
      fc.property(types, any, (each, text) => {
        const key = keyText('{a}#{b}#b_{c}', typed(each));
        const read = key.parse(text);
        return read === undefined || make(key, Object.fromEntries(read)) === text;
      }),
      { numRuns: 5_000 },
    );
  });

  test.each(['', '#', 'a#', '#b', 'a$#b', 'a$~#b', 'a$a#b', 'a b#c', 'a'])(
    'does not parse a text that it never makes: %j',
    (text) => {
      expect(keyText('{a}#{b}').parse(text)).toBeUndefined();
    },
  );

  test('reads a path of two parts only if both have the same value', () => {
    const key = keyText('{id|shard:8}#{id}#{id|lower}');
    const text = make(key, { id: { S: 'Ab' } }) as string;
    expect(key.parse(text)).toEqual(new Map([['id', { S: 'Ab' }]]));
    expect(key.matches(text.replace('Ab', 'AB'))).toBe(false);
    expect(key.matches(text.replace('ab', 'ac'))).toBe(false);
  });
});

describe('a part with a modifier', () => {
  test('of letters has them changed, and is not read', () => {
    const key = keyText('{a|lower}#{b|upper}#{c}');
    const text = make(key, { a: { S: 'ÀB#' }, b: { S: 'straße' }, c: { S: 'x' } });
    expect(text).toBe('àb$H#STRASSE#x');
    expect(key.parse('àb#STRASSE#x')).toEqual(new Map([['c', { S: 'x' }]]));
    expect(key.matches('Àb#STRASSE#x')).toBe(false);
    expect([...key.exactPaths]).toEqual(['c']);
  });

  test('of letters is read if its type has letters of one kind', () => {
    const key = keyText('{a|lower}#{n|upper}#{b|upper}', { a: 'date', n: 'N', b: 'B' });
    const values = { a: { S: '2026-01-31T10:00:00.000Z' }, n: { N: '-4.2' }, b: { B: new Uint8Array([255]) } };
    const text = make(key, values) as string;
    expect(text).toBe('2026-01-31t10:00:00.000z#N49857Z#FF');
    expect(Object.fromEntries(key.parse(text) as Map<string, AttributeValue>)).toEqual(values);
  });

  test('of padding has leading zeros, and is read', () => {
    const key = keyText('{n|pad:4}', { n: 'N' });
    expect(['0', '7', '9999'].map((N) => make(key, { n: { N } }))).toEqual(['0000', '0007', '9999']);
    expect(['0000', '0007', '9999'].map((text) => key.parse(text)?.get('n'))).toEqual([
      { N: '0' },
      { N: '7' },
      { N: '9999' },
    ]);
    expect(['7', '00007', '-007', '1e10', ''].filter((text) => key.matches(text))).toEqual([]);
  });

  test.each(['10000', '-1', '1.5'])('of padding refuses %s, which does not fit', (N) => {
    expect(issuesOf(keyText('{n|pad:4}', { n: 'N' }), { n: { N } })).toEqual([
      'n must be a whole number of 0 or more with at most 4 digits, as its key says',
    ]);
  });

  test('of shards has the same shard in every version, of equal width', () => {
    const ids = ['o1', 'o2', 'o3', 'é'].map((S) => ({ id: { S } }));
    expect(ids.map((values) => make(keyText('OPEN#{id|shard:8}'), values))).toEqual([
      'OPEN#5',
      'OPEN#2',
      'OPEN#0',
      'OPEN#7',
    ]);
    expect(ids.map((values) => make(keyText('OPEN#{id|shard:100}'), values))).toEqual([
      'OPEN#65',
      'OPEN#18',
      'OPEN#80',
      'OPEN#43',
    ]);
  });

  test('of shards depends on the number, not on its form', () => {
    const key = keyText('{n|shard:8}', { n: 'N' });
    expect(make(key, { n: { N: '1.50' } })).toBe(make(key, { n: { N: '15e-1' } }));
    expect(make(keyText('{n|shard:8}', { n: 'N' }, 'plain'), { n: { N: '1.5' } })).toBe(make(key, { n: { N: '1.5' } }));
  });

  test('of shards is not read, and only a shard that exists matches', () => {
    const key = keyText('{id|shard:12}');
    expect(key.shards).toBe(12);
    expect(key.parse('07')).toEqual(new Map());
    expect(['00', '11', '12', '7', '007', 'a', ''].filter((text) => key.matches(text))).toEqual(['00', '11']);
  });

  test('of shards spreads values evenly', () => {
    const key = keyText('{id|shard:8}');
    const counts = new Map<string, number>();
    for (let id = 0; id < 8_000; id++) {
      const shard = make(key, { id: { S: `order-${id}` } }) as string;
      counts.set(shard, (counts.get(shard) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(120);
  });
});
