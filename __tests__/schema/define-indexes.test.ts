import { setOf } from 'annotable';
import { maxGlobalIndexes, maxLocalIndexes, maxProjectedAttributes } from '../../lib/limits.ts';
import { defineSchema } from '../../lib/schema/define-schema.ts';
import type { SchemaDefinition } from '../../lib/schema/definition.ts';
import { definition, problemsOf } from './support.ts';

const problems = (changed: Partial<Record<keyof SchemaDefinition, unknown>>): readonly string[] =>
  problemsOf(() => defineSchema(definition(changed as Partial<SchemaDefinition>)));

const id = { type: String };
const numbered = <T>(count: number, value: T): Record<string, T> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`item${index}`, value]));

describe('defineSchema with indexes', () => {
  const attributes = {
    id,
    at: { type: Number },
    tags: { type: setOf(String) },
    maybe: { type: String, optional: true },
  };

  test.each([
    [{ xy: { partitionKey: 'at' } }, "index 'xy': a name has 3 to 255 characters of A-Z, a-z, 0-9, '_', '.' and '-'"],
    [{ byAt: { partitionKey: [] } }, "index 'byAt': it needs a partition key"],
    [{ byAt: { partitionKey: 'no' } }, "'no' is a key of index 'byAt', and is no attribute; add @Attribute to it"],
    [
      { byAt: { partitionKey: 'toString' } },
      "'toString' is a key of index 'byAt', and is no attribute; add @Attribute to it",
    ],
    [
      { byAt: { partitionKey: 'tags' } },
      "'tags' is a key of index 'byAt', so it must be a string, number or binary, not SS",
    ],
    [{ byAt: { partitionKey: 'at', sortKey: 'at' } }, "index 'byAt': its key names an attribute twice"],
    [{ byAt: { partitionKey: 'at', projection: [] } }, "index 'byAt': its projection is empty; say 'KEYS_ONLY'"],
    [
      { byAt: { partitionKey: 'at', projection: ['no'] } },
      "index 'byAt': its projection names 'no', which is no attribute",
    ],
  ])('rejects %j', (indexes, problem) => {
    expect(problems({ attributes, indexes })).toEqual([problem]);
  });

  test('rejects a key of five attributes, and accepts one of four', () => {
    const five = ['a', 'b', 'c', 'd', 'e'];
    const all = Object.fromEntries(['id', ...five].map((name) => [name, id]));
    expect(problems({ attributes: all, indexes: { byAll: { partitionKey: five } } })).toEqual([
      "index 'byAll': a key has at most 4 attributes",
    ]);
    const schema = defineSchema(
      definition({ attributes: all, indexes: { byFour: { partitionKey: ['a', 'b', 'c', 'd'], sortKey: 'e' } } }),
    );
    expect(schema.indexes['byFour']?.partitionKey.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
  });

  test('limits the stored names of projected attributes', () => {
    const long = { type: String, name: 'x'.repeat(256) };
    expect(
      problems({ attributes: { id, long }, indexes: { byId: { partitionKey: 'id', projection: ['long'] } } }),
    ).toEqual(["index 'byId': it projects 'long', whose stored name has 256 bytes of at most 255"]);
  });

  test('accepts an optional attribute as an index key', () => {
    const schema = defineSchema(definition({ attributes, indexes: { byMaybe: { partitionKey: 'maybe' } } }));
    expect(schema.indexes['byMaybe']).toMatchObject({
      name: 'byMaybe',
      scope: 'global',
      sortKey: [],
      projection: 'ALL',
    });
  });

  test('limits the number of indexes and of projected attributes', () => {
    const globals = numbered(maxGlobalIndexes + 1, { partitionKey: 'at' });
    expect(problems({ attributes, indexes: globals })).toEqual(['21 global indexes; a table has at most 20']);
    const locals = numbered(maxLocalIndexes + 1, { sortKey: 'maybe' });
    expect(problems({ attributes, sortKey: 'at', localIndexes: locals })).toEqual([
      '6 local indexes; a table has at most 5',
    ]);
    const many = numbered(maxProjectedAttributes / 2 + 1, id);
    const projection = Object.keys(many);
    const indexes = { one: { partitionKey: 'id', projection }, two: { partitionKey: 'id', projection } };
    expect(problems({ attributes: { id, ...many }, indexes })).toEqual([
      'its indexes project 102 named attributes, of at most 100 together',
    ]);
  });

  test('rejects a local index without a sort key, and one of a global index’s name', () => {
    expect(problems({ attributes, localIndexes: { byAt: { sortKey: 'at' } } })).toEqual([
      "index 'byAt': a table without a sort key can't have a local index; use @Index",
    ]);
    const both = { indexes: { byAt: { partitionKey: 'at' } }, localIndexes: { byAt: { sortKey: 'maybe' } } };
    expect(problems({ attributes, sortKey: 'at', ...both })).toEqual([
      "index 'byAt': a global and a local index can't have one name",
    ]);
  });
});
