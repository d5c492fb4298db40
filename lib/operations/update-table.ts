import type { TableIndex, TableSchema } from '../schema/table-schema.ts';
import type { TableVectorIndex } from '../schema/vector-index.ts';
import type {
  GlobalSecondaryIndexDescription,
  TableDescription,
  UpdateTableCommandInput,
  VectorIndexDescription,
} from '../sdk-types.ts';
import { attributeDefinitions, globalIndexRequest } from './create-table.ts';

/** Returns the indexes of a table that can be created and deleted later: the global ones and the vector indexes. */
export function changeableIndexes({
  GlobalSecondaryIndexes: globals = [],
  VectorIndexes: vectors = [],
}: TableDescription): (GlobalSecondaryIndexDescription | VectorIndexDescription)[] {
  return [...globals, ...vectors];
}

/**
 * Builds the request that creates one global index. DynamoDB accepts one at a time, with the definitions of all keys.
 */
export function createIndexRequest(
  table: TableSchema,
  index: TableIndex,
  { BillingModeSummary }: TableDescription,
): UpdateTableCommandInput {
  const keys = [...table.keys, ...index.partitionKey, ...index.sortKey];
  const { ProvisionedThroughput, OnDemandThroughput, ...create } = globalIndexRequest(table, index);
  const isOnDemand = BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST';
  const capacity = isOnDemand
    ? OnDemandThroughput && { OnDemandThroughput }
    : ProvisionedThroughput && { ProvisionedThroughput };
  return {
    TableName: table.name,
    AttributeDefinitions: attributeDefinitions(keys),
    GlobalSecondaryIndexUpdates: [{ Create: { ...create, ...capacity } as never }],
  };
}

/** Builds the request that creates one vector index. */
export function createVectorIndexRequest(
  { name: TableName, keys }: TableSchema,
  index: TableVectorIndex,
): UpdateTableCommandInput {
  return {
    TableName,
    AttributeDefinitions: attributeDefinitions([...keys, ...index.keys]),
    VectorIndexUpdates: [{ Create: index.request }],
  };
}
