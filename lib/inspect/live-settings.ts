import { isUnknownOperation } from '../errors/unknown-operation.ts';
import type { Executor } from '../execution/executor.ts';
import type { TableDescription } from '../sdk-types.ts';
import type { TableState } from '../table/plan.ts';
import { beginTime, TableCalls } from '../table/table-calls.ts';
import { attachedPolicy, readExpiry, readInsights, readRecoveryDays, readTags } from '../table/table-parts.ts';
import { defaultTimes } from '../time/default-times.ts';

/** The settings of a table that DescribeTable doesn't return. */
export interface LiveSettings extends Omit<TableState, 'description'> {
  /** The settings that could not be read, with the reason. */
  readonly unread: readonly (readonly [setting: string, reason: string])[];
}

/** Reads the settings of a table that DescribeTable doesn't return, as far as the caller may read them. */
export async function readSettings(executor: Executor, description: TableDescription): Promise<LiveSettings> {
  const { TableName = '' } = description;
  const calls = new TableCalls(executor, TableName);
  const time = beginTime({}, defaultTimes.tableReadMs);
  const unread: [string, string][] = [];
  const readOr = async <Value>(setting: string, read: Promise<Value>, other: Value): Promise<Value> => {
    try {
      return await read;
    } catch (error) {
      // A local engine without the setting has no value of it.
      if (!isUnknownOperation(error)) unread.push([setting, error instanceof Error ? error.name : String(error)]);
      return other;
    }
  };
  const [tags, recoveryDays, timeToLive, resourcePolicy, contributorInsights] = await Promise.all([
    readOr('the tags', readTags(calls, description, time), {}),
    readOr('the point-in-time recovery', readRecoveryDays(calls, TableName, time), undefined),
    readOr('the time to live', readExpiry(calls, TableName, time), undefined),
    readOr<unknown>('the resource policy', policyOf(calls, description, time), undefined),
    readOr('the contributor insights', readInsights(calls, TableName, time), false),
  ]);
  return { tags, recoveryDays, timeToLive, resourcePolicy, contributorInsights, unread: unread.sort() };
}

const policyOf = async (...args: Parameters<typeof attachedPolicy>): Promise<unknown> =>
  (await attachedPolicy(...args))?.policy;
