import { isUnknownOperation } from '../errors/unknown-operation.ts';
import { billingRequest } from '../operations/billing.ts';
import { tableClasses } from '../operations/create-table.ts';
import { encryptionRequest } from '../operations/encryption-at-rest.ts';
import { maximumUpdate, warmUpdate } from '../operations/throughput.ts';
import type { TableSchema } from '../schema/table-schema.ts';
import type { TableDescription, UpdateTableCommandInput } from '../sdk-types.ts';
import type { TableStep } from './plan.ts';
import type { TableCalls, TableTime } from './table-calls.ts';
import { attachedPolicy } from './table-parts.ts';

/** A step that changes one setting of a table that exists. */
export type SettingStep = Exclude<TableStep, { readonly action: 'createTable' | 'createIndex' }>;

/** A table that is about to change. */
interface ChangedTable {
  readonly calls: TableCalls;
  readonly table: TableSchema;
  readonly description: TableDescription;
  readonly time: TableTime;
}

/**
 * Sends the request of a step. A setting that a local engine doesn't have counts as done, so that a class with production
 * settings also works there.
 */
export async function sendStep(changed: ChangedTable, step: SettingStep): Promise<void> {
  try {
    await send(changed, step);
  } catch (error) {
    if (!isLacking(changed.description, step, error)) throw error;
  }
}

function send(changed: ChangedTable, step: SettingStep): Promise<unknown> {
  const { calls, table, description, time } = changed;
  const TableName = table.name;
  const update = (change: Partial<UpdateTableCommandInput> = {}): Promise<unknown> =>
    calls.send('UpdateTable', { TableName, ...change }, time);
  switch (step.action) {
    case 'setBilling':
      return update(billingRequest(table, description));
    case 'setOnDemandMaximum':
      return update(maximumUpdate(table, description));
    case 'setWarmThroughput':
      return update(warmUpdate(table, description));
    case 'enableStream':
      return update({ StreamSpecification: { StreamEnabled: true, StreamViewType: table.stream } });
    case 'enableDeletionProtection':
      return update({ DeletionProtectionEnabled: true });
    case 'setTableClass':
      return update({ TableClass: tableClasses[step.tableClass] });
    case 'setEncryption':
      return update({ SSESpecification: encryptionRequest(step.encryption) });
    case 'enablePointInTimeRecovery':
      return setRecovery(changed, {});
    case 'setRecovery':
      return setRecovery(changed, { RecoveryPeriodInDays: step.days });
    case 'enableTimeToLive': {
      const TimeToLiveSpecification = { AttributeName: step.attribute, Enabled: true };
      return calls.send('UpdateTimeToLive', { TableName, TimeToLiveSpecification }, time);
    }
    case 'setContributorInsights': {
      const ContributorInsightsMode = step.keys === 'all' ? 'ACCESSED_AND_THROTTLED_KEYS' : 'THROTTLED_KEYS';
      const input = { TableName, ContributorInsightsAction: 'ENABLE', ContributorInsightsMode } as const;
      return calls.send('UpdateContributorInsights', input, time);
    }
    case 'setTags': {
      const Tags = Object.entries(step.tags).map(([Key, Value]) => ({ Key, Value }));
      return calls.send('TagResource', { ResourceArn: description.TableArn, Tags }, time);
    }
    case 'setResourcePolicy':
      return setPolicy(changed);
  }
}

function setRecovery(
  { calls, table: { name: TableName }, time }: ChangedTable,
  days: { readonly RecoveryPeriodInDays?: number },
): Promise<unknown> {
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true, ...days };
  return calls.send('UpdateContinuousBackups', { TableName, PointInTimeRecoverySpecification }, time);
}

/** Replaces the policy only if it is the one that was read, so the change of another client isn't lost unseen. */
async function setPolicy({ calls, table, description, time }: ChangedTable): Promise<void> {
  const { revision = 'NO_POLICY' } = (await attachedPolicy(calls, description, time)) ?? {};
  const Policy = JSON.stringify(table.resourcePolicy);
  const input = { ResourceArn: description.TableArn, Policy, ExpectedRevisionId: revision };
  await calls.send('PutResourcePolicy', input, time);
}

/** The account of local engines. No account of AWS has this number. */
const localAccount = ':000000000000:';
/** Steps that local engines refuse as an empty or wrong change of the table. */
const unknownChanges: ReadonlySet<SettingStep['action']> = new Set([
  'setOnDemandMaximum',
  'setWarmThroughput',
  'enableStream',
  'enableDeletionProtection',
  'setTableClass',
  'setEncryption',
]);

/** True if the engine rejected a step because it doesn't have the setting. */
function isLacking({ TableArn = '' }: TableDescription, { action }: SettingStep, error: unknown): boolean {
  if (isUnknownOperation(error)) return true;
  const isRefused = error instanceof Error && error.name === 'ValidationException';
  return isRefused && unknownChanges.has(action) && TableArn.includes(localAccount);
}
