import type { Billing } from '../schema/definition.ts';
import type { Schema } from '../schema/schema.ts';
import type { ProvisionedThroughputDescription, TableDescription, UpdateTableCommandInput } from '../sdk-types.ts';

type Capacity = Exclude<Billing, 'onDemand'>;

/** True where a table is paid for by request. An engine that says nothing of it has capacity. */
export const isPaidOnDemand = ({ BillingModeSummary, ProvisionedThroughput }: TableDescription): boolean =>
  BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST' ||
  (BillingModeSummary === undefined && ProvisionedThroughput?.ReadCapacityUnits === 0);

/** An engine that says nothing of the capacity of an index is believed to have the right one. */
const hasCapacity = (actual: ProvisionedThroughputDescription | undefined, { read, write }: Capacity): boolean =>
  !actual?.ReadCapacityUnits || (actual.ReadCapacityUnits === read && actual.WriteCapacityUnits === write);

/**
 * What UpdateTable sets of the capacity of a table and its global indexes: what differs, since DynamoDB refuses what does
 * not. An index that the class doesn't declare gets a capacity only where it has none.
 *
 * @returns undefined where nothing differs
 */
export function capacityUpdate(
  description: TableDescription,
  capacity: Capacity,
  indexes: Schema['indexes'],
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

/** The request that makes a table be paid for as its class declares. */
export function billingRequest({ table, indexes }: Schema, description: TableDescription): UpdateTableCommandInput {
  const { name: TableName, billing } = table;
  if (billing === 'onDemand') return { TableName, BillingMode: 'PAY_PER_REQUEST' };
  const update = capacityUpdate(description, billing, indexes);
  return { TableName, ...(isPaidOnDemand(description) && { BillingMode: 'PROVISIONED' as const }), ...update };
}
