import { isDeepStrictEqual } from 'node:util';
import { type CancellationReason, isRefused } from '../execution/canceled-transaction.ts';
import type { CallOptions } from '../execution/executor.ts';
import { maxTransactionActions } from '../limits.ts';
import { reviseAction, type WriteAction } from '../operations/action.ts';
import {
  type ForeignGuards,
  type GuardWrite,
  guardIdentity,
  guardWrites,
  touchesUniques,
  watchedBy,
} from '../operations/unique-guards.ts';
import { isExpired } from '../schema/expiry.ts';
import type { StoredItem } from '../sdk-types.ts';
import type { RepositoryContext } from './context.ts';
import {
  currentItem,
  deleteExpired,
  isAbsentParent,
  isBlockedByExpired,
  withOtherParents,
  withParents,
} from './recovery.ts';
import { reasonsOf } from './transaction-reasons.ts';

/** An action and its repository. */
export interface Enlisted {
  readonly context: RepositoryContext;
  readonly action: WriteAction;
  /** The original action, before its documents were read. */
  readonly prepared?: WriteAction | undefined;
  /** The guards that turned out to belong to other items. */
  readonly foreign?: ForeignGuards | undefined;
}

/** An action with all of its writes: its own, and those of the guards of its unique values. */
export interface Expanded extends Enlisted {
  readonly prepared: WriteAction;
  readonly before: StoredItem | undefined;
  readonly guards: readonly GuardWrite[];
}

/** Reads the items that the actions change, if the guards of their old values must be freed. */
export async function expandAll(enlisted: readonly Enlisted[], options: CallOptions): Promise<Expanded[]> {
  const all = enlisted.map(alone);
  // Too many actions for a transaction are rejected later, so no requests are spent on them.
  const isRefused = all.length > maxTransactionActions;
  if (isRefused || !all.some(({ prepared }) => touchesUniques(prepared))) return all;
  return Promise.all(all.map((each) => (touchesUniques(each.prepared) ? expandGuarded(each, options) : each)));
}

const alone = ({ context, action, prepared = action, foreign }: Enlisted): Expanded => ({
  context,
  action,
  prepared,
  foreign,
  before: undefined,
  guards: [],
});

/** Adds the writes of guards to an action that changes unique values. */
async function expandGuarded(each: Expanded, options: CallOptions): Promise<Expanded> {
  const { context, action, foreign } = each;
  if (action.name === 'create') return { ...each, guards: guardWrites(action, undefined) };
  const before = await currentItem(context, action, options);
  const unchanged = new Map(watchedBy(action).map(({ name }) => [name, before?.[name]]));
  const guarded = reviseAction(action, { guard: { ...action.guard, unchanged } });
  return { ...each, action: guarded, before, guards: guardWrites(action, before, foreign) };
}

/**
 * Decides what to send after a canceled transaction. Undefined if nothing would help.
 *
 * Handles values that changed since they were read, absent documents, and expired items.
 */
export async function recoverAll(
  expanded: readonly Expanded[],
  reasons: readonly CancellationReason[],
  options: CallOptions,
): Promise<Enlisted[] | undefined> {
  const byAction = reasonsOf(expanded, reasons);
  let isMended = false;
  const mended: Enlisted[] = [];
  for (const [index, each] of expanded.entries()) {
    const [own, ...ofGuards] = byAction[index] ?? [];
    const next = own && ((await recover(each, own, options)) ?? withForeignGuards(each, ofGuards));
    isMended ||= next !== undefined;
    mended.push(next ?? each);
  }
  return isMended ? mended : undefined;
}

async function recover(
  each: Expanded,
  reason: CancellationReason,
  options: CallOptions,
): Promise<Enlisted | undefined> {
  const { context, action, prepared } = each;
  const { documents } = action.settings;
  if (isAbsentParent(reason)) return { ...each, action: await withParents(context, prepared, options) };
  if (!isRefused(reason)) return undefined;
  const again = documents === undefined ? undefined : await withOtherParents(context, prepared, action, options);
  if (again !== undefined) return { ...each, action: again };
  if (isBlockedByExpired(action, reason.Item)) {
    await deleteExpired(context, action, options);
    return each;
  }
  return changedSinceRead(each, reason.Item) ? each : undefined;
}

/**
 * Updates the set of guards that belong to other items: a guard whose owner was not as expected is left or freed next
 * time.
 */
function withForeignGuards(each: Expanded, reasons: readonly CancellationReason[]): Enlisted | undefined {
  const refused = each.guards.filter(({ frees }, index) => frees && isRefused(reasons[index])).map(guardIdentity);
  if (refused.length === 0) return undefined;
  const foreign = new Set(each.foreign);
  for (const guard of refused) if (!foreign.delete(guard)) foreign.add(guard);
  return { ...each, foreign };
}

/** True if a watched attribute changed since it was read, so the transaction was built on outdated values. */
function changedSinceRead({ action, before }: Expanded, stored: StoredItem | undefined): boolean {
  const { schema, guard, nowMs } = action;
  if (guard.unchanged === undefined || isExpired(schema, stored, nowMs)) return false;
  return [...guard.unchanged.keys()].some((name) => !isDeepStrictEqual(before?.[name], stored?.[name]));
}
