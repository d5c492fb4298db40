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

/** An action with the repository that it is of. */
export interface Enlisted {
  readonly context: RepositoryContext;
  readonly action: WriteAction;
  /** The action as it was asked for, before its documents were looked up. */
  readonly prepared?: WriteAction | undefined;
  /** What was found out about the guards that it frees. */
  readonly foreign?: ForeignGuards | undefined;
}

/** An action as it is sent: its own write, and those of the guards of its unique values. */
export interface Expanded extends Enlisted {
  readonly prepared: WriteAction;
  readonly before: StoredItem | undefined;
  readonly guards: readonly GuardWrite[];
}

/** Reads what actions will meet, so that the guards of the values they free are known. */
export async function expandAll(enlisted: readonly Enlisted[], options: CallOptions): Promise<Expanded[]> {
  const all = enlisted.map(alone);
  // More actions than a transaction takes are refused before anything is read for them.
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

/** An action that changes unique values, with the writes of their guards. */
async function expandGuarded(each: Expanded, options: CallOptions): Promise<Expanded> {
  const { context, action, foreign } = each;
  if (action.name === 'create') return { ...each, guards: guardWrites(action, undefined) };
  const before = await currentItem(context, action, options);
  const unchanged = new Map(watchedBy(action).map(({ name }) => [name, before?.[name]]));
  const guarded = reviseAction(action, { guard: { ...action.guard, unchanged } });
  return { ...each, action: guarded, before, guards: guardWrites(action, before, foreign) };
}

/** What to try after a refusal: values that changed since they were read, documents to make, expired items in the way. */
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

/** A guard that was to be freed is another item's, or no longer is: it is left, or freed, the next time. */
function withForeignGuards(each: Expanded, reasons: readonly CancellationReason[]): Enlisted | undefined {
  const refused = each.guards.filter(({ frees }, index) => frees && isRefused(reasons[index])).map(guardIdentity);
  if (refused.length === 0) return undefined;
  const foreign = new Set(each.foreign);
  for (const guard of refused) if (!foreign.delete(guard)) foreign.add(guard);
  return { ...each, foreign };
}

/** True where a watched attribute is no longer what was read: the transaction was built on what is past. */
function changedSinceRead({ action, before }: Expanded, stored: StoredItem | undefined): boolean {
  const { schema, guard, nowMs } = action;
  if (guard.unchanged === undefined || isExpired(schema, stored, nowMs)) return false;
  return [...guard.unchanged.keys()].some((name) => !isDeepStrictEqual(before?.[name], stored?.[name]));
}
