import { isUnknownOperation } from '../errors/unknown-operation.ts';
import type { Calls } from '../execution/calls.ts';
import { changeableIndexes } from '../operations/update-table.ts';
import type { TableSchema } from '../schema/table-schema.ts';
import type { TableDescription } from '../sdk-types.ts';
import type { TableState, TableStep } from './plan.ts';
import type { TableCalls, TableTime } from './table-calls.ts';

/** A part of the state of a table that is read with a request of its own. */
export type TablePart = 'tags' | 'pointInTimeRecovery' | 'timeToLive';

/** Receives the error of a part of the state that could not be read. The part then counts as declared. */
export type OnUnread = (part: TablePart, error: unknown) => void;

/** Parts of the table that need a request of their own to be read, by the action that changes them. */
export const changedParts: Partial<Record<TableStep['action'], TablePart>> = {
  enablePointInTimeRecovery: 'pointInTimeRecovery',
  enableTimeToLive: 'timeToLive',
  setTags: 'tags',
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
  const { tags, pointInTimeRecovery, name, timeToLive } = table;
  if (description === undefined) return { description, tags: {}, pointInTimeRecovery: false, timeToLive: undefined };
  const readPart = async <Value>(isDeclared: boolean, part: TablePart, declared: Value, read: () => Promise<Value>) => {
    if (!isDeclared) return declared;
    try {
      return await read();
    } catch (error) {
      if (time.signal?.aborted === true) throw error;
      onUnread(part, error);
      return declared;
    }
  };
  return {
    description,
    tags: await readPart(Object.keys(tags).length > 0, 'tags', tags, () => tagsOf(calls, description, time)),
    pointInTimeRecovery: await readPart(pointInTimeRecovery, 'pointInTimeRecovery', pointInTimeRecovery, () =>
      hasRecovery(calls, name, time),
    ),
    timeToLive: await readPart(timeToLive !== undefined, 'timeToLive', timeToLive, () => expiryOf(calls, name, time)),
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

/** True if point-in-time recovery is on. False if the engine doesn't know the call. */
async function hasRecovery(calls: TableCalls, TableName: string, time: TableTime): Promise<boolean> {
  try {
    const output = await calls.send('DescribeContinuousBackups', { TableName }, time);
    const recovery = output.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
    return recovery?.PointInTimeRecoveryStatus === 'ENABLED';
  } catch (error) {
    if (isUnknownOperation(error)) return false;
    throw error;
  }
}

/** Returns the stored name of the time-to-live attribute. Undefined if time to live is off. */
async function expiryOf(calls: TableCalls, TableName: string, time: TableTime): Promise<string | undefined> {
  const output = await calls.send('DescribeTimeToLive', { TableName }, time);
  const { TimeToLiveStatus: status, AttributeName } = output.TimeToLiveDescription ?? {};
  return status === 'ENABLED' || status === 'ENABLING' ? AttributeName : undefined;
}
