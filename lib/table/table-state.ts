import { isUnknownOperation } from '../errors/unknown-operation.ts';
import type { Calls } from '../execution/calls.ts';
import { parsedPolicy } from '../operations/resource-policy.ts';
import { changeableIndexes } from '../operations/update-table.ts';
import type { TableSchema } from '../schema/table-schema.ts';
import type { TableDescription } from '../sdk-types.ts';
import type { TableState, TableStep } from './plan.ts';
import type { TableCalls, TableTime } from './table-calls.ts';

/** A part of the state of a table that is read with a request of its own. */
export type TablePart = 'tags' | 'pointInTimeRecovery' | 'timeToLive' | 'resourcePolicy' | 'contributorInsights';

/** Receives the error of a part of the state that could not be read. The part then counts as declared. */
export type OnUnread = (part: TablePart, error: unknown) => void;

/** Parts of the table that need a request of their own to be read, by the action that changes them. */
export const changedParts: Partial<Record<TableStep['action'], TablePart>> = {
  enablePointInTimeRecovery: 'pointInTimeRecovery',
  setRecovery: 'pointInTimeRecovery',
  enableTimeToLive: 'timeToLive',
  setResourcePolicy: 'resourcePolicy',
  setContributorInsights: 'contributorInsights',
  setTags: 'tags',
};

/** Days of a recovery window that nobody has set. */
const defaultRecoveryDays = 35;

/** A table that does not exist yet. */
export const noTable: TableState = {
  description: undefined,
  tags: {},
  recoveryDays: undefined,
  timeToLive: undefined,
  resourcePolicy: undefined,
  contributorInsights: false,
};

/** True if the table is ACTIVE, and all of its global indexes and vector indexes are ACTIVE and filled. */
export function isActive(description: TableDescription | undefined): boolean {
  const indexes = changeableIndexes(description ?? {});
  const areFilled = indexes.every(({ IndexStatus, Backfilling }) => IndexStatus === 'ACTIVE' && !Backfilling);
  return description?.TableStatus === 'ACTIVE' && areFilled;
}

/** Reads the state of a table, as far as it is declared. */
export async function readState(
  calls: TableCalls,
  table: TableSchema,
  description: TableDescription | undefined,
  time: TableTime,
  onUnread: OnUnread,
): Promise<TableState> {
  if (description === undefined) return noTable;
  const { tags, pointInTimeRecovery, recoveryDays = defaultRecoveryDays, name, timeToLive } = table;
  const { resourcePolicy, contributorInsights } = table;
  const readPart = async <Value>(part: TablePart, isDeclared: boolean, declared: Value, read: () => Promise<Value>) => {
    if (!isDeclared) return declared;
    try {
      return await read();
    } catch (error) {
      if (time.signal?.aborted === true) throw error;
      onUnread(part, error);
      return declared;
    }
  };
  const days = pointInTimeRecovery ? recoveryDays : undefined;
  return {
    description,
    tags: await readPart('tags', Object.keys(tags).length > 0, tags, () => tagsOf(calls, description, time)),
    recoveryDays: await readPart('pointInTimeRecovery', pointInTimeRecovery, days, () => daysOf(calls, name, time)),
    timeToLive: await readPart('timeToLive', timeToLive !== undefined, timeToLive, () => expiryOf(calls, name, time)),
    resourcePolicy: await readPart<unknown>(
      'resourcePolicy',
      resourcePolicy !== undefined,
      resourcePolicy,
      async () => (await attachedPolicy(calls, description, time))?.policy,
    ),
    contributorInsights: await readPart('contributorInsights', contributorInsights !== false, contributorInsights, () =>
      insightsOf(calls, name, time),
    ),
  };
}

async function tagsOf(
  calls: TableCalls,
  { TableArn }: TableDescription,
  time: TableTime,
): Promise<Record<string, string>> {
  const tags: Record<string, string> = {};
  for (let NextToken: string | undefined, more = true; more; more = NextToken !== undefined) {
    const input = { ResourceArn: TableArn, NextToken };
    const page: Calls['ListTagsOfResource']['output'] = await calls.send('ListTagsOfResource', input, time);
    for (const { Key = '', Value = '' } of page.Tags ?? []) tags[Key] = Value;
    NextToken = page.NextToken;
  }
  return tags;
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
async function daysOf(calls: TableCalls, TableName: string, time: TableTime): Promise<number | undefined> {
  const output = await ifKnown(calls.send('DescribeContinuousBackups', { TableName }, time), undefined);
  const recovery = output?.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
  if (recovery?.PointInTimeRecoveryStatus !== 'ENABLED') return undefined;
  return recovery.RecoveryPeriodInDays ?? defaultRecoveryDays;
}

/** Returns the stored name of the time-to-live attribute. Undefined if time to live is off. */
async function expiryOf(calls: TableCalls, TableName: string, time: TableTime): Promise<string | undefined> {
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

async function insightsOf(
  calls: TableCalls,
  TableName: string,
  time: TableTime,
): Promise<TableState['contributorInsights']> {
  const output = await ifKnown(calls.send('DescribeContributorInsights', { TableName }, time), undefined);
  const status = output?.ContributorInsightsStatus;
  if (status !== 'ENABLED' && status !== 'ENABLING') return false;
  return output?.ContributorInsightsMode === 'THROTTLED_KEYS' ? 'throttledKeys' : true;
}
