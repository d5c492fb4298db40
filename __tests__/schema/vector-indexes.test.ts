import { ModelDefinitionError, setOf, ValidationError } from 'annotable';
import { createTableRequest } from '../../lib/operations/create-table.ts';
import { createVectorIndexRequest } from '../../lib/operations/update-table.ts';
import { defineSchema } from '../../lib/schema/define-schema.ts';
import type { SchemaDefinition } from '../../lib/schema/definition.ts';
import { tableSchemaOf } from '../../lib/schema/table-schema.ts';
import type { SearchSettings, VectorIndexSettings } from '../../lib/schema/vector-index.ts';
import { vector } from '../../lib/values/vectors.ts';
import { searchRequest } from '../../lib/vectors/search-request.ts';
import { vectorIndex } from '../../lib/vectors/vector-index.ts';
import { definition, problemsOf } from './support.ts';

const attributes = {
  id: { type: String },
  tenant: { type: String, name: 't' },
  lang: { type: String, optional: true },
  year: { type: Number, optional: true },
  tags: { type: setOf(String), optional: true },
  embedding: { type: vector(2), name: 'v' },
  maybe: { type: vector(2), nullable: true },
};
const settings: VectorIndexSettings = {
  vector: 'embedding',
  partitionKey: 'tenant',
  filters: ['lang', 'year'],
  distance: 'cosine',
};

const defined = (vectorIndexes: Record<string, object>, more: Partial<SchemaDefinition> = {}) =>
  defineSchema(
    definition({
      attributes,
      ...more,
      vectorIndexes: Object.fromEntries(
        Object.entries(vectorIndexes).map(([name, given]) => [name, vectorIndex(given as VectorIndexSettings)]),
      ),
    }),
  );
const problems = (name: string, changed: object, more: Partial<SchemaDefinition> = {}): readonly string[] =>
  problemsOf(() => defined({ [name]: { ...settings, ...changed } }, more));

describe('the definition of a vector index', () => {
  test.each<[string, object, string]>([
    ['xy', {}, "index 'xy': a name has 3 to 255 characters of A-Z, a-z, 0-9, '_', '.' and '-'"],
    ['index', { vector: 'lang' }, "index 'index': its vector is 'lang', which is no attribute of type vector(n)"],
    ['index', { vector: 'nobody' }, "index 'index': its vector is 'nobody', which is no attribute of type vector(n)"],
    [
      'index',
      { vector: 'maybe' },
      "'maybe' is the vector of index 'index', so it can't be null; leave it out if there is none",
    ],
    [
      'index',
      { distance: 'manhattan' },
      "index 'index': its distance must be cosine, euclidean, dotProduct, not a string",
    ],
    [
      'index',
      { partitionKey: 'nobody' },
      "'nobody' is the partition key of index 'index', and is no attribute; add @Attribute to it",
    ],
    [
      'index',
      { filters: ['tags'] },
      "'tags' is a filter of index 'index', so it must be a string, number or binary, not SS",
    ],
    ['index', { filters: ['tenant'] }, "index 'index': it names an attribute twice; a filter is named once"],
    ['index', { projection: ['nobody'] }, "index 'index': its projection names 'nobody', which is no attribute"],
    [
      'index',
      { sortKey: 'lang' },
      "index 'index': there is no option 'sortKey'; the options are distance, filters, partitionKey, projection, vector",
    ],
  ])('rejects %s with %j', (name, changed, problem) => {
    expect(problems(name, changed)).toEqual([problem]);
  });

  test('rejects a table with provisioned capacity', () => {
    expect(problems('index', {}, { table: { name: 'table', billing: { read: 1, write: 1 } } })).toEqual([
      "index 'index': only a table with billing 'onDemand' can have vector indexes; leave billing out",
    ]);
  });

  test('rejects the name of another index, and a sixth vector index', () => {
    expect(problems('index', {}, { indexes: { index: { partitionKey: 'id' } } })).toEqual([
      "index 'index': a vector index and another index can't have one name",
    ]);
    const six = Object.fromEntries([1, 2, 3, 4, 5, 6].map((each) => [`index${each}`, settings]));
    expect(problemsOf(() => defined(six))).toEqual(['6 vector indexes; a table has at most 5']);
  });

  test('rejects more than 18 filters', () => {
    const many = Array.from({ length: 19 }, (_, each) => `filter${each}`);
    const all = Object.fromEntries(many.map((name) => [name, { type: String, optional: true }]));
    expect(problems('index', { filters: many }, { attributes: { ...attributes, ...all } })).toEqual([
      "index 'index': 19 filters; it has at most 18",
    ]);
  });

  test.each([0, 4097, 1.5, '3'])('rejects a vector of %p numbers', (dimensions) => {
    const type = vector(dimensions as number);
    expect(
      problemsOf(() => defineSchema(definition({ attributes: { id: { type: String }, wide: { type } } }))),
    ).toEqual([
      expect.stringContaining(`wide: a vector of ${dimensions} numbers, which is not 1 to 4,096, is no attribute type`),
    ]);
    expect(() => defineSchema(definition({ attributes: { id: { type: String }, wide: { type } } }))).toThrow(
      ModelDefinitionError,
    );
  });
});

describe('the requests of a vector index', () => {
  const schema = defined({
    byMeaning: settings,
    byPlace: { vector: 'embedding', distance: 'euclidean', projection: ['lang'] },
  });
  const table = tableSchemaOf(schema);
  const byMeaning = {
    IndexName: 'byMeaning',
    VectorAttribute: { AttributeName: 'v' },
    SearchSchema: [
      { AttributeName: 't', SearchSchemaElementType: 'HASH' },
      { AttributeName: 'lang', SearchSchemaElementType: 'INLINE_FILTER' },
      { AttributeName: 'year', SearchSchemaElementType: 'INLINE_FILTER' },
    ],
    Projection: { ProjectionType: 'ALL' },
    Dimensions: 2,
    DistanceFunction: 'COSINE',
  };
  const compared = [
    { AttributeName: 't', AttributeType: 'S' },
    { AttributeName: 'lang', AttributeType: 'S' },
    { AttributeName: 'year', AttributeType: 'N' },
  ];

  test('create it with its table, and define the attributes that it compares', () => {
    expect(createTableRequest(table)).toMatchObject({
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }, ...compared],
      VectorIndexes: [
        byMeaning,
        {
          IndexName: 'byPlace',
          VectorAttribute: { AttributeName: 'v' },
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['lang'] },
          Dimensions: 2,
          DistanceFunction: 'EUCLIDEAN',
        },
      ],
    });
  });

  test('create it on a live table', () => {
    const index = table.vectorIndexes['byMeaning'];
    expect(index && createVectorIndexRequest(table, index)).toEqual({
      TableName: table.name,
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }, ...compared],
      VectorIndexUpdates: [{ Create: byMeaning }],
    });
  });

  type Given = Partial<SearchSettings> & { readonly vector?: unknown };
  const search = ({ index = 'byMeaning', vector: given = [1, 2], ...settings }: Given) => {
    const compiled = schema.vectorIndexes[index];
    if (compiled === undefined) throw new TypeError('no such index');
    return searchRequest(compiled, schema, given, { limit: 3, ...settings });
  };

  test('search it with conditions and a selection', () => {
    expect(search({ where: { tenant: 'a', year: 1 }, select: ['lang'] })).toEqual({
      request: {
        TableName: table.name,
        IndexName: 'byMeaning',
        SearchVector: [{ N: '1' }, { N: '2' }],
        TopK: 3,
        SearchConditionExpression: '#0 = :1 AND #2 = :3',
        ProjectionExpression: '#4, #5',
        ExpressionAttributeNames: { '#0': 't', '#2': 'year', '#4': 'lang', '#5': 'id' },
        ExpressionAttributeValues: { ':1': { S: 'a' }, ':3': { N: '1' } },
      },
      select: ['lang'],
    });
    expect(search({ index: 'byPlace' }).request).toEqual({
      TableName: table.name,
      IndexName: 'byPlace',
      SearchVector: [{ N: '1' }, { N: '2' }],
      TopK: 3,
    });
  });

  const where = { tenant: 'a' };

  test.each<[string, Given, string]>([
    ['a vector of another length', { where, vector: [1] }, 'must have 2 numbers, not 1'],
    ['a vector with NaN', { where, vector: [1, Number.NaN] }, 'must be a finite number'],
    ['no partition key', { where: { lang: 'en' } }, "needs a value of its partition key 'tenant'; give it in where"],
    ['no values', {}, "index 'byMeaning' needs a value of its partition key 'tenant'; give it in where"],
    [
      'what is no filter',
      { where: { ...where, id: 'a' } },
      "where names 'id', which is no filter of index 'byMeaning'",
    ],
    ['a value of another type', { where: { tenant: 1 } }, 'must be a string, not a number'],
    ['a null', { where: { ...where, lang: null } }, 'is never null'],
    ['a list of values', { where: [] }, 'where must be an object of values, not an array'],
    ['a selected vector', { where, select: ['embedding'] }, 'is the vector, which a search does not return'],
    ['what the index lacks', { index: 'byPlace', select: ['tags'] }, "is not in index 'byPlace', which holds id, lang"],
    ['what is no attribute', { where, select: ['nobody'] }, "is no attribute of User, so it can't be selected"],
  ])('reject %s', (_of, given, message) => {
    expect(() => search(given)).toThrow(ValidationError);
    expect(() => search(given)).toThrow(message);
  });
});
