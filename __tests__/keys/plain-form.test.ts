import type { PartType } from '../../lib/keys/value-text.ts';
import type { AttributeValue } from '../../lib/sdk-types.ts';
import { Issues } from '../../lib/values/issues.ts';
import { issuesOf, keyText, make, type Values } from './support.ts';

const placedAt = { S: '2026-01-31T10:00:00.000Z' };

/** Library, template, types, values, and the key that the library writes. */
const written: readonly (readonly [string, string, Readonly<Record<string, PartType>>, Values, string])[] = [
  ['ElectroDB', '$shop#customerid_{customerId|lower}', {}, { customerId: { S: 'C1' } }, '$shop#customerid_c1'],
  ['ElectroDB', '$order_1#placedat_{placedAt}', { placedAt: 'date' }, { placedAt }, `$order_1#placedat_${placedAt.S}`],
  [
    'ElectroDB',
    '$order_1#placedat_{placedAt|lower}#seq_{seq|pad:6}#code_{code|pad:4}',
    { placedAt: 'date', seq: 'N' },
    { placedAt, seq: { N: '42' }, code: { S: 'a' } },
    '$order_1#placedat_2026-01-31t10:00:00.000z#seq_000042#code_000a',
  ],
  ['OneTable', 'order#{id}', {}, { id: { S: 'o1' } }, 'order#o1'],
  ['OneTable', 'order#{total}', { total: 'N' }, { total: { N: '19.5' } }, 'order#19.5'],
  ['TypeDORM', 'CUS#{customerId}#ORDER#{id}', {}, { customerId: { S: 'c1' }, id: { S: 'o1' } }, 'CUS#c1#ORDER#o1'],
  ['DynamoDB-Toolbox', 'ORDER#{id}', {}, { id: { S: 'o#1' } }, 'ORDER#o#1'],
];

describe('a key in plain form', () => {
  test.each(written)('is the key that %s writes: %s', (_library, text, types, values, expected) => {
    const key = keyText(text, types, 'plain');
    expect(make(key, values)).toBe(expected);
    const exact = Object.entries(values).filter(([path]) => key.exactPaths.has(path));
    expect(Object.fromEntries(key.parse(expected) as Map<string, AttributeValue>)).toEqual(Object.fromEntries(exact));
    expect(key.range(new Map(Object.entries(values)), undefined, new Issues())).toEqual({ kind: 'eq', text: expected });
  });

  test.each([
    ['0', '0'],
    ['-1.50', '-1.5'],
    ['0.0000001', '1e-7'],
    ['1000000000000000000000', '1e+21'],
    ['12345678901234567890123', '12345678901234567890123'],
  ])('has numbers as JavaScript writes them, if a double is exact: %s → %s', (N, text) => {
    const key = keyText('{n}', { n: 'N' }, 'plain');
    expect(make(key, { n: { N } })).toBe(text);
    expect(make(key, Object.fromEntries(key.parse(text) as Map<string, AttributeValue>))).toBe(text);
  });

  test.each(['007', '1.50', '1E3', '+1', '', 'one'])('does not read a number that it never writes: %j', (text) => {
    expect(keyText('{n}', { n: 'N' }, 'plain').matches(text)).toBe(false);
  });

  test('refuses a value with the separator, except in the last part', () => {
    const key = keyText('{a}#{b}', {}, 'plain');
    expect(make(key, { a: { S: 'x y$' }, b: { S: 'a#b' } })).toBe('x y$#a#b');
    expect(issuesOf(key, { a: { S: 'a#b' }, b: { S: 'c' } })).toEqual([
      "a contains '#', which ends this part of a key in plain form; give a value without it, or leave out { form: 'plain' }",
    ]);
  });

  test('has texts padded with zeros, which are not read', () => {
    const key = keyText('{code|pad:4}#{id}', {}, 'plain');
    expect(['a', 'abcde'].map((S) => make(key, { code: { S }, id: { S: '1' } }))).toEqual(['000a#1', 'abcde#1']);
    expect(key.parse('000a#1')).toEqual(new Map([['id', { S: '1' }]]));
    expect(key.matches('a#1')).toBe(false);
    expect(issuesOf(key, { code: { S: '' }, id: { S: '1' } })).toEqual([
      'code is empty, and each part of a key has a value; give it one',
    ]);
  });

  test('can have any separator', () => {
    const key = keyText('{a}→{b}', {}, 'plain');
    expect(key.parse('x→y')).toEqual(
      new Map([
        ['a', { S: 'x' }],
        ['b', { S: 'y' }],
      ]),
    );
  });

  test('says by except which keys inside the bounds are not in a range, if a value is the beginning of another', () => {
    const key = keyText('U#{name}#{id}', {}, 'plain');
    const range = key.range(new Map(), { path: 'name', kind: 'lte', value: { S: 'John' } }, new Issues());
    expect(range).toMatchObject({ kind: 'between', from: 'U#', to: 'U#John$' });
    expect(['U#John#1', 'U#John Smith#1', 'U#Jo#1', 'U'].map((text) => range?.except?.(text))).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });

  test('has exact bounds of dates and padded numbers', () => {
    const key = keyText('{n|pad:4}_{at}_{id}', { n: 'N', at: 'date' }, 'plain');
    expect(key.range(new Map(), { path: 'n', kind: 'gt', value: { N: '7' } }, new Issues())).toEqual({
      kind: 'gte',
      text: '0007`',
    });
    const seven = new Map([['n', { N: '7' }]]);
    expect(key.range(seven, { path: 'at', kind: 'lt', value: placedAt }, new Issues())).toEqual({
      kind: 'between',
      from: '0007_',
      to: `0007_${placedAt.S}`,
    });
  });
});
