import fc from 'fast-check';
import { decrement, increment } from '../../lib/expressions/change-operators.ts';
import { ref } from '../../lib/expressions/operator.ts';
import type { ExpressionParts } from '../../lib/expressions/placeholders.ts';
import { updateExpression } from '../../lib/expressions/update.ts';
import { defineSchema } from '../../lib/schema/define-schema.ts';
import { type AttributeSettings, documentOf } from '../../lib/schema/definition.ts';
import type { Schema } from '../../lib/schema/schema.ts';
import { decimal, json, listOf, mapOf, setOf } from '../../lib/values/attribute-type.ts';
import { Issues, pathText } from '../../lib/values/issues.ts';

const address = documentOf({
  name: 'Address',
  attributes: {
    city: { type: String, name: 'c' },
    zip: { type: String, optional: true },
    tags: { type: setOf(String) },
  },
});

const schemaWith = (attributes: Readonly<Record<string, AttributeSettings>>): Schema =>
  defineSchema({
    name: 'User',
    table: { name: 'users' },
    partitionKey: 'id',
    attributes: { id: { type: String }, ...attributes },
  });

const user: Schema = defineSchema({
  name: 'User',
  table: { name: 'users' },
  partitionKey: 'id',
  sortKey: 'since',
  attributes: {
    id: { type: String },
    since: { type: Number },
    name: { type: String, name: 'full-name' },
    visits: { type: BigInt },
    photo: { type: Uint8Array },
    note: { type: String, nullable: true },
    tags: { type: setOf(String) },
    address: { type: address },
    groups: { type: listOf(setOf(String)) },
    byDay: { type: mapOf(setOf(String)) },
    meta: { type: json() },
    born: { type: String, readOnly: true },
  },
});

function update(schema: Schema, changes: unknown): ExpressionParts | undefined {
  return updateExpression(schema, changes, new Issues());
}

function issuesOf(changes: unknown, schema = user): string[] {
  const issues = new Issues();
  expect(updateExpression(schema, changes, issues)).toBeUndefined();
  return issues.list.map(({ elements, message }) => `${pathText(elements)}: ${message}`);
}

describe('updateExpression', () => {
  test('sets every path, with placeholders only', () => {
    expect(update(user, { name: 'Anna', 'address.city': 'Paris', visits: 2n ** 64n, photo: Buffer.from([1]) })).toEqual(
      {
        expression: 'SET #0 = :1, #2.#3 = :4, #5 = :6, #7 = :8',
        names: { '#0': 'full-name', '#2': 'address', '#3': 'c', '#5': 'visits', '#7': 'photo' },
        values: {
          ':1': { S: 'Anna' },
          ':4': { S: 'Paris' },
          ':6': { N: '18446744073709551616' },
          ':8': { B: Uint8Array.from([1]) },
        },
      },
    );
  });

  test('ignores undefined, and stores null and the empty string', () => {
    expect(update(user, { name: '', note: null, visits: undefined })).toEqual({
      expression: 'SET #0 = :1, #2 = :3',
      names: { '#0': 'full-name', '#2': 'note' },
      values: { ':1': { S: '' }, ':3': { NULL: true } },
    });
  });

  test('removes a set that becomes empty, also in a document', () => {
    expect(update(user, { tags: new Set(), 'address.tags': new Set(), name: 'Anna' })).toEqual({
      expression: 'SET #2 = :3 REMOVE #0, #1.#0',
      names: { '#0': 'tags', '#1': 'address', '#2': 'full-name' },
      values: { ':3': { S: 'Anna' } },
    });
  });

  test('never removes an element of a list, which would move the others, or an entry of a map', () => {
    const issue = 'is an empty set, which is stored as absent and so can only be an attribute of its own';
    expect(issuesOf({ 'groups[0]': new Set(), 'byDay.monday': new Set() })).toEqual([
      `groups[0]: ${issue}`,
      `byDay.monday: ${issue}`,
    ]);
  });

  test('writes a whole document if its own name is used', () => {
    expect(update(user, { address: { city: 'Lyon', tags: new Set(['a']) } })).toEqual({
      expression: 'SET #0 = :1',
      names: { '#0': 'address' },
      values: { ':1': { M: { c: { S: 'Lyon' }, tags: { SS: ['a'] } } } },
    });
  });

  test('treats a map that looks like an operator as data', () => {
    expect(update(user, { meta: { ADD: 5, other: 1, $set: {} } })?.values).toEqual({
      ':1': { M: { ADD: { N: '5' }, other: { N: '1' }, $set: { M: {} } } },
    });
  });

  test('shares placeholders of equal values, but not of values of other types', () => {
    const schema = schemaWith({
      a: { type: json() },
      b: { type: json() },
      c: { type: json() },
      d: { type: json() },
      e: { type: json() },
    });
    expect(update(schema, { a: 'true', b: true, c: 'true', d: 1, e: '1' })).toEqual({
      expression: 'SET #0 = :1, #2 = :3, #4 = :1, #5 = :6, #7 = :8',
      names: { '#0': 'a', '#2': 'b', '#4': 'c', '#5': 'd', '#7': 'e' },
      values: { ':1': { S: 'true' }, ':3': { BOOL: true }, ':6': { N: '1' }, ':8': { S: '1' } },
    });
  });

  test('assigns separate placeholders to names that differ in one character', () => {
    const names = ['a-b', 'a_b', 'a.b', '#a', 'constructor', '__proto__', 'status', 'SET'];
    const settings = Object.fromEntries(names.map((name, index) => [`p${index}`, { type: Number, name }]));
    const changes = Object.fromEntries(names.map((_, index) => [`p${index}`, index]));
    const parts = update(schemaWith(settings), changes);
    expect(parts?.expression).toBe(
      names
        .map((_, index) => `#${index * 2} = :${index * 2 + 1}`)
        .join(', ')
        .replace(/^/, 'SET '),
    );
    expect(Object.values(parts?.names ?? {})).toEqual(names);
  });

  test('writes 150 changes of 150 attributes', () => {
    const properties = Array.from({ length: 150 }, (_, index) => `p${index}`);
    const schema = schemaWith(Object.fromEntries(properties.map((property) => [property, { type: String }])));
    const parts = update(schema, Object.fromEntries(properties.map((property) => [property, `v${property}`])));
    const written = parts?.expression
      .slice('SET '.length)
      .split(', ')
      .map((text) => text.split(' = ') as [string, string]);
    expect(written?.map(([name, value]) => [parts?.names[name], parts?.values[value]])).toEqual(
      properties.map((property) => [property, { S: `v${property}` }]),
    );
  });

  test('contains no part of any name or value in its text', () => {
    const nasty = fc.oneof(
      fc.string(),
      fc.constantFrom('zzz} or $' + '{flag} <> {q', '#0 = :1', ':0', 'x REMOVE #0', '__proto__'),
    );
    fc.assert(
      fc.property(
        nasty,
        nasty.filter((key) => key !== ''),
        (value, key) => {
          const parts = update(user, { name: value, [pathText(['meta', key])]: value });
          expect(parts?.expression).toMatch(/^SET #\d+ = :\d+, #\d+\.#\d+ = :\d+$/);
          expect(Object.values(parts?.names ?? {})).toEqual(expect.arrayContaining(['full-name', key]));
          expect(parts?.values).toEqual({ ':1': { S: value } });
        },
      ),
    );
  });

  test('reports all invalid changes in one error', () => {
    expect(
      issuesOf({ id: 'x', since: 1, born: 'x', visits: 1, unknown: 1, 'address.street': 'x', 'meta[': 1, name: null }),
    ).toEqual([
      "id: is part of the key, which can't change; delete the item and create another",
      "since: is part of the key, which can't change; delete the item and create another",
      'born: is read-only: it is written at create or put alone',
      'visits: must be a bigint, not a number',
      expect.stringMatching(/^unknown: is no attribute of User; its attributes are id, since, name/),
      'address.street: leads nowhere: address has no street',
      '["meta["]: is no path; write it like address.city or calls[0].secs',
      "name: can't be null; leave it out where it is optional, or declare it { nullable: true }",
    ]);
  });

  test.each([1.5, -0.5, 1e-7, '0.1', '-1.50'])('rejects adding the fraction %j to a bigint', (by) => {
    for (const change of [increment(by), decrement(by)])
      expect(issuesOf({ visits: change })).toEqual([
        'visits: is a number with a fraction, which a bigint would lose; declare it as decimal()',
      ]);
  });

  test('rejects adding to a converted number, because DynamoDB would add in its stored unit', () => {
    const convert = { to: (euros: number) => euros * 100, from: (cents: number) => cents / 100 };
    const schema = schemaWith({ price: { type: Number, convert, default: 1 }, n: { type: Number } });
    const message = 'is converted, and a sum is of what is stored; read the item, and set the value';
    expect(issuesOf({ price: increment(1) }, schema)).toEqual([`price: ${message}`]);
    expect(issuesOf({ price: decrement(1) }, schema)).toEqual([`price: ${message}`]);
    expect(issuesOf({ n: increment(ref('price')) }, schema)).toEqual([
      "n: can't be given ref('price'), which is converted in another way; read the item, and set the value",
    ]);
  });

  test('rejects adding to a number with an enum, because the sum may not be in the enum', () => {
    const level = documentOf({ name: 'Level', attributes: { n: { type: Number, enum: [1, 2] } } });
    const schema = schemaWith({ n: { type: Number, enum: [1, 2] }, all: { type: listOf(level) } });
    const message = 'has an enum, and a sum may be none of its values; set it to one of them';
    expect(issuesOf({ n: increment(1) }, schema)).toEqual([`n: ${message}`]);
    expect(issuesOf({ 'all[0].n': decrement(1) }, schema)).toEqual([`all[0].n: ${message}`]);
  });

  test.each([1, -2, 1e30, '3', '4.0', 5n])('adds the whole number %p to a bigint', (by) => {
    expect(update(user, { visits: increment(by) })?.expression).toBe('SET #0 = if_not_exists(#0, :1) + :2');
  });

  test('adds fractions to numbers of any other type', () => {
    const changes = {
      since: increment(0.5),
      spent: increment('0.10'),
      'meta.a': decrement(1e-7),
      'byName.x': increment(2.5),
    };
    const sums = defineSchema({
      name: 'Sums',
      table: { name: 'sums' },
      partitionKey: 'id',
      attributes: {
        id: { type: String },
        since: { type: Number },
        spent: { type: decimal() },
        meta: { type: json() },
        byName: { type: mapOf(Number) },
      },
    });
    expect(Object.values(update(sums, changes)?.values ?? {}).map(({ N }) => N)).toEqual(
      expect.arrayContaining(['0.5', '0.1', '1e-7', '2.5']),
    );
  });

  test("distinguishes levels of a map that the compiler can't", () => {
    const mapped = schemaWith({ places: { type: mapOf(address) }, lists: { type: mapOf(listOf(Number)) } });
    expect(
      update(mapped, { 'places.home.city': 'Paris', 'places.work': { city: 'x', tags: new Set() }, 'lists.k[0]': 1 })
        ?.names,
    ).toEqual({ '#0': 'places', '#1': 'home', '#2': 'c', '#4': 'work', '#6': 'lists', '#7': 'k' });
    expect(
      issuesOf({ 'places.home': 'x', 'places.home.street': 'x', 'lists.k': 1, 'lists.k[0].n': 1 }, mapped),
    ).toEqual([
      expect.stringMatching(/^places\.home: must be/),
      'places.home.street: leads nowhere: places.home has no street',
      expect.stringMatching(/^lists\.k: must be/),
      'lists.k[0].n: leads nowhere: lists.k[0] has no n',
    ]);
  });

  test('names the invalid place within a value', () => {
    expect(issuesOf({ address: { city: 1, tags: new Set() }, 'address.tags': 'x' })).toEqual([
      'address.city: must be a string, not a number',
      'address.tags: must be a Set of strings, not a string',
    ]);
  });

  test.each([
    [
      { address: { city: 'x', tags: new Set() }, 'address.city': 'y' },
      ['address: overlaps address.city; change one of them'],
    ],
    [{ 'meta.a.b': 1, 'meta.a': 2 }, ['meta.a: overlaps meta.a.b; change one of them']],
    [
      { 'meta.a': 1, 'meta["a"]': 2 },
      ['meta.a: overlaps meta["a"]; change one of them', 'meta.a: overlaps meta.a; change one of them'],
    ],
    [{ 'meta[0]': 1, 'meta[0].x': 2 }, ['meta[0]: overlaps meta[0].x; change one of them']],
  ])('rejects %j, whose paths overlap', (changes, issues) => {
    expect(issuesOf(changes)).toEqual(issues);
  });

  test('accepts neighboring paths', () => {
    expect(update(user, { 'meta.a': 1, 'meta.ab': 2, 'meta[0]': 3, 'meta["0"]': 4 })?.expression).toBe(
      'SET #0.#1 = :2, #0.#3 = :4, #0[0] = :5, #0.#6 = :7',
    );
  });

  test.each([[null], [undefined], ['name'], [[]], [1]])('rejects %p, which is not an object of changes', (changes) => {
    expect(issuesOf(changes)).toEqual([': the changes must be an object of paths and values']);
  });

  test.each([[{}], [{ name: undefined }]])('rejects %p, which changes nothing', (changes) => {
    expect(issuesOf(changes)).toEqual([': there is nothing to change; give at least one attribute a value']);
  });

  test('rejects an expression that is too long for DynamoDB', () => {
    const paths = Array.from({ length: 400 }, (_, index) => [`meta.p${index}`, index]);
    expect(issuesOf(Object.fromEntries(paths))).toEqual([
      expect.stringMatching(/^: the update's expression has 400 operators of at most 300/),
    ]);
    expect(issuesOf(Object.fromEntries(paths.slice(0, 300)))).toEqual([
      expect.stringMatching(/^: the update's expression has \d+ bytes of at most 4096/),
    ]);
  });
});
