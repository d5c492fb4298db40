import type { TableDifference } from '../errors/table-errors.ts';
import {
  allKeys,
  attributeDefinitions,
  indexProjection,
  keySchema,
  tableKeySchema,
} from '../operations/create-table.ts';
import type { TableIndex, TableSchema } from '../schema/table-schema.ts';
import type { KeySchemaElement, Projection, TableDescription } from '../sdk-types.ts';
import type { TableState } from './plan.ts';

const keyText = (key: readonly KeySchemaElement[] | undefined): string =>
  (key ?? []).map(({ AttributeName, KeyType }) => `${AttributeName} (${KeyType})`).join(', ');

const indexText = ({ partitionKey, sortKey }: TableIndex): string => keyText(keySchema(partitionKey, sortKey));

const projectionText = ({ ProjectionType, NonKeyAttributes = [] }: Projection = {}): string =>
  NonKeyAttributes.length === 0 ? `${ProjectionType}` : `${ProjectionType} ${[...NonKeyAttributes].sort().join(', ')}`;

/** Returns what differs and can't be changed in a table that exists. */
export function differencesOf(table: TableSchema, description: TableDescription): TableDifference[] {
  const compared: TableDifference[] = [
    { what: 'key', declared: keyText(tableKeySchema(table)), actual: keyText(description.KeySchema) },
    ...comparedKinds(table, description),
    ...Object.values(table.indexes).flatMap((index) => comparedIndex(table, index, description)),
    ...Object.values(table.vectorIndexes).flatMap((index) => index.differences(description)),
    ...comparedStream(table, description),
  ];
  return compared.filter(({ declared, actual }) => declared !== actual);
}

function comparedKinds(table: TableSchema, { AttributeDefinitions = [] }: TableDescription): TableDifference[] {
  const kinds = new Map(AttributeDefinitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]));
  return attributeDefinitions(allKeys(table)).map(({ AttributeName, AttributeType }) => ({
    what: `attribute ${AttributeName}`,
    declared: `${AttributeType}`,
    actual: `${kinds.get(AttributeName) ?? AttributeType}`,
  }));
}

function comparedIndex(table: TableSchema, index: TableIndex, description: TableDescription): TableDifference[] {
  const { name, scope } = index;
  const existing = [...(description.GlobalSecondaryIndexes ?? []), ...(description.LocalSecondaryIndexes ?? [])];
  const actual = existing.find(({ IndexName }) => IndexName === name);
  if (actual === undefined) {
    const none = 'none; it can only be made with its table';
    return scope === 'local' ? [{ what: `local index ${name}`, declared: indexText(index), actual: none }] : [];
  }
  const projection = projectionText(indexProjection(table, index));
  return [
    { what: `key of index ${name}`, declared: indexText(index), actual: keyText(actual.KeySchema) },
    { what: `projection of index ${name}`, declared: projection, actual: projectionText(actual.Projection) },
  ];
}

function comparedStream(table: TableSchema, { StreamSpecification }: TableDescription): TableDifference[] {
  if (table.stream === undefined || !StreamSpecification?.StreamEnabled) return [];
  return [{ what: 'stream', declared: table.stream, actual: `${StreamSpecification.StreamViewType}` }];
}

/**
 * Reports another time-to-live attribute as a difference. `ensure()` doesn't change it: the change takes DynamoDB an
 * hour, and items that had an expiry in the old attribute would then stay.
 */
export function expiryDifferences(
  { timeToLive: declared }: TableSchema,
  { timeToLive }: TableState,
): TableDifference[] {
  if (declared === undefined || timeToLive === undefined || timeToLive === declared) return [];
  return [{ what: 'time to live', declared, actual: timeToLive }];
}
