import { isUnknownOperation } from '../errors/unknown-operation.ts';
import type { Calls } from '../execution/calls.ts';
import { parsedPolicy } from '../operations/resource-policy.ts';
import type { TableDescription } from '../sdk-types.ts';
import type { TableState } from './plan.ts';
import type { TableCalls, TableTime } from './table-calls.ts';

/** Days of a recovery window that nobody has set. */
export const defaultRecoveryDays = 35;

/** Returns the tags of a table. */
export async function readTags(
  calls: TableCalls,
  { TableArn }: TableDescription,
  time: TableTime,
): Promise<Record<string, string>> {
  const tags: [string, string][] = [];
  for (let NextToken: string | undefined, more = true; more; more = NextToken !== undefined) {
    const input = { ResourceArn: TableArn, NextToken };
    const page: Calls['ListTagsOfResource']['output'] = await calls.send('ListTagsOfResource', input, time);
    for (const { Key = '', Value = '' } of page.Tags ?? []) tags.push([Key, Value]);
    NextToken = page.NextToken;
  }
  return Object.fromEntries(tags);
}

/** Returns the value that a call reads. Returns the other value if the engine doesn't know the call. */
async function ifKnown<Value>(read: Promise<Value>, other: Value): Promise<Value> {
  try {
    return await read;
  } catch (error) {
    if (isUnknownOperation(error)) return other;
    throw error;
  }
}

/** Returns the days of point-in-time recovery. Undefined if it is off. */
export async function readRecoveryDays(
  calls: TableCalls,
  TableName: string,
  time: TableTime,
): Promise<number | undefined> {
  const output = await ifKnown(calls.send('DescribeContinuousBackups', { TableName }, time), undefined);
  const recovery = output?.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
  if (recovery?.PointInTimeRecoveryStatus !== 'ENABLED') return undefined;
  return recovery.RecoveryPeriodInDays ?? defaultRecoveryDays;
}

/** Returns the stored name of the time-to-live attribute. Undefined if time to live is off. */
export async function readExpiry(calls: TableCalls, TableName: string, time: TableTime): Promise<string | undefined> {
  const output = await calls.send('DescribeTimeToLive', { TableName }, time);
  const { TimeToLiveStatus: status, AttributeName } = output.TimeToLiveDescription ?? {};
  return status === 'ENABLED' || status === 'ENABLING' ? AttributeName : undefined;
}

/** Returns the policy of a table, and the id of its revision. Undefined if the table has none. */
export async function attachedPolicy(
  calls: TableCalls,
  { TableArn }: TableDescription,
  time: TableTime,
): Promise<{ readonly policy: unknown; readonly revision: string | undefined } | undefined> {
  try {
    const { Policy, RevisionId } = await calls.send('GetResourcePolicy', { ResourceArn: TableArn }, time);
    return Policy === undefined ? undefined : { policy: parsedPolicy(Policy), revision: RevisionId };
  } catch (error) {
    if (isUnknownOperation(error) || (error instanceof Error && error.name === 'PolicyNotFoundException'))
      return undefined;
    throw error;
  }
}

/** Returns the keys that contributor insights count. False if they are off. */
export async function readInsights(
  calls: TableCalls,
  TableName: string,
  time: TableTime,
): Promise<TableState['contributorInsights']> {
  const output = await ifKnown(calls.send('DescribeContributorInsights', { TableName }, time), undefined);
  const status = output?.ContributorInsightsStatus;
  if (status !== 'ENABLED' && status !== 'ENABLING') return false;
  return output?.ContributorInsightsMode === 'THROTTLED_KEYS' ? 'throttledKeys' : true;
}
