import {
  and,
  beginsWith,
  between,
  contains,
  eq,
  exists,
  gt,
  gte,
  increment,
  listOf,
  lt,
  mapOf,
  ne,
  not,
  notExists,
  oneOf,
  or,
  ref,
  setOf,
  size,
  typeIs,
} from 'annotable';
import fc from 'fast-check';
import { conditionTerm, conditionText } from '../../lib/expressions/condition.ts';
import { ConditionGroup } from '../../lib/expressions/condition-group.ts';
import { Operator, Ref } from '../../lib/expressions/operator.ts';
import { type ExpressionParts, Placeholders } from '../../lib/expressions/placeholders.ts';
import { defineSchema } from '../../lib/schema/define-schema.ts';
import { documentOf } from '../../lib/schema/definition.ts';
import { epochMillis, epochSeconds, json } from '../../lib/values/attribute-type.ts';
import { Issues, pathText } from '../../lib/values/issues.ts';

const place = documentOf({
  name: 'Place',
  attributes: { city: { type: String, name: 'c' }, lat: { type: Number, optional: true } },
});

const user = defineSchema({
  name: 'User',
  table: { name: 'users' },
  partitionKey: 'id',
  attributes: {
    id: { type: String },
    name: { type: String, name: 'full-name', enum: ['Ann', 'Bob'] },
    visits: { type: Number, validate: (value: number) => value < 100 },
    limit: { type: Number, name: 'a.b', optional: true },
    active: { type: Boolean },
    serial: { type: BigInt },
    photo: { type: Uint8Array },
    tags: { type: setOf(String) },
    lucky: { type: setOf(Number), validate: (numbers: ReadonlySet<number>) => numbers.size >= 2 },
    home: { type: place },
    places: { type: listOf(place) },
    votes: { type: mapOf(Number) },
    meta: { type: json() },
    since: { type: Date },
    at: { type: epochMillis() },
    until: { type: epochSeconds() },
    cents: { type: Number, convert: { to: (euros: number) => euros * 100, from: (cents: number) => cents / 100 } },
  },
});

function write(condition: unknown): ExpressionParts | undefined {
  const issues = new Issues();
  const placeholders = new Placeholders();
  const text = conditionText('the condition', conditionTerm({ schema: user, placeholders, issues }, condition), issues);
  expect(issues.list).toEqual([]);
  return text === undefined ? undefined : placeholders.parts(text);
}

function issuesOf(condition: unknown): string[] {
  const issues = new Issues();
  const term = conditionTerm({ schema: user, placeholders: new Placeholders(), issues }, condition);
  conditionText('the condition', term, issues);
  return issues.list.map(({ elements, message }) => `${pathText(elements)}: ${message}`);
}

describe('conditionTerm', () => {
  test('replaces every name and value with a placeholder from one counter', () => {
    expect(write({ visits: gte(3), name: 'Ann', limit: exists() })).toEqual({
      expression: '#0 >= :1 AND #2 = :3 AND attribute_exists(#4)',
      names: { '#0': 'visits', '#2': 'full-name', '#4': 'a.b' },
      values: { ':1': { N: '3' }, ':3': { S: 'Ann' } },
    });
  });

  test.each([
    [{ visits: eq(3) }, '#0 = :1'],
    [{ visits: ne(3) }, '#0 <> :1'],
    [{ visits: lt(3) }, '#0 < :1'],
    [{ visits: between(1, 3) }, '#0 BETWEEN :1 AND :2'],
    [{ visits: oneOf([1, 2, 1]) }, '#0 IN (:1, :2)'],
    [{ name: beginsWith('A') }, 'begins_with(#0, :1)'],
    [{ tags: contains('x') }, 'contains(#0, :1)'],
    [{ limit: notExists() }, 'attribute_not_exists(#0)'],
    [{ meta: typeIs('M') }, 'attribute_type(#0, :1)'],
    [{ tags: size(2) }, 'size(#0) = :1'],
    [{ tags: size(oneOf([1, 2])) }, 'size(#0) IN (:1, :2)'],
    [{ visits: gt(ref('limit')) }, '#0 > #1'],
    [{ 'home.city': 'Paris' }, '#0.#1 = :2'],
    [{ 'places[3].lat': 1 }, '#0[3].#1 = :2'],
    [{ 'votes["a.b"]': 1 }, '#0.#1 = :2'],
    [{ 'meta.a[0].b': 'x' }, '#0.#1[0].#2 = :3'],
    [{ tags: new Set() }, 'attribute_not_exists(#0)'],
    [{ tags: ne(new Set()) }, 'attribute_exists(#0)'],
    [or({ visits: 1 }, { visits: 2 }), '#0 = :1 OR #0 = :2'],
    [or({ visits: 1, name: 'Ann' }, { visits: 2 }), '(#0 = :1 AND #2 = :3) OR #0 = :4'],
    [and(or({ visits: 1 }, { visits: 2 }), { name: 'Ann' }), '(#0 = :1 OR #0 = :2) AND #3 = :4'],
    [not({ visits: 1 }), 'NOT (#0 = :1)'],
    [and({ visits: 1 }, not(or({ name: 'Ann' }, { name: 'Bob' }))), '#0 = :1 AND NOT (#2 = :3 OR #2 = :4)'],
    [and(and({ visits: 1 }), or(and({ name: 'Ann' }))), '#0 = :1 AND #2 = :3'],
  ])('writes %j as %s', (condition, expression) => {
    expect(write(condition)?.expression).toBe(expression);
  });

  test.each([[{}], [{ name: undefined }], [and()], [or({}, and())], [not({})], [not(undefined)], [undefined]])(
    'writes nothing for %j',
    (condition) => expect(write(condition)).toBeUndefined(),
  );

  test('checks only the type of values, because enums, validators and key rules apply only to stored values', () => {
    expect(write({ name: beginsWith('Z'), visits: lt(1000), cents: 1.5 })?.values).toEqual({
      ':1': { S: 'Z' },
      ':3': { N: '1000' },
      ':5': { N: '150' },
    });
    expect(write({ name: gt('') })?.values).toEqual({ ':1': { S: '' } });
    expect(write({ lucky: contains(7) })?.values).toEqual({ ':1': { N: '7' } });
  });

  test('shares placeholders of equal values, but not of values of other types', () => {
    expect(write({ name: '1', visits: 1, serial: 1n, meta: true, active: true, 'meta.x': 'true' })?.values).toEqual({
      ':1': { S: '1' },
      ':3': { N: '1' },
      ':6': { BOOL: true },
      ':9': { S: 'true' },
    });
  });

  test.each([
    [{ nickname: 1 }, 'nickname: is no attribute of User'],
    [{ 'home.street': 1 }, 'home.street: leads nowhere'],
    [{ visits: '1' }, 'visits: must be a number, not a string'],
    [{ visits: Number.NaN }, 'visits: must be'],
    [{ visits: null }, 'visits: is never null; ask with notExists()'],
    [{ tags: lt(new Set(['a'])) }, 'tags: is stored as SS, which has no order'],
    [{ active: gt(true) }, 'active: is stored as BOOL, which has no order'],
    [{ visits: beginsWith('1') }, 'visits: is stored as N; only a string or binary begins'],
    [{ name: beginsWith(1) }, "name: can't begin with a number; give a string"],
    [{ visits: contains(1) }, "visits: is stored as N, and can't contain a number"],
    [{ tags: contains(1) }, 'tags: must hold strings only'],
    [{ visits: size(1) }, 'visits: is stored as N, which has no size'],
    [{ tags: size(-1) }, 'tags: has a size that is a whole number of 0 or more'],
    [{ meta: typeIs('X' as never) }, "meta: can't be of that type"],
    [{ visits: oneOf([]) }, 'visits: is to be one of no values'],
    [
      { visits: oneOf(Array.from({ length: 101 }, (_, index) => index)) },
      'visits: is to be one of 101 values; DynamoDB takes 100',
    ],
    [{ visits: between(3, 1) }, 'visits: must be between a lower and a higher value, in this order'],
    [{ name: between('é', 'z') }, 'name: must be between a lower and a higher value, in this order'],
    [{ visits: lt(ref('name')) }, "visits: is stored as N, and ref('name') as S"],
    [{ visits: lt(ref('visits')) }, 'visits: is compared with itself'],
    [{ visits: lt(ref('x')) }, "visits: is given ref('x'), which is no attribute of User"],
    [{ visits: lt(ref(undefined as never)) }, "visits: is given ref('[undefined]'), which is no path; write it like"],
    [{ cents: lt(ref('visits')) }, "cents: can't be compared with ref('visits'), which is converted in another way"],
    [{ visits: ref('cents') }, "visits: can't be compared with ref('cents'), which is converted in another way"],
    [{ at: gt(ref('until')) }, "at: can't be compared with ref('until'), which is stored in another unit of time"],
    [{ visits: increment(1) }, "visits: can't be tested by increment(…), which is a change"],
    [[], ': a condition is an object of paths and values'],
    ['x = y', ': a condition is an object of paths and values'],
    [or({ name: 'Ann' }, { nickname: 1 }), 'nickname: is no attribute of User'],
  ])('rejects %j', (condition, message) => {
    expect(issuesOf(condition)).toEqual([expect.stringContaining(message)]);
  });

  test('accepts 100 values and 300 operators, and rejects more before anything is sent', () => {
    expect(issuesOf({ visits: oneOf(Array.from({ length: 100 }, (_, index) => index)) })).toEqual([]);
    const terms = (count: number): unknown => or(...Array.from({ length: count }, (_, index) => ({ visits: index })));
    expect(issuesOf(terms(150))).toEqual([]);
    expect(issuesOf(terms(151))).toEqual([expect.stringContaining('has 301 operators of at most 300')]);
    const sizes = (count: number): unknown =>
      and(...Array.from({ length: count }, (_, index) => ({ tags: size(index + 1) })));
    expect(issuesOf(sizes(100))).toEqual([]);
    expect(issuesOf(sizes(101))).toEqual([expect.stringContaining('has 302 operators of at most 300')]);
    const long = and(
      ...Array.from({ length: 140 }, (_, index) => ({ [`meta.a${index}.b.c.d.e.f.g.h`]: index })),
    ) as unknown;
    expect(issuesOf(long)).toEqual([expect.stringMatching(/has \d+ bytes of at most 4096/)]);
  });

  test('accepts only operators that our functions created', () => {
    const looks = { kind: 'lt', operands: [3] };
    expect(Operator.is(looks)).toBe(false);
    expect(Operator.is(JSON.parse(JSON.stringify(lt(3))))).toBe(false);
    expect(Operator.is(Object.create(Operator.prototype))).toBe(false);
    expect(Ref.is({ path: 'limit' })).toBe(false);
    expect(ConditionGroup.is({ kind: 'or', conditions: [] })).toBe(false);
    for (const Made of [Operator, Ref, ConditionGroup]) {
      expect(
        () => new (Made as never as new (...parameters: unknown[]) => unknown)(Symbol('annotable'), 'lt', []),
      ).toThrow(TypeError);
    }
    expect(issuesOf({ visits: looks })).toEqual(['visits: must be a number, not an object']);
    expect(write({ meta: looks })?.values).toEqual({
      ':1': { M: { kind: { S: 'lt' }, operands: { L: [{ N: '3' }] } } },
    });
  });

  test('contains no part of any name or value in its text', () => {
    const odd = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('constructor', 'toString', '__proto__', ':0', '#0', '{a}', "') OR (a = b", 'a.b', 'NULL'),
    );
    const names = odd.filter((name) => name !== '' && !/[\ud800-\udfff]/.test(name));
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            names,
            odd.filter((text) => !/[\ud800-\udfff]/.test(text)),
          ),
          { minLength: 1, maxLength: 25 },
        ),
        (pairs) => {
          const condition = and(
            ...pairs.map(([name, value]) => ({ [`meta[${JSON.stringify(name)}]`]: value }) as never),
          );
          const { expression, names: assigned, values } = write(condition) as ExpressionParts;
          expect(expression).toMatch(/^#\d+\.#\d+ = :\d+( AND #\d+\.#\d+ = :\d+)*$/);
          const found = [...expression.matchAll(/#\d+\.(#\d+) = (:\d+)/g)].map(([, name = '', value = '']) => [
            assigned[name],
            values[value]?.S,
          ]);
          expect(found).toEqual(pairs);
        },
      ),
    );
  });

  test('assigns a separate placeholder to each of more than a hundred terms', () => {
    const condition = or(
      ...Array.from({ length: 75 }, (_, index) => ({ visits: index, [`meta.m${index}`]: index }) as never),
    );
    const placeholders = new Placeholders();
    conditionTerm({ schema: user, placeholders, issues: new Issues() }, condition);
    expect(Object.keys(placeholders.values)).toHaveLength(75);
    expect(Object.keys(placeholders.names)).toHaveLength(77);
  });
});
