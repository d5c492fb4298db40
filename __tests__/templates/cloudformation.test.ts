import fc from 'fast-check';
import {
  Attribute,
  ConfigurationError,
  defineSchema,
  ModelDefinitionError,
  PartitionKey,
  Table,
} from '../../lib/index.ts';
import { createTableRequest } from '../../lib/operations/create-table.ts';
import { tableSchemaOf } from '../../lib/schema/table-schema.ts';
import { tableTemplate } from '../../lib/templates/index.ts';
import { unsendableClient } from '../support/unsendable-client.ts';
import { createdTable, sortedTags } from './created-table.ts';
import { Account, Customer, Invoice, Order, Orders, Passage, replicatedOptions, Shop } from './models.ts';
import { randomTables } from './random-tables.ts';

const retained = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };

test('a template has the table of a class with its indexes and settings, and keeps it if the resource is removed', () => {
  expect(tableTemplate(Order, 'cloudformation')).toEqual({
    AWSTemplateFormatVersion: '2010-09-09',
    Resources: {
      Orders: {
        Type: 'AWS::DynamoDB::Table',
        ...retained,
        Properties: {
          TableName: 'orders',
          AttributeDefinitions: [
            { AttributeName: 'customerId', AttributeType: 'S' },
            { AttributeName: 'placedAt', AttributeType: 'S' },
            { AttributeName: 'state', AttributeType: 'S' },
          ],
          KeySchema: [
            { AttributeName: 'customerId', KeyType: 'HASH' },
            { AttributeName: 'placedAt', KeyType: 'RANGE' },
          ],
          BillingMode: 'PAY_PER_REQUEST',
          GlobalSecondaryIndexes: [
            {
              IndexName: 'byState',
              KeySchema: [
                { AttributeName: 'state', KeyType: 'HASH' },
                { AttributeName: 'placedAt', KeyType: 'RANGE' },
              ],
              Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['total', 'expiresAt'] },
            },
          ],
          StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
          Tags: [{ Key: 'team', Value: 'shop' }],
        },
      },
    },
  });
});

test.each([
  ['a class of repositories', () => Orders],
  ['a repository', () => new Orders(unsendableClient())],
  ['a list', () => [Order, Orders]],
])('%s has the same template as its class', (_name, models) => {
  expect(tableTemplate(models(), 'cloudformation')).toEqual(tableTemplate(Order, 'cloudformation'));
});

test('a repository of another table has the template of that table', () => {
  const { Resources } = tableTemplate(new Orders(unsendableClient(), { tableName: 'orders-test' }), 'cloudformation');
  expect(Resources['OrdersTest']?.Properties['TableName']).toBe('orders-test');
});

test.each([
  ['the class of the table', () => Shop],
  ['one of its entities', () => Invoice],
  ['all of its entities', () => [Customer, Invoice]],
])('%s has one resource with the indexes of all entities', (_name, models) => {
  const { Resources } = tableTemplate(models(), 'cloudformation');
  expect(Object.keys(Resources)).toEqual(['Shop']);
  expect(Resources['Shop']?.Properties['GlobalSecondaryIndexes']).toMatchObject([{ IndexName: 'byNumber' }]);
});

test('a vector index is a property of the table', () => {
  const { Resources } = tableTemplate(Passage, 'cloudformation');
  expect(Resources['Passages']?.Properties['VectorIndexes']).toMatchObject([
    { IndexName: 'byMeaning', Dimensions: 3, DistanceFunction: 'COSINE', SearchSchema: [{}, {}] },
  ]);
});

test('a table with replicas is a global table, whose own region comes first', () => {
  const { Resources } = tableTemplate(Account, 'cloudformation');
  const { Type, Properties } = Resources['Accounts'] ?? { Properties: {} };
  const ofEach = {
    ContributorInsightsSpecification: { Enabled: true, Mode: 'THROTTLED_KEYS' },
    DeletionProtectionEnabled: true,
    ReadOnDemandThroughputSettings: { MaxReadRequestUnits: 100 },
    GlobalSecondaryIndexes: [{ IndexName: 'byName', ReadOnDemandThroughputSettings: { MaxReadRequestUnits: 100 } }],
  };
  expect(Type).toBe('AWS::DynamoDB::GlobalTable');
  expect(Properties).toMatchObject({
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    WriteOnDemandThroughputSettings: { MaxWriteRequestUnits: 50 },
    GlobalSecondaryIndexes: [{ IndexName: 'byName', WriteOnDemandThroughputSettings: { MaxWriteRequestUnits: 50 } }],
    Replicas: [
      { Region: { Ref: 'AWS::Region' }, ...ofEach },
      { Region: 'eu-west-1', ...ofEach },
      { Region: 'ap-southeast-2', ...ofEach },
    ],
  });
  for (const name of ['OnDemandThroughput', 'DeletionProtectionEnabled', 'ContributorInsightsSpecification'])
    expect(Properties).not.toHaveProperty(name);
});

const tableOf = (name: string, options: object = {}) =>
  defineSchema({
    name: 'Item',
    table: { name, ...options },
    attributes: { id: { type: String } },
    partitionKey: 'id',
  });

test('two tables whose names are the same without punctuation have resources of different names', () => {
  const { Resources } = tableTemplate(
    [tableOf('my-shop.items'), tableOf('my.shop-items'), tableOf('9lives')],
    'cloudformation',
  );
  expect(Object.entries(Resources).map(([id, { Properties }]) => [id, Properties['TableName']])).toEqual([
    ['MyShopItems', 'my-shop.items'],
    ['MyShopItems2', 'my.shop-items'],
    ['Table9lives', '9lives'],
  ]);
});

class Undecorated {}

@Table('orders')
@PartitionKey('id')
class OtherOrder {
  @Attribute(String) id!: string;
}

test.each([
  ['an empty list', () => tableTemplate([], 'cloudformation'), 'tableTemplate has no models; pass classes'],
  ['a value that is no model', () => tableTemplate([1 as never], 'cloudformation'), 'tableTemplate takes repositories'],
  [
    'a table named by its ARN',
    () => tableTemplate(tableOf('arn:aws:dynamodb:eu-west-3:123456789012:table/orders'), 'cloudformation'),
    'its table is named by an ARN, which no template can create; use the name of the table',
  ],
  [
    'two classes that declare one table differently',
    () => tableTemplate([Order, OtherOrder], 'terraform'),
    "table 'orders': Order and OtherOrder declare it differently; leave one of them out",
  ],
  [
    'an unknown format',
    () => tableTemplate(Order, 'pulumi' as never),
    "the format is cloudformation, cdk, terraform, not 'pulumi'",
  ],
  [
    'replicas with capacity units',
    () => tableTemplate(tableOf('items', { ...replicatedOptions, billing: { read: 1, write: 1 } }), 'cloudformation'),
    "table 'items': with replicas, capacity units need auto scaling, which no class declares; use billing 'onDemand'",
  ],
  [
    'a key of Terraform that is an alias',
    () => tableTemplate(tableOf('items', { encryption: { kmsKey: 'alias/items' } }), 'terraform'),
    "table 'items': Terraform takes the ARN of a key, and encryption names it by 'alias/items'; declare kmsKey by its ARN",
  ],
  [
    'text that Terraform would change',
    () => tableTemplate(tableOf('items', { tags: { name: 'e\u0301' } }), 'terraform'),
    "Terraform changes text to the composed form of Unicode (NFC), and 'e\u0301' has another form; rename it",
  ],
])('rejects %s', (_name, call, message) => {
  expect(call).toThrow(ConfigurationError);
  expect(call).toThrow(message);
});

test('rejects a class without decorators, and names what it lacks', () => {
  expect(() => tableTemplate(Undecorated, 'cloudformation')).toThrow(ModelDefinitionError);
  expect(() => tableTemplate(Undecorated, 'cloudformation')).toThrow("it has no table; add @Table('name')");
});

test('the properties of 200 random tables create the same tables as ensure()', () => {
  let count = 0;
  fc.assert(
    fc.property(
      randomTables(() => `table-${++count}`),
      (schema) => {
        const { Tags, ResourcePolicy: _, ...request } = createTableRequest(tableSchemaOf(schema));
        const [resource] = Object.values(tableTemplate(schema, 'cloudformation').Resources);
        expect(createdTable(resource?.Properties ?? {})).toEqual({
          ...request,
          ...(Tags && { Tags: sortedTags(Tags) }),
        });
      },
    ),
    { numRuns: 200 },
  );
});
