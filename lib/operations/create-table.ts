import type { KeyAttribute } from '../schema/attribute-schema.ts';
import type { TableIndex, TableSchema } from '../schema/table-schema.ts';
import type {
  AttributeDefinition,
  CreateTableCommandInput,
  GlobalSecondaryIndex,
  KeySchemaElement,
  LocalSecondaryIndex,
  Projection,
} from '../sdk-types.ts';
import { encryptionRequest } from './encryption-at-rest.ts';
import { onDemandThroughput, warmThroughput } from './throughput.ts';

/** The table classes in the form of a request. */
export const tableClasses = { standard: 'STANDARD', infrequentAccess: 'STANDARD_INFREQUENT_ACCESS' } as const;

/** Returns a key in the form of a request: partition attributes first. */
export function keySchema(partition: readonly KeyAttribute[], sort: readonly KeyAttribute[]): KeySchemaElement[] {
  return [
    ...partition.map(({ name }) => ({ AttributeName: name, KeyType: 'HASH' as const })),
    ...sort.map(({ name }) => ({ AttributeName: name, KeyType: 'RANGE' as const })),
  ];
}

/** Returns the key of the table in the form of a request. */
export function tableKeySchema({ keys: [partition, ...sort] }: TableSchema): KeySchemaElement[] {
  return keySchema(partition === undefined ? [] : [partition], sort);
}

/** An attribute whose type a table defines. */
type DefinedAttribute = Pick<KeyAttribute, 'name' | 'kind'>;

/** Returns the key attributes of the table and of all of its indexes. */
export function allKeys({ keys, indexes, vectorIndexes }: TableSchema): DefinedAttribute[] {
  return [
    ...keys,
    ...Object.values(indexes).flatMap(({ partitionKey, sortKey }) => [...partitionKey, ...sortKey]),
    ...Object.values(vectorIndexes).flatMap((index) => index.keys),
  ];
}

/** Returns the definitions of key attributes, without duplicates. */
export function attributeDefinitions(attributes: readonly DefinedAttribute[]): AttributeDefinition[] {
  const kinds = new Map(attributes.map(({ name, kind }) => [name, kind]));
  return [...kinds].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));
}

/**
 * Returns the projection of an index in the form of a request. Every index contains the keys, so they are not named.
 */
export function indexProjection(table: TableSchema, { projection, partitionKey, sortKey }: TableIndex): Projection {
  if (typeof projection === 'string') return { ProjectionType: projection };
  const keys = new Set([...table.keys, ...partitionKey, ...sortKey].map(({ name }) => name));
  const named = projection.filter((name) => !keys.has(name));
  return named.length === 0 ? { ProjectionType: 'KEYS_ONLY' } : { ProjectionType: 'INCLUDE', NonKeyAttributes: named };
}

/** Returns a global index in the form of a request. */
export function globalIndexRequest(table: TableSchema, index: TableIndex): GlobalSecondaryIndex {
  return { ...indexRequest(table, index), ...throughput(table) };
}

function indexRequest(table: TableSchema, index: TableIndex): LocalSecondaryIndex & GlobalSecondaryIndex {
  return {
    IndexName: index.name,
    KeySchema: keySchema(index.partitionKey, index.sortKey),
    Projection: indexProjection(table, index),
  };
}

/** The throughput of a table, which each of its global indexes has too. */
function throughput(
  table: TableSchema,
): Pick<CreateTableCommandInput, 'ProvisionedThroughput' | 'OnDemandThroughput' | 'WarmThroughput'> {
  const { billing } = table;
  const OnDemandThroughput = onDemandThroughput(table);
  const WarmThroughput = warmThroughput(table);
  return {
    ...(billing !== 'onDemand' && {
      ProvisionedThroughput: { ReadCapacityUnits: billing.read, WriteCapacityUnits: billing.write },
    }),
    ...(OnDemandThroughput && { OnDemandThroughput }),
    ...(WarmThroughput && { WarmThroughput }),
  };
}

/**
 * Builds the request that creates a table with its indexes. Includes the tags and the policy, so access rules apply from
 * the start. Leaves out the encryption and the class that every new table has.
 */
export function createTableRequest(table: TableSchema): CreateTableCommandInput {
  const indexes = Object.values(table.indexes);
  const globals = indexes.filter(({ scope }) => scope === 'global');
  const locals = indexes.filter(({ scope }) => scope === 'local');
  const vectors = Object.values(table.vectorIndexes).map(({ request }) => request);
  const { encryption = 'owned' } = table;
  const tags = Object.entries(table.tags).map(([Key, Value]) => ({ Key, Value }));
  return {
    TableName: table.name,
    AttributeDefinitions: attributeDefinitions(allKeys(table)),
    KeySchema: tableKeySchema(table),
    BillingMode: table.billing === 'onDemand' ? 'PAY_PER_REQUEST' : 'PROVISIONED',
    ...throughput(table),
    ...(globals.length > 0 && { GlobalSecondaryIndexes: globals.map((index) => globalIndexRequest(table, index)) }),
    ...(locals.length > 0 && { LocalSecondaryIndexes: locals.map((index) => indexRequest(table, index)) }),
    ...(vectors.length > 0 && { VectorIndexes: vectors }),
    ...(table.stream && { StreamSpecification: { StreamEnabled: true, StreamViewType: table.stream } }),
    ...(table.deletionProtection && { DeletionProtectionEnabled: true }),
    ...(table.tableClass === 'infrequentAccess' && { TableClass: tableClasses.infrequentAccess }),
    ...(encryption !== 'owned' && { SSESpecification: encryptionRequest(encryption) }),
    ...(table.resourcePolicy && { ResourcePolicy: JSON.stringify(table.resourcePolicy) }),
    ...(tags.length > 0 && { Tags: tags }),
  };
}
