import type { KeyRange } from '../../lib/keys/key-range.ts';
import type { PartType } from '../../lib/keys/value-text.ts';
import type { AttributeValue } from '../../lib/sdk-types.ts';
import { Issues } from '../../lib/values/issues.ts';
import { isRead, issuesOf, keyText, make, type Values } from './support.ts';

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

  test('refuses the whole text after a part alone, and reads values with its first character', () => {
    const key = keyText('$a#code_{code}#customerid_{id}', {}, 'plain');
    const made = make(key, { code: { S: 'C#17' }, id: { S: 'x' } }) as string;
    expect(made).toBe('$a#code_C#17#customerid_x');
    expect(key.parse(made)?.get('code')).toEqual({ S: 'C#17' });
    for (const S of ['C#customerid_17', 'C#customerid_'])
      expect(issuesOf(key, { code: { S }, id: { S: 'x' } })).toEqual([
        expect.stringMatching(/^code contains '#customerid_', which ends this part/),
      ]);
    // The end of the value and the beginning of the text after it can be this text too.
    expect(issuesOf(keyText('{a}##{b}', {}, 'plain'), { a: { S: 'a#' }, b: { S: 'b' } })).toHaveLength(1);
  });

  test('has a range that leaves out parts by the whole text after them', () => {
    const key = keyText('{code}#id_{id}', {}, 'plain');
    const texts = ['C', 'C#', 'C#1', 'C#z', 'D', 'C!'];
    const keys = texts.map((S) => [S, make(key, { code: { S }, id: { S: '1' } }) as string] as const);
    const kinds = ['lt', 'lte', 'gt', 'gte', 'beginsWith'] as const;
    for (const kind of kinds) {
      for (const bound of texts) {
        const range = key.range(new Map(), { path: 'code', kind, value: { S: bound } }, new Issues()) as KeyRange;
        const order = (text: string) => Buffer.compare(Buffer.from(text), Buffer.from(bound));
        const passes = (text: string) =>
          kind === 'beginsWith'
            ? text.startsWith(bound)
            : { lt: order(text) < 0, lte: order(text) <= 0, gt: order(text) > 0, gte: order(text) >= 0 }[kind];
        const read = keys.filter(([, made]) => isRead(range, made)).map(([text]) => text);
        expect([kind, bound, read]).toEqual([kind, bound, texts.filter(passes)]);
      }
    }
  });

  test('has Booleans as text', () => {
    const key = keyText('A#{isOn}#{id}', { isOn: 'BOOL' }, 'plain');
    expect(make(key, { isOn: { BOOL: false }, id: { S: '1' } })).toBe('A#false#1');
    expect(key.parse('A#true#1')?.get('isOn')).toEqual({ BOOL: true });
    expect(key.matches('A#yes#1')).toBe(false);
  });

  test.each(['{a}#END', '{a}#{b}', '{a}', 'A_{a}_'])('can begin with a part and end with a text: %s', (text) => {
    const key = keyText(text, {}, 'plain');
    const values = { a: { S: 'x#y' }, b: { S: '1' } };
    const plain = text === '{a}#{b}' ? { ...values, a: { S: 'x' } } : values;
    const made = make(key, plain) as string;
    expect(key.parse(made)?.get('a')).toEqual(plain.a);
    expect(key.range(new Map(Object.entries(plain)), undefined, new Issues())).toEqual({ kind: 'eq', text: made });
  });

  test('folds the operands of ranges of dates as it folds the dates', () => {
    const key = keyText('D#{at|lower}#{id}', { at: 'date' }, 'plain');
    const range = key.range(new Map(), { path: 'at', kind: 'gte', value: placedAt }, new Issues());
    expect(range).toMatchObject({ kind: 'between', from: `D#${placedAt.S.toLowerCase()}` });
  });
});
