import type { TableSchema } from '../schema/table-schema.ts';
import type { Capacity } from '../schema/table-settings.ts';
import type { ProvisionedThroughputDescription, TableDescription, UpdateTableCommandInput } from '../sdk-types.ts';

/** True if a table is billed by request. If an engine reports no billing mode, the table has provisioned capacity. */
export const isPaidOnDemand = ({ BillingModeSummary, ProvisionedThroughput }: TableDescription): boolean =>
  BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST' ||
  (BillingModeSummary === undefined && ProvisionedThroughput?.ReadCapacityUnits === 0);

/** If an engine doesn't report the capacity of an index, the capacity counts as correct. */
const hasCapacity = (actual: ProvisionedThroughputDescription | undefined, { read, write }: Capacity): boolean =>
  !actual?.ReadCapacityUnits || (actual.ReadCapacityUnits === read && actual.WriteCapacityUnits === write);

/**
 * Returns the capacity changes of a table and its global indexes. Contains only differences, because DynamoDB refuses
 * equal values. An index that the class doesn't declare gets a capacity only if it has none.
 *
 * @returns undefined if nothing differs
 */
export function capacityUpdate(
  description: TableDescription,
  capacity: Capacity,
  indexes: TableSchema['indexes'],
): Partial<UpdateTableCommandInput> | undefined {
  const isOnDemand = isPaidOnDemand(description);
  const ProvisionedThroughput = { ReadCapacityUnits: capacity.read, WriteCapacityUnits: capacity.write };
  const differing = (description.GlobalSecondaryIndexes ?? []).filter(
    ({ IndexName = '', ProvisionedThroughput: actual }) =>
      isOnDemand || (Object.hasOwn(indexes, IndexName) && !hasCapacity(actual, capacity)),
  );
  const isTable = isOnDemand || !hasCapacity(description.ProvisionedThroughput, capacity);
  if (!isTable && differing.length === 0) return undefined;
  return {
    ...(isTable && { ProvisionedThroughput }),
    ...(differing.length > 0 && {
      GlobalSecondaryIndexUpdates: differing.map(({ IndexName }) => ({ Update: { IndexName, ProvisionedThroughput } })),
    }),
  };
}

/** Builds the request that sets the billing mode and the capacity that the class declares. */
export function billingRequest(table: TableSchema, description: TableDescription): UpdateTableCommandInput {
  const { name: TableName, billing, indexes } = table;
  if (billing === 'onDemand') return { TableName, BillingMode: 'PAY_PER_REQUEST' };
  const update = capacityUpdate(description, billing, indexes);
  return { TableName, ...(isPaidOnDemand(description) && { BillingMode: 'PROVISIONED' as const }), ...update };
}
