import { CapacityMeter } from '../execution/capacity-meter.ts';
import { readIndex } from '../operations/read-request.ts';
import { contextOf } from '../repository/context.ts';
import {
  type AnyBackfillOptions,
  type BackfillOptions,
  type BackfillResult,
  checkBackfill,
} from './backfill-options.ts';
import { BackfillRun } from './backfill-run.ts';
import { estimateOf } from './estimate.ts';
import { identityOf, loadState } from './saved-state.ts';

/** A repository of any class. */
export interface BackfillRepository<T extends object, K extends keyof T & string> {
  readonly table: object;
  /** For the compiler only. */
  readonly '~types'?: { readonly item: T; readonly key: K };
}

/**
 * Upgrades all older items of a class to its version, or changes each item by a function.
 *
 * Reads the table or an index page by page, and writes only items that need it. Each write has the condition that the
 * item is as it was read, so a newer write is never overwritten: the item is read and changed again. Items of other
 * entities and guards of unique values are left out. Older items are upgraded exactly once.
 *
 * With a `checkpoint`, a run that was killed continues after the last saved page.
 *
 * @throws ConfigurationError `configuration.invalid` if an option or the checkpoint is invalid, or the class has no
 * version and there is no `change`
 * @throws InvalidItemError `item.unreadable` for the first item that can't be upgraded, without `onInvalid`
 * @throws NotUniqueError `condition.notUnique` if another item has the new unique value of an item, without `onInvalid`
 * @throws ConditionFailedError `condition.failed` if other writers change an item during all of 10 attempts
 * @example
 * const checkpoint = fileCheckpoint('data/orders-version-3.json');
 * const { changed } = await backfill(orders, { segments: 4, ratePerSecond: 200, checkpoint });
 * // Scan { TableName: 'orders', Limit: 100, Segment: 0, TotalSegments: 4 }, UpdateItem { … }, …
 */
export async function backfill<T extends object, K extends keyof T & string>(
  repository: BackfillRepository<T, K>,
  options: BackfillOptions<T, K> = {},
): Promise<BackfillResult> {
  const context = contextOf(repository, 'backfill()');
  const given = options as AnyBackfillOptions;
  checkBackfill(context, given);
  const { checkpoint, dryRun, index, onEstimate, ratePerSecond, capacityLimit, signal } = given;
  const identity = identityOf(context.schema, given);
  const compiled = readIndex(context.schema, index);
  const state = await loadState(dryRun === true ? undefined : checkpoint, identity);
  if (onEstimate !== undefined) await onEstimate(await estimateOf(context, compiled, signal));
  const meter = new CapacityMeter({ ...capacityLimit, unitsPerSecond: ratePerSecond });
  return new BackfillRun(context, given, { identity, state, meter }).run();
}
