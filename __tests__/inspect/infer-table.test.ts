import { inferTable } from '../../lib/inspect/infer-table.ts';
import { writeTable } from '../../lib/inspect/write-table.ts';
import type { StoredItem, TableDescription } from '../../lib/sdk-types.ts';

const key = (partition: string, sort?: string) => [
  { AttributeName: partition, KeyType: 'HASH' as const },
  ...(sort === undefined ? [] : [{ AttributeName: sort, KeyType: 'RANGE' as const }]),
];
const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
const all = { ProjectionType: 'ALL' as const };

const sourceOf = (table: TableDescription, items: readonly StoredItem[]) =>
  writeTable(inferTable(table, { items }), 'Test.');

describe('the classes of a table', () => {
  test('declare the keys of an empty table', () => {
    const source = sourceOf(
      {
        TableName: 'events',
        AttributeDefinitions: [text('id'), { AttributeName: 'at', AttributeType: 'N' }, text('state')],
        KeySchema: key('id', 'at'),
        GlobalSecondaryIndexes: [{ IndexName: 'byState', KeySchema: key('state', 'at'), Projection: all }],
      },
      [],
    );
    expect(source).toContain("@Index('byState', { partitionKey: 'state', sortKey: 'at' })");
    expect(source).toContain(`  @Attribute(String) id!: string;
  @Attribute(Number) at!: number;
  @Attribute(String, { optional: true }) state?: string;`);
  });

  test('declare vectors, and their indexes', () => {
    const source = sourceOf(
      {
        TableName: 'passages',
        AttributeDefinitions: [text('id'), text('tenant'), text('lang-code')],
        KeySchema: key('id'),
        VectorIndexes: [
          {
            IndexName: 'byMeaning',
            VectorAttribute: { AttributeName: 'v' },
            SearchSchema: [
              { AttributeName: 'tenant', SearchSchemaElementType: 'HASH' },
              { AttributeName: 'lang-code', SearchSchemaElementType: 'INLINE_FILTER' },
            ],
            Dimensions: 2,
            DistanceFunction: 'DOT_PRODUCT',
            Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['lang-code'] },
          },
        ],
      },
      [
        { id: { S: 'a' }, tenant: { S: 't' }, 'lang-code': { S: 'en' }, v: { L: [{ N: '1' }, { N: '0.5' }] } },
        { id: { S: 'b' }, tenant: { S: 't' } },
      ],
    );
    expect(source).toContain(
      "@VectorIndex('byMeaning', { vector: 'v', partitionKey: 'tenant', filters: ['langCode'], distance: 'dotProduct', projection: ['langCode'] })",
    );
    expect(source).toContain('  @Attribute(vector(2), { optional: true }) v?: Float32Array;');
    expect(source).toMatch(/^import { .*, VectorIndex, vector } from 'annotable';$/m);
  });

  test('have names that the source and other classes do not use', () => {
    const source = sourceOf({ TableName: 'indexes', AttributeDefinitions: [text('id')], KeySchema: key('id') }, [
      { id: { S: 'a' }, json: { S: 'x' }, 'order-id': { S: 'x' }, orderId: { S: 'y' }, 'a\nb': { S: "it's" } },
    ]);
    expect(source).toContain('export class Indexe {');
    const dates = sourceOf({ TableName: 'dates', AttributeDefinitions: [text('id')], KeySchema: key('id') }, []);
    expect(dates).toContain('export class Date2 {');
    expect(source).toContain("@Attribute(String, { name: 'order-id' }) orderId2!: string;");
    expect(source).toContain('@Attribute(String) orderId!: string;');
    expect(source).toContain("@Attribute(String, { name: 'a\\nb' }) aB!: string;");
    expect(source).toMatch(
      /^import { Attribute, BaseRepository, PartitionKey, Repository, Table } from 'annotable';$/m,
    );
  });
});

describe('the entities of a table', () => {
  const table = {
    TableName: 'shop',
    AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk', 'email'].map(text),
    KeySchema: key('pk', 'sk'),
    GlobalSecondaryIndexes: [
      { IndexName: 'gsi1', KeySchema: key('gsi1pk', 'gsi1sk'), Projection: all },
      { IndexName: 'byEmail', KeySchema: key('email'), Projection: { ProjectionType: 'KEYS_ONLY' as const } },
    ],
  };
  const customer = (id: string, email?: string): StoredItem => ({
    pk: { S: `C#${id}` },
    sk: { S: 'PROFILE' },
    _type: { S: 'customer' },
    id: { S: id },
    ...(email !== undefined && { email: { S: email } }),
  });
  const order = (number: number, state: string): StoredItem => ({
    pk: { S: 'C#ann' },
    sk: { S: `O#${number}` },
    _type: { S: 'order' },
    customer: { S: 'ann' },
    number: { N: String(number) },
    state: { S: state },
    ...(state === 'OPEN' && { gsi1pk: { S: 'OPEN' }, gsi1sk: { S: String(number) } }),
  });

  test('have an index with the condition that its items have in common', () => {
    const source = sourceOf(table, [order(1, 'OPEN'), order(2, 'PAID'), order(3, 'OPEN')]);
    expect(source).toContain(
      "    gsi1: { partitionKey: { attribute: 'gsi1pk', template: 'OPEN' }, sortKey: { attribute: 'gsi1sk', template: '{number}' }, when: { state: 'OPEN' } },",
    );
  });

  test('have an index of an attribute of their own', () => {
    const source = sourceOf(table, [customer('a', 'x@y.z'), customer('b'), customer('c', 'q@y.z')]);
    expect(source).toContain("    byEmail: { partitionKey: 'email', projection: 'KEYS_ONLY' },");
    expect(source).toContain('  @Attribute(String, { optional: true }) email?: string;');
  });

  test('lack an index that nothing explains, and keep its attributes', () => {
    const item = { ...order(2, 'PAID'), gsi1pk: { S: 'OPEN' }, gsi1sk: { S: '2' } };
    const source = sourceOf(table, [order(1, 'OPEN'), item, order(3, 'PAID')]);
    expect(source).toContain("// The index 'gsi1' is left out, because no attribute tells which items have its key.");
    expect(source).toContain('gsi1pk?: string;');
  });
});
