import { ConditionFailedError } from '../errors/condition-failed-error.ts';
import type { CallOptions } from '../execution/executor.ts';
import { writeUnitsOf } from '../operations/index-units.ts';
import { maxWriteAttempts } from '../repository/recovery.ts';
import type { Schema } from '../schema/schema.ts';
import type { StoredItem } from '../sdk-types.ts';
import { itemBytes } from '../values/item-size.ts';

/** The outcome of one item. */
export interface WorkedItem {
  readonly isChanged: boolean;
  /** How often another writer changed the item first. */
  readonly conflicts: number;
  /** Estimated write units of a write that was not sent. */
  readonly estimatedUnits?: number;
}

/** The outcome of an item that needs no work. */
export const skipped: WorkedItem = { isChanged: false, conflicts: 0 };

/** The work on each item of a backfill. */
export type Work = (stored: StoredItem, call: CallOptions) => Promise<WorkedItem>;

/** The write units of the largest of several items. */
export const unitsOf = (...items: StoredItem[]): number =>
  Math.max(...items.map((item) => writeUnitsOf(itemBytes(item))));

/** Creates the error of an item that other writers change again and again. */
export function contended({ table, mapper }: Schema, stored: StoredItem): ConditionFailedError {
  const why = `can't be changed, because other writers changed it during all of ${maxWriteAttempts} attempts; run the backfill again`;
  return new ConditionFailedError({ table: table.name, key: mapper.keyText(stored) }, why);
}
