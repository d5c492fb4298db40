import { and, append, ifNotExists, json, merge, not, oneOf, or, ref, set, setOf, size } from 'annotable';
import { fillParents } from '../../lib/expressions/absent-parents.ts';
import { conditionTerm, conditionText, demandTerm } from '../../lib/expressions/condition.ts';
import { spreadMerges } from '../../lib/expressions/merged-changes.ts';
import { Placeholders } from '../../lib/expressions/placeholders.ts';
import { updateExpression } from '../../lib/expressions/update.ts';
import { defineSchema } from '../../lib/schema/define-schema.ts';
import type { Schema } from '../../lib/schema/schema.ts';
import { Issues } from '../../lib/values/issues.ts';

const limit = 300;
const many = [10, 100, 1000].map((factor) => factor * limit);

/** A schema that counts encoded values. */
function countingSchema(): { readonly schema: Schema; readonly count: () => number } {
  let encoded = 0;
  const to = (value: number): number => {
    encoded++;
    return value;
  };
  const schema = defineSchema({
    name: 'User',
    table: { name: 'users' },
    partitionKey: 'id',
    attributes: {
      id: { type: String },
      n: { type: Number, convert: { to, from: (stored: number) => stored } },
      tags: { type: setOf(String) },
      meta: { type: json() },
    },
  });
  return { schema, count: () => encoded };
}

function issuesOfFilter(schema: Schema, filter: unknown): string[] {
  const issues = new Issues();
  const term = conditionTerm({ schema, placeholders: new Placeholders(), issues }, filter);
  conditionText('the filter', term, issues);
  return issues.list.map(({ message }) => message);
}

function issuesOfUpdate(schema: Schema, changes: unknown): string[] {
  const issues = new Issues();
  updateExpression(schema, changes, issues);
  return issues.list.map(({ message }) => message);
}

const numbers = (length: number): number[] => Array.from({ length }, (_, index) => index);
const paths = (length: number): object => Object.fromEntries(numbers(length).map((index) => [`meta.p${index}`, 1]));

describe('long input is rejected with bounded work', () => {
  test.each(many)('oneOf of %d values encodes only 101 of them', (length) => {
    const { schema, count } = countingSchema();
    expect(issuesOfFilter(schema, { n: oneOf(numbers(length)) })).toEqual([
      `is to be one of ${length} values; DynamoDB takes 100: join several oneOf with or()`,
    ]);
    expect(count()).toBe(101);
  });

  test.each(many)('a size that is one of %d values is rejected', (length) => {
    const { schema } = countingSchema();
    expect(issuesOfFilter(schema, { tags: size(oneOf(numbers(length))) })).toEqual([
      expect.stringContaining(`is to be one of ${length} values`),
    ]);
  });

  test.each(many)('an update of %d paths encodes none', (length) => {
    const { schema, count } = countingSchema();
    expect(issuesOfUpdate(schema, { n: 1, ...paths(length) })).toEqual([
      `the update's expression has ${length + 1} operators of at most 300; ask for less at once`,
    ]);
    expect(count()).toBe(0);
  });

  test.each(many)('a condition of %d members encodes none', (length) => {
    const { schema, count } = countingSchema();
    expect(issuesOfFilter(schema, { n: 1, ...paths(length) })).toEqual([
      expect.stringContaining(`${length + 1} operators of at most 300`),
    ]);
    // A call can't have many more arguments.
    const parts = Math.min(length, 60_000);
    const groups = or(...(numbers(parts).map((n) => ({ n })) as never[]));
    expect(issuesOfFilter(schema, groups)).toEqual([expect.stringContaining(`${parts} operators of at most 300`)]);
    expect(count()).toBe(0);
  });

  test('a group that holds one group many times encodes no more than 300 operators of it', () => {
    const { schema, count } = countingSchema();
    let group = or(...(numbers(200).map((n) => ({ n })) as never[]));
    for (let level = 0; level < 5; level++) group = or(...(Array(200).fill(group) as never[]));
    expect(issuesOfFilter(schema, group)).toEqual([expect.stringContaining('operators of at most 300')]);
    expect(count()).toBeLessThan(2 * limit);
  });

  test.each(many)('groups nested %d deep are rejected', (depth) => {
    const { schema } = countingSchema();
    let [negated, joined] = [not({ n: 1 } as never), and({ n: undefined } as never)];
    for (let level = 0; level < depth; level++) [negated, joined] = [not(negated), and(joined)];
    expect(issuesOfFilter(schema, negated)).toEqual([expect.stringContaining('is nested 301 groups deep')]);
    const issues = new Issues();
    demandTerm({ schema, placeholders: new Placeholders(), issues }, joined);
    expect(issues.list).toHaveLength(1);
  });

  test('overlapping paths are distinguished from neighbors, for many and long paths', () => {
    const { schema } = countingSchema();
    const deep = `meta${`.${'a'.repeat(500)}`.repeat(30)}`;
    const changes = { [deep]: 1, [`${deep}.b`]: 2, ...paths(100) };
    expect(issuesOfUpdate(schema, changes)).toContain(`overlaps ${deep}.b; change one of them`);
    expect(issuesOfUpdate(schema, changes).filter((message) => message.startsWith('overlaps'))).toHaveLength(1);
  });

  test('many values have separate placeholders', () => {
    const placeholders = new Placeholders();
    const values = numbers(100).flatMap((n) => [{ N: `${n}` }, { S: `${n}` }, { SS: [`${n}`] }]);
    const texts = values.map((value) => placeholders.value(value));
    expect(new Set(texts).size).toBe(300);
    expect(values.map((value) => placeholders.value(structuredClone(value)))).toEqual(texts);
  });
});

describe('paths and values beyond the 32 levels of DynamoDB', () => {
  const { schema } = countingSchema();
  const path = (levels: number): string => `meta${'.a'.repeat(levels - 1)}`;
  const lists = (levels: number): unknown => (levels === 1 ? 1 : [lists(levels - 1)]);
  const tooDeep = expect.stringContaining('leads deeper than 32 levels');

  test.each([33, ...many])('a path of %d levels is rejected in one short sentence', (levels) => {
    for (const deepPath of [
      path(levels),
      path(levels).replaceAll('.a', '[0]'),
      path(levels).replaceAll('.a', '["a b"]'),
    ]) {
      const issues = new Issues();
      updateExpression(schema, { [deepPath]: 1 }, issues);
      conditionTerm({ schema, placeholders: new Placeholders(), issues }, { [deepPath]: 1 });
      spreadMerges(schema, { [deepPath]: merge({ a: 1 }) }, issues);
      updateExpression(schema, { meta: set(ref(deepPath)) }, issues);
      conditionTerm({ schema, placeholders: new Placeholders(), issues }, { meta: ref(deepPath) });
      fillParents(schema, { changes: { [deepPath]: 1 }, additions: {} }, undefined, issues);
      expect(issues.list.map(({ message }) => message)).toEqual(Array(issues.list.length).fill(tooDeep));
      expect(issues.list.length).toBeGreaterThanOrEqual(6);
      for (const { elements, message } of issues.list) {
        expect(elements.length).toBeLessThan(40);
        expect(message.length).toBeLessThan(400);
      }
    }
  });

  test('a path of 32 levels is sent', () => {
    expect(issuesOfUpdate(schema, { [path(32)]: 1 })).toEqual([]);
    expect(issuesOfFilter(schema, { [path(32)]: 1 })).toEqual([]);
  });

  test.each([
    ['a value', (levels: number) => lists(levels)],
    ['set', (levels: number) => set(lists(levels) as never)],
    ['ifNotExists', (levels: number) => ifNotExists(lists(levels) as never)],
    ['append', (levels: number) => append([lists(levels - 1)] as never)],
  ])('the levels of a path and of its new value count together: %s', (_of, change) => {
    expect(issuesOfUpdate(schema, { [path(30)]: change(3), 'meta.b': lists(31) })).toEqual([]);
    expect(issuesOfUpdate(schema, { [path(30)]: change(4), 'meta.b': lists(31) })).toEqual([
      expect.stringContaining('is nested deeper than 32 levels'),
    ]);
  });

  test('the levels count in a document that is created for its member too', () => {
    const made = (levels: number): string[] => {
      const issues = new Issues();
      const stored = { meta: { M: { a: { M: {} } } } };
      fillParents(schema, { changes: { 'meta.a.b.c': lists(levels) }, additions: {} }, stored, issues);
      return issues.list.map(({ message }) => message);
    };
    expect(made(29)).toEqual([]);
    expect(made(30)).toEqual([expect.stringContaining('is nested deeper than 32 levels')]);
  });
});
