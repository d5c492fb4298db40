import type { KeyAttribute } from '../schema/attribute-schema.ts';
import { type IndexSchema, keyAttributes, type Schema } from '../schema/schema.ts';
import type {
  AttributeDefinition,
  CreateTableCommandInput,
  GlobalSecondaryIndex,
  KeySchemaElement,
  LocalSecondaryIndex,
  Projection,
} from '../sdk-types.ts';

/** Returns a key in the form of a request: partition attributes first. */
export function keySchema(partition: readonly KeyAttribute[], sort: readonly KeyAttribute[]): KeySchemaElement[] {
  return [
    ...partition.map(({ name }) => ({ AttributeName: name, KeyType: 'HASH' as const })),
    ...sort.map(({ name }) => ({ AttributeName: name, KeyType: 'RANGE' as const })),
  ];
}

/** Returns the key of the table in the form of a request. */
export function tableKeySchema(schema: Schema): KeySchemaElement[] {
  return keySchema([schema.partitionKey], schema.sortKey === undefined ? [] : [schema.sortKey]);
}

/** Returns the key attributes of the table and of all of its indexes. */
export function allKeys(schema: Schema): KeyAttribute[] {
  const ofIndexes = Object.values(schema.indexes).flatMap(({ partitionKey, sortKey }) => [...partitionKey, ...sortKey]);
  return [...keyAttributes(schema), ...ofIndexes];
}

/** Returns the definitions of key attributes, without duplicates. */
export function attributeDefinitions(attributes: readonly KeyAttribute[]): AttributeDefinition[] {
  const kinds = new Map(attributes.map(({ name, kind }) => [name, kind]));
  return [...kinds].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));
}

/**
 * Returns the projection of an index in the form of a request. Every index contains the keys, so they are not named.
 */
export function indexProjection(schema: Schema, { projection, partitionKey, sortKey }: IndexSchema): Projection {
  if (typeof projection === 'string') return { ProjectionType: projection };
  const keys = new Set([...keyAttributes(schema), ...partitionKey, ...sortKey].map(({ name }) => name));
  const named = projection.map(({ name }) => name).filter((name) => !keys.has(name));
  return named.length === 0 ? { ProjectionType: 'KEYS_ONLY' } : { ProjectionType: 'INCLUDE', NonKeyAttributes: named };
}

/** Returns a global index in the form of a request. */
export function globalIndexRequest(schema: Schema, index: IndexSchema): GlobalSecondaryIndex {
  return { ...indexRequest(schema, index), ...throughput(schema) };
}

function indexRequest(schema: Schema, index: IndexSchema): LocalSecondaryIndex & GlobalSecondaryIndex {
  return {
    IndexName: index.name,
    KeySchema: keySchema(index.partitionKey, index.sortKey),
    Projection: indexProjection(schema, index),
  };
}

function throughput({ table: { billing } }: Schema): Pick<CreateTableCommandInput, 'ProvisionedThroughput'> {
  if (billing === 'onDemand') return {};
  return { ProvisionedThroughput: { ReadCapacityUnits: billing.read, WriteCapacityUnits: billing.write } };
}

/**
 * Builds the request that creates a table with its indexes. Includes the tags, so access rules by tag apply from the
 * start.
 */
export function createTableRequest(schema: Schema): CreateTableCommandInput {
  const { table } = schema;
  const indexes = Object.values(schema.indexes);
  const globals = indexes.filter(({ scope }) => scope === 'global');
  const locals = indexes.filter(({ scope }) => scope === 'local');
  const tags = Object.entries(table.tags).map(([Key, Value]) => ({ Key, Value }));
  return {
    TableName: table.name,
    AttributeDefinitions: attributeDefinitions(allKeys(schema)),
    KeySchema: tableKeySchema(schema),
    BillingMode: table.billing === 'onDemand' ? 'PAY_PER_REQUEST' : 'PROVISIONED',
    ...throughput(schema),
    ...(globals.length > 0 && { GlobalSecondaryIndexes: globals.map((index) => globalIndexRequest(schema, index)) }),
    ...(locals.length > 0 && { LocalSecondaryIndexes: locals.map((index) => indexRequest(schema, index)) }),
    ...(table.stream && { StreamSpecification: { StreamEnabled: true, StreamViewType: table.stream } }),
    ...(table.deletionProtection && { DeletionProtectionEnabled: true }),
    ...(tags.length > 0 && { Tags: tags }),
  };
}
