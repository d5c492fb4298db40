import {
  Attribute,
  Enum,
  listOf,
  PartitionKey,
  schemaOf,
  Table,
  ValidationError,
  type ValidationIssue,
} from 'annotable';
import { selectedAttributes } from '../../lib/expressions/projection.ts';
import { markPartial } from '../../lib/schema/partial.ts';
import { caught } from './support.ts';

@Table('rows')
@PartitionKey('id')
class Row {
  @Attribute(String) id!: string;
  @Attribute(String) name!: string;
  @Attribute(Number, { optional: true }) count?: number;
  @Attribute(BigInt, { optional: true }) big?: bigint;
  @Attribute(listOf(String), { optional: true }) tags?: string[];
  @Enum(['a', 'b']) @Attribute(String, { optional: true }) kind?: 'a' | 'b';
  @Attribute(String, { optional: true, validate: (value) => value.length > 2 }) word?: string;
  @Attribute(String, { optional: true, convert: { to: fail, from: (text: string) => text } }) converted?: string;
}

function fail(): never {
  throw new Error('broken');
}

const { mapper } = schemaOf(Row);
const codesOf = (act: () => unknown): [string, string][] =>
  (caught(act) as { readonly issues: readonly ValidationIssue[] }).issues.map(({ path, code }) => [path, code]);

test.each<[string, object, string]>([
  ['required', { name: undefined }, 'name'],
  ['type', { name: 5 }, 'name'],
  ['type', { tags: ['a', null] }, 'tags[1]'],
  ['range', { count: Number.POSITIVE_INFINITY }, 'count'],
  ['range', { id: '' }, 'id'],
  ['range', { big: 10n ** 200n }, 'big'],
  ['enum', { kind: 'c' }, 'kind'],
  ['undeclared', { other: 1 }, 'other'],
  ['validator', { word: 'no' }, 'word'],
  ['thrown', { converted: 'x' }, 'converted'],
])('an issue of a write has the code %s for %j', (code, changed, path) => {
  expect(codesOf(() => mapper.toItem({ id: '1', name: 'x', ...changed }))).toEqual([[path, code]]);
});

test('an issue of a partial item has the code partial', () => {
  const item = { id: '1', name: 'x' };
  markPartial(item, 'with select');
  expect(codesOf(() => mapper.toItem(item))).toEqual([['', 'partial']]);
});

test('an issue of a key has the code required, and of its shape the code type', () => {
  expect(codesOf(() => mapper.toKey({}))).toEqual([['id', 'required']]);
  expect(codesOf(() => mapper.toKey(undefined))).toEqual([['', 'type']]);
});

test.each<[string, object, string]>([
  ['required', { name: undefined }, 'name'],
  ['type', { name: { N: '1' } }, 'name'],
  ['enum', { kind: { S: 'c' } }, 'kind'],
  ['precision', { count: { N: '9007199254740993' } }, 'count'],
])('an issue of a read has the code %s', (code, stored, path) => {
  const item: Record<string, object> = { id: { S: '1' }, name: { S: 'x' }, ...stored };
  for (const name of Object.keys(item)) if (item[name] === undefined) delete item[name];
  expect(codesOf(() => mapper.fromItem(item as never))).toEqual([[path, code]]);
});

test('an issue of a selection has the code request or undeclared', () => {
  expect(codesOf(() => selectedAttributes(schemaOf(Row) as never, []))).toEqual([['', 'request']]);
  expect(codesOf(() => selectedAttributes(schemaOf(Row) as never, ['none']))).toEqual([['none', 'undeclared']]);
});

test('an issue without a code has the code type', () => {
  const { issues } = new ValidationError({ table: 'rows' }, [{ path: 'a', message: 'is wrong' }]);
  expect(JSON.stringify(issues)).toBe('[{"path":"a","message":"is wrong","code":"type"}]');
  expect(Object.isFrozen(issues)).toBe(true);
});
