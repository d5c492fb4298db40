import type { TableIndex, TableSchema } from '../schema/table-schema.ts';
import type { TableDescription, UpdateTableCommandInput } from '../sdk-types.ts';
import { attributeDefinitions, globalIndexRequest } from './create-table.ts';

/**
 * Builds the request that creates one global index. DynamoDB accepts one at a time, with the definitions of all keys.
 */
export function createIndexRequest(
  table: TableSchema,
  index: TableIndex,
  { BillingModeSummary }: TableDescription,
): UpdateTableCommandInput {
  const keys = [...table.keys, ...index.partitionKey, ...index.sortKey];
  const { ProvisionedThroughput, ...create } = globalIndexRequest(table, index);
  const isOnDemand = BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST';
  return {
    TableName: table.name,
    AttributeDefinitions: attributeDefinitions(keys),
    GlobalSecondaryIndexUpdates: [
      { Create: { ...create, ...(!isOnDemand && ProvisionedThroughput && { ProvisionedThroughput }) } as never },
    ],
  };
}

/** Builds the request that enables the stream or the deletion protection of a table. */
export function enableRequest(
  table: TableSchema,
  action: 'enableStream' | 'enableDeletionProtection',
): UpdateTableCommandInput {
  if (action === 'enableDeletionProtection') return { TableName: table.name, DeletionProtectionEnabled: true };
  return { TableName: table.name, StreamSpecification: { StreamEnabled: true, StreamViewType: table.stream } };
}
