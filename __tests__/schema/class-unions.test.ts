import { Attribute, Enum, oneOfClasses, PartitionKey, schemaOf, Table } from 'annotable';
import fc from 'fast-check';
import { defineSchema } from '../../lib/schema/define-schema.ts';
import { documentOf } from '../../lib/schema/definition.ts';
import { JsonReader } from '../../lib/values/json-reader.ts';
import { definition, problemsOf } from './support.ts';

const unchecked = oneOfClasses as (classes: unknown, property: string) => ReturnType<typeof documentOf>;

class Card {
  @Enum(['card']) @Attribute(String) kind!: 'card';
}
class Late {
  @Enum(['card', 'late']) @Attribute(String) kind!: 'card' | 'late';
}
class Renamed {
  @Enum(['renamed']) @Attribute(String, { name: 'k' }) kind!: 'renamed';
}
class Loose {
  @Attribute(String) kind!: string;
}
class Absent {
  @Enum(['absent']) @Attribute(String, { optional: true }) kind?: 'absent';
}
class Other {
  @Attribute(String) name!: string;
}

test.each([
  [
    'no attribute of that name',
    [Card, Other],
    "Other has no attribute 'kind', which tells its class; add it with @Enum",
  ],
  ['no enum', [Card, Loose], "'kind' of Loose tells its class, so it needs an enum; add @Enum(['…'])"],
  [
    'an optional one',
    [Card, Absent],
    "'kind' of Absent tells its class, so it can't be optional, nullable, hidden or converted",
  ],
  ['another stored name', [Card, Renamed], "'kind' has several stored names, kind, k; give it one"],
  ['a kind that two classes share', [Card, Late], "Card and Late share the kind 'card'; each class needs its own"],
])('%s is a problem of the class', (_what, classes, problem) => {
  @Table('ttt')
  class Model {
    @PartitionKey() @Attribute(String) id!: string;
    @Attribute(unchecked(classes, 'kind')) of!: object;
  }
  expect(problemsOf(() => schemaOf(Model))).toEqual([`Model.of: ${problem}`]);
});

test('a class that is no model is a problem of the class', () => {
  @Table('ttt')
  class Model {
    @PartitionKey() @Attribute(String) id!: string;
    @Attribute(unchecked([Card, class Plain {}], 'kind')) of!: object;
  }
  expect(problemsOf(() => schemaOf(Model))).toContain(
    'Model.of: it is given Plain, which is no model: it has no @Attribute',
  );
});

const mapper = (() => {
  const a = documentOf<{ k: 1; x: string }>({
    name: 'A',
    attributes: { k: { type: Number, enum: [1] }, x: { type: String } },
  });
  const b = documentOf<{ k: 2 | 3; x: number; of?: unknown }>(() => ({
    name: 'B',
    attributes: { k: { type: Number, enum: [2, 3] }, x: { type: Number }, of: { type: union, optional: true } },
  }));
  const union: ReturnType<typeof documentOf> = unchecked([a, b], 'k');
  return defineSchema<Record<string, unknown>>({
    ...definition(),
    attributes: { id: { type: String }, of: { type: union } },
  } as never).mapper;
})();

test('a document without classes is told by numbers too, at any depth', () => {
  const values = fc.letrec((tie) => ({
    of: fc.oneof(
      { maxDepth: 6 },
      fc.record({ k: fc.constant(1), x: fc.string() }),
      fc.record({ k: fc.constantFrom(2, 3), x: fc.integer(), of: tie('of') }, { requiredKeys: ['k', 'x'] }),
    ),
  })).of;
  fc.assert(
    fc.property(values, fc.boolean(), (of, isTurned) => {
      const item = mapper.toItem({ id: 'x', of });
      const text = JSON.stringify(item, (_key, value: unknown) =>
        isTurned && typeof value === 'object' && value !== null && !Array.isArray(value)
          ? Object.fromEntries(Object.entries(value).reverse())
          : value,
      );
      const json = new JsonReader(new TextEncoder().encode(text));
      expect(mapper.fromItem(item)).toEqual({ id: 'x', of });
      expect(mapper.reader?.read(json)).toEqual({ id: 'x', of });
    }),
  );
});
