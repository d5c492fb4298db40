import { inferTable } from '../../lib/inspect/infer-table.ts';
import type { LiveSettings } from '../../lib/inspect/live-settings.ts';
import { writeTable } from '../../lib/inspect/write-table.ts';
import type { StoredItem, TableDescription } from '../../lib/sdk-types.ts';

const key = (partition: string, sort?: string) => [
  { AttributeName: partition, KeyType: 'HASH' as const },
  ...(sort === undefined ? [] : [{ AttributeName: sort, KeyType: 'RANGE' as const }]),
];
const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
const all = { ProjectionType: 'ALL' as const };

const sourceOf = (table: TableDescription, items: readonly StoredItem[], settings: Partial<LiveSettings> = {}) =>
  writeTable(inferTable(table, { items, settings: { ...noSettings, ...settings } }), 'Test.');

const noSettings: LiveSettings = {
  tags: {},
  recoveryDays: undefined,
  timeToLive: undefined,
  resourcePolicy: undefined,
  contributorInsights: false,
  unread: [],
};

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
    expect(source).toContain("  byState: { partitionKey: 'state', sortKey: 'at' },\n");
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
      "  byMeaning: { vector: 'v', partitionKey: 'tenant', filters: ['langCode'], distance: 'dotProduct', projection: ['langCode'] },\n",
    );
    expect(source).toContain("@VectorIndex('byMeaning', passageIndexes.byMeaning)");
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

test('comments with apostrophes hide no import', () => {
  const vectors = ['one', 'two'].map((IndexName) => ({
    IndexName,
    VectorAttribute: { AttributeName: 'v' },
    SearchSchema:
      IndexName === 'one' ? [] : [{ AttributeName: '_type', SearchSchemaElementType: 'INLINE_FILTER' as const }],
    Dimensions: 1,
    DistanceFunction: 'COSINE' as const,
    Projection: all,
  }));
  const table = { TableName: 'shop', AttributeDefinitions: [text('pk')], KeySchema: key('pk'), VectorIndexes: vectors };
  const items = [1, 2].map((id) => ({
    pk: { S: `C#${id}` },
    id: { N: `${id}` },
    _type: { S: 'customer' },
    v: { L: [{ N: '1' }] },
  }));
  const source = sourceOf(table, items);
  expect(source).toContain("// The vector index 'one' doesn't have '_type', so it can't be searched.");
  expect(source).toContain("@VectorIndex('two'");
  expect(source).toMatch(/^import { .*VectorIndex, vector } from 'annotable';$/m);
});

describe('the time to live of a table', () => {
  const table = { TableName: 'sessions', AttributeDefinitions: [text('id'), text('user')], KeySchema: key('id') };
  const partial = {
    ...table,
    GlobalSecondaryIndexes: [
      { IndexName: 'byUser', KeySchema: key('user'), Projection: { ProjectionType: 'KEYS_ONLY' as const } },
    ],
  };
  const session = (ttl: string) => ({ id: { S: 'a' }, ttl: { N: ttl } });

  test('is declared in seconds, also if no item has it', () => {
    const source = sourceOf(table, [session('1769851800')], { timeToLive: 'ttl' });
    expect(source).toContain('  @TimeToLive() @Attribute(epochSeconds()) ttl!: Date;');
    expect(source).toMatch(/^import { .*\bepochSeconds\b.* } from 'annotable';$/m);
    expect(sourceOf(table, [], { timeToLive: 'ttl' })).toContain(
      '  @TimeToLive() @Attribute(epochSeconds(), { optional: true }) ttl?: Date;',
    );
  });

  test('is a number if an item has a time that no Date can be', () => {
    const source = sourceOf(table, [session('9000000000000'), session('1')], { timeToLive: 'ttl' });
    expect(source).toContain('  @Attribute(Number) ttl!: number;');
  });

  test('is a number if an index lacks it, and a comment says why', () => {
    const source = sourceOf(partial, [session('1769851800')], { timeToLive: 'ttl' });
    expect(source).toContain('  @Attribute(Number) ttl!: number;');
    expect(source).toContain(
      "// The time to live is 'ttl', which is no @TimeToLive here, because the index 'byUser' doesn't have it.",
    );
  });
});

describe('the options of a table', () => {
  const table = { TableName: 'orders', AttributeDefinitions: [text('id')], KeySchema: key('id') };

  test('are those that differ from a new table', () => {
    const live: TableDescription = {
      ...table,
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      OnDemandThroughput: { MaxReadRequestUnits: 100, MaxWriteRequestUnits: -1 },
      WarmThroughput: { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000, Status: 'ACTIVE' },
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      DeletionProtectionEnabled: true,
    };
    const settings = { recoveryDays: 7, tags: { team: "o'k", 'aws:stack': 'x' }, contributorInsights: true } as const;
    expect(sourceOf(live, [], settings)).toContain(
      "@Table('orders', { billing: { onDemand: { maxRead: 100 } }, stream: 'NEW_IMAGE', deletionProtection: true, " +
        "pointInTimeRecovery: { days: 7 }, contributorInsights: true, tags: { team: 'o\\'k' } })",
    );
    expect(sourceOf(table, [])).toContain("@Table('orders')\n");
  });

  test('lack capacity units that an index does not share, and a comment says why', () => {
    const source = sourceOf(
      {
        ...table,
        ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 6 },
        GlobalSecondaryIndexes: [
          {
            IndexName: 'byId',
            KeySchema: key('id'),
            Projection: all,
            ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 1 },
          },
        ],
      },
      [],
    );
    expect(source).toContain("@Table('orders')\n");
    expect(source).toContain(
      'Billing is left out, because an index has other capacity units than the table (5 and 6).',
    );
  });

  test('that could not be read are named in a comment', () => {
    const source = sourceOf(table, [], { unread: [['the tags', 'AccessDeniedException']] });
    expect(source).toContain('// The tags could not be read (AccessDeniedException).');
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
