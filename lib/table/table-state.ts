import { changeableIndexes } from '../operations/update-table.ts';
import type { TableSchema } from '../schema/table-schema.ts';
import type { TableDescription } from '../sdk-types.ts';
import type { TableState, TableStep } from './plan.ts';
import type { TableCalls, TableTime } from './table-calls.ts';
import {
  attachedPolicy,
  defaultRecoveryDays,
  readExpiry,
  readInsights,
  readRecoveryDays,
  readTags,
} from './table-parts.ts';

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
    tags: await readPart('tags', Object.keys(tags).length > 0, tags, () => readTags(calls, description, time)),
    recoveryDays: await readPart('pointInTimeRecovery', pointInTimeRecovery, days, () =>
      readRecoveryDays(calls, name, time),
    ),
    timeToLive: await readPart('timeToLive', timeToLive !== undefined, timeToLive, () => readExpiry(calls, name, time)),
    resourcePolicy: await readPart<unknown>(
      'resourcePolicy',
      resourcePolicy !== undefined,
      resourcePolicy,
      async () => (await attachedPolicy(calls, description, time))?.policy,
    ),
    contributorInsights: await readPart('contributorInsights', contributorInsights !== false, contributorInsights, () =>
      readInsights(calls, name, time),
    ),
  };
}
