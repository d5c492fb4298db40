import type { Calls } from '../execution/calls.ts';
import type { Schema } from '../schema/schema.ts';
import type { TableDescription } from '../sdk-types.ts';
import type { TableState } from './plan.ts';
import { isUnknownOperation, type TableCalls, type TableTime } from './table-calls.ts';

/** Takes what a part of a table's state could not be read for; the part counts as it is declared then. */
export type OnUnread = (part: string, error: unknown) => void;

/** Reads what a table is, as far as its class says anything about it. */
export async function readState(
  calls: TableCalls,
  schema: Schema,
  description: TableDescription | undefined,
  time: TableTime,
  onUnread: OnUnread,
): Promise<TableState> {
  const { tags, pointInTimeRecovery, name } = schema.table;
  if (description === undefined) return { description, tags: {}, pointInTimeRecovery: false, timeToLive: undefined };
  const unless = async <Value>(isAsked: boolean, part: string, declared: Value, read: () => Promise<Value>) => {
    if (!isAsked) return declared;
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
    tags: await unless(Object.keys(tags).length > 0, 'tags', tags, () => tagsOf(calls, description, time)),
    pointInTimeRecovery: await unless(pointInTimeRecovery, 'pointInTimeRecovery', pointInTimeRecovery, () =>
      hasRecovery(calls, name, time),
    ),
    timeToLive: await unless(schema.timeToLive !== undefined, 'timeToLive', schema.timeToLive?.name, () =>
      expiryOf(calls, name, time),
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

/** An engine that doesn't know the call has no recovery. */
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

/** The stored name of the attribute that items are deleted by. */
async function expiryOf(calls: TableCalls, TableName: string, time: TableTime): Promise<string | undefined> {
  const answer = await calls.send('DescribeTimeToLive', { TableName }, time);
  const { TimeToLiveStatus: status, AttributeName } = answer.TimeToLiveDescription ?? {};
  return status === 'ENABLED' || status === 'ENABLING' ? AttributeName : undefined;
}
