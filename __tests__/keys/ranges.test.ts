import fc from 'fast-check';
import type { KeyRange, PartTest } from '../../lib/keys/key-range.ts';
import type { KeyText } from '../../lib/keys/key-text.ts';
import type { KeyForm, PartType } from '../../lib/keys/value-text.ts';
import type { AttributeValue } from '../../lib/sdk-types.ts';
import { beginsStored, compareStored } from '../../lib/values/compare-stored.ts';
import { Issues } from '../../lib/values/issues.ts';
import { isRead, keyText, make, said, type Values, valuesOf } from './support.ts';

/** True if a value passes a test, by the values. */
function passes(value: AttributeValue, test: PartTest): boolean {
  if (test.kind === 'beginsWith') return beginsStored(value, test.value);
  const against = (other: AttributeValue): number => compareStored(value, other) as number;
  if (test.kind === 'between') return against(test.from) >= 0 && against(test.to) <= 0;
  const order = against(test.value);
  return { lt: order < 0, lte: order <= 0, gt: order > 0, gte: order >= 0 }[test.kind];
}

function rangeOf(key: KeyText, parts: Values, test?: PartTest, shard?: number): KeyRange {
  const issues = new Issues();
  const range = key.range(new Map(Object.entries(parts)), test, issues, shard);
  if (range === undefined) throw new TypeError(said(issues).join('; '));
  return range;
}

function refused(key: KeyText, parts: Values, test?: PartTest): readonly string[] {
  const issues = new Issues();
  expect(key.range(new Map(Object.entries(parts)), test, issues)).toBeUndefined();
  return said(issues);
}

const paths = ['a', 'b', 'c'] as const;
const separators = ['#', '_', '|', '\0', '~', '##', '$x'];
/** Separators that each date contains. A plain date can't be followed by them. */
const inDates = ['-', ':'];
const kinds = ['lt', 'lte', 'gt', 'gte', 'beginsWith', 'between'] as const;

/** Items, and a query of them: exact parts of one item, and a test with values of others. */
const queries = (form: KeyForm, types: readonly PartType[]) => {
  const separator = fc.constantFrom(...separators, ...(form === 'plain' ? [] : inDates));
  return fc
    .record({
      types: fc.tuple(...paths.map(() => fc.constantFrom(...types))),
      between: fc.tuple(separator, separator),
      begin: fc.constantFrom('', 'ORDER#', '\ud7ff'),
      end: fc.constantFrom('', '', '#END'),
      exact: fc.integer({ min: 0, max: 3 }),
      kind: fc.constantFrom(undefined, ...kinds),
    })
    .chain((setting) => {
      const text = `${setting.begin}{a}${setting.between[0]}{b}${setting.between[1]}{c}${setting.end}`;
      const key = keyText(text, { a: setting.types[0], b: setting.types[1], c: setting.types[2] } as never, form);
      const tuple = fc
        .tuple(...setting.types.map(valuesOf))
        .map(
          (values): Values => Object.fromEntries(paths.map((path, index) => [path, values[index] as AttributeValue])),
        )
        .filter((values) => key.make((path) => values[path], new Issues()) !== undefined);
      return fc.record({
        setting: fc.constant({ ...setting, key }),
        items: fc.array(tuple, { minLength: 3, maxLength: 12 }),
        mixed: fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
      });
    });
};

function testOf(path: string, kind: (typeof kinds)[number], one: AttributeValue, two: AttributeValue): PartTest {
  if (kind !== 'between') return { path, kind, value: one };
  const [from, to] = (compareStored(one, two) as number) > 0 ? [two, one] : [one, two];
  return { path, kind, from, to };
}

/** Checks a query of random items: it reads the same items as a filter over all of them. */
const readsAsFiltered = (form: KeyForm, types: readonly PartType[]) =>
  fc.property(queries(form, types), ({ setting: { key, exact, kind }, items, mixed }) => {
    // Items that share leading parts are frequent.
    const all = items.map((item, index) => ({
      ...item,
      ...((mixed[index] as number) % 2 ? { a: items[0]?.['a'] } : {}),
    })) as Values[];
    const given = Object.fromEntries(paths.slice(0, exact).map((path) => [path, all[0]?.[path] as AttributeValue]));
    const path = paths[exact];
    const [one, two] = [all[1], all[2]].map((item) => item?.[path ?? 'a'] as AttributeValue) as [
      AttributeValue,
      AttributeValue,
    ];
    const isNumber = one.N !== undefined && (form === 'plain' || kind === 'beginsWith');
    const test = path === undefined || kind === undefined || isNumber ? undefined : testOf(path, kind, one, two);
    const range = rangeOf(key, given, test);
    return all.every((item) => {
      const isExact = Object.entries(given).every(
        ([name, value]) => compareStored(item[name] as AttributeValue, value) === 0,
      );
      const isWanted = isExact && (test === undefined || passes(item[test.path] as AttributeValue, test));
      return isRead(range, make(key, item) as string) === isWanted;
    });
  });

describe('a range of keys', () => {
  test('reads exactly the items that a filter finds', () => {
    fc.assert(readsAsFiltered('escaped', ['S', 'S', 'N', 'B', 'date']), { numRuns: 4_000 });
  });

  test('in plain form reads exactly the items that a filter finds', () => {
    fc.assert(readsAsFiltered('plain', ['S', 'S', 'N', 'B', 'date']), { numRuns: 4_000 });
  });

  const orders = keyText('ORDER#{day}#{id}');
  const day = { S: '2026-01-31' };

  test.each<[string, Values, PartTest | undefined, KeyRange]>([
    ['no part', {}, undefined, { kind: 'beginsWith', text: 'ORDER#' }],
    ['a part', { day }, undefined, { kind: 'beginsWith', text: 'ORDER#2026-01-31#' }],
    ['all parts', { day, id: { S: '1' } }, undefined, { kind: 'eq', text: 'ORDER#2026-01-31#1' }],
    [
      'gt of a middle part',
      {},
      { path: 'day', kind: 'gt', value: day },
      { kind: 'between', from: 'ORDER#2026-01-31$', to: 'ORDER$' },
    ],
    [
      'gte of a middle part',
      {},
      { path: 'day', kind: 'gte', value: day },
      { kind: 'between', from: 'ORDER#2026-01-31', to: 'ORDER$' },
    ],
    [
      'lt of a middle part',
      {},
      { path: 'day', kind: 'lt', value: day },
      { kind: 'between', from: 'ORDER#', to: 'ORDER#2026-01-31' },
    ],
    [
      'lte of a middle part',
      {},
      { path: 'day', kind: 'lte', value: day },
      { kind: 'between', from: 'ORDER#', to: 'ORDER#2026-01-31$' },
    ],
    [
      'beginsWith',
      {},
      { path: 'day', kind: 'beginsWith', value: { S: '2026-' } },
      { kind: 'beginsWith', text: 'ORDER#2026-' },
    ],
    [
      'gt of the last part',
      { day },
      { path: 'id', kind: 'gt', value: { S: '1' } },
      { kind: 'between', from: 'ORDER#2026-01-31#1\0', to: 'ORDER#2026-01-31$' },
    ],
  ])('with a prefix has both ends: %s', (_name, parts, test, range) => {
    expect(rangeOf(orders, parts, test)).toEqual(range);
  });

  test('that ends below a last part excludes the bound', () => {
    const range = rangeOf(orders, { day }, { path: 'id', kind: 'lt', value: { S: '1' } });
    expect(range).toMatchObject({ kind: 'between', from: 'ORDER#2026-01-31#', to: 'ORDER#2026-01-31#1' });
    expect(['ORDER#2026-01-31#1', 'ORDER#2026-01-31#0'].map((key) => range.except?.(key))).toEqual([true, false]);
  });

  test.each<[PartTest, KeyRange]>([
    [
      { path: 'a', kind: 'gt', value: { S: 'x' } },
      { kind: 'gte', text: 'x$' },
    ],
    [
      { path: 'a', kind: 'gte', value: { S: 'x' } },
      { kind: 'gte', text: 'x' },
    ],
    [
      { path: 'a', kind: 'lt', value: { S: 'x' } },
      { kind: 'lte', text: 'x' },
    ],
    [
      { path: 'a', kind: 'lte', value: { S: 'x' } },
      { kind: 'lte', text: 'x$' },
    ],
    [
      { path: 'a', kind: 'between', from: { S: 'x' }, to: { S: 'y' } },
      { kind: 'between', from: 'x', to: 'y$' },
    ],
  ])('without a prefix has one end', (test, range) => {
    expect(rangeOf(keyText('{a}#{b}'), {}, test)).toEqual(range);
  });

  test('of a template that begins with a placeholder reads all, without parts', () => {
    expect(rangeOf(keyText('{a}#{b}'), {})).toEqual({ kind: 'all' });
    expect(rangeOf(keyText('{a}'), {}, { path: 'a', kind: 'gt', value: { S: 'x' } })).toEqual({
      kind: 'gt',
      text: 'x',
    });
  });

  test('never reads user#10 for user#1', () => {
    const users = keyText('user#{id}#{post}');
    expect(rangeOf(users, { id: { S: '1' } })).toEqual({ kind: 'beginsWith', text: 'user#1#' });
  });

  test('uses the shard that is given, or the shard of the value', () => {
    const open = keyText('OPEN#{state}#{id|shard:16}');
    const state = { S: 'OPEN' };
    expect(rangeOf(open, { state }, undefined, 3)).toEqual({ kind: 'eq', text: 'OPEN#OPEN#03' });
    const id = { S: 'o1' };
    expect(rangeOf(open, { state, id }, undefined, 3)).toEqual({ kind: 'eq', text: make(open, { state, id }) });
    expect(rangeOf(open, { state })).toEqual({ kind: 'beginsWith', text: 'OPEN#OPEN#' });
  });

  test('does not depend on parts of another template', () => {
    expect(rangeOf(orders, { customerId: { S: 'c' }, day })).toEqual(rangeOf(orders, { day }));
  });

  test.each<[string, Values, PartTest | undefined, string]>([
    [
      'a gap',
      { id: { S: '1' } },
      undefined,
      "id can't be queried by: the parts of the key are day, id, given from left to right without a gap",
    ],
    [
      'a test after a gap',
      {},
      { path: 'id', kind: 'gt', value: { S: '1' } },
      "id can't be queried by: the parts of the key are day, id, given from left to right without a gap",
    ],
    [
      'a test on an exact part',
      { day },
      { path: 'day', kind: 'gt', value: day },
      "day can't be queried by: the parts of the key are day, id, given from left to right without a gap",
    ],
    [
      'a part after a test',
      { id: { S: '1' } },
      { path: 'day', kind: 'gt', value: day },
      "id can't be queried by: the parts of the key are day, id, given from left to right without a gap",
    ],
    ['an empty part', { day: { S: '' } }, undefined, 'day is empty, and each part of a key has a value; give it one'],
    [
      'an empty beginning',
      {},
      { path: 'day', kind: 'beginsWith', value: { S: '' } },
      'day is empty, and each part of a key has a value; give it one',
    ],
    [
      'bounds in the wrong order',
      {},
      { path: 'day', kind: 'between', from: { S: 'b' }, to: { S: 'a' } },
      'day must be between a lower and a higher value, in this order; exchange the two',
    ],
  ])('is refused with %s', (_name, parts, test, message) => {
    expect(refused(orders, parts, test)).toEqual([message]);
  });

  test('is refused for a number that does not sort, or that is tested as text', () => {
    const plain = keyText('{n}#{id}', { n: 'N' }, 'plain');
    expect(refused(plain, {}, { path: 'n', kind: 'gt', value: { N: '9' } })).toEqual([
      'n is a number that does not sort in a key of plain form; query by its value, or declare it with a width: {n|pad:8}',
    ]);
    const sorted = keyText('{n}#{id}', { n: 'N' });
    expect(refused(sorted, {}, { path: 'n', kind: 'beginsWith', value: { N: '9' } })).toEqual([
      'n is a number, which has no beginning; query by a value or a range',
    ]);
  });

  test.each<PartTest>([
    { path: 'id', kind: 'gt', value: { S: 'a' } },
    { path: 'id', kind: 'beginsWith', value: { S: 'a' } },
  ])('is refused on a shard: $kind', (test) => {
    expect(refused(keyText('{id|shard:8}'), {}, test)).toEqual([
      'id is in the key as its shard alone; query by its value, or leave it out to read all shards',
    ]);
  });
});
