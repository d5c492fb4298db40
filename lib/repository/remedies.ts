import { isDeepStrictEqual } from 'node:util';
import { type CancellationReason, isConflictAlone, isRefused } from '../execution/canceled-transaction.ts';
import type { CallOptions } from '../execution/executor.ts';
import { isConditionFailure, isConflict } from '../execution/translate-error.ts';
import { fittedAction, type WriteAction } from '../operations/action.ts';
import { guardIdentity } from '../operations/unique-guards.ts';
import { hasVersions } from '../schema/family.ts';
import { isExpired } from '../schema/hidden.ts';
import { asStored } from '../schema/sealed-value.ts';
import type { StoredItem } from '../sdk-types.ts';
import type { Enlisted } from './enlisted.ts';
import type { Expanded } from './expand.ts';
import { currentItem, deleteExpired, isAbsentParent, withOtherParents, withParents } from './recovery.ts';
import { reasonsOf } from './transaction-reasons.ts';
import { upgradedFor } from './upgrade-stored.ts';

/** Returns the error of a single write in the form of a reason of a canceled transaction. */
export function reasonOf(error: unknown): CancellationReason {
  if (isConditionFailure(error)) return { Code: 'ConditionalCheckFailed', Item: error.Item };
  if (isConflict(error)) return { Code: 'TransactionConflict' };
  return error instanceof Error ? { Message: error.message } : {};
}

/**
 * Decides what to send after a refused write or a canceled transaction: the same list after conflicts alone. Undefined
 * if nothing would help.
 *
 * The remedies: create absent documents, upgrade older items, fit soft deletes and restores to the item, delete expired
 * items, read changed values and guards again.
 */
export async function remedied(
  sent: readonly Expanded[],
  reasons: readonly CancellationReason[],
  call: CallOptions,
): Promise<readonly Enlisted[] | undefined> {
  if (isConflictAlone(reasons)) return sent;
  const byAction = reasonsOf(sent, reasons);
  let isRemedied = false;
  const next: Enlisted[] = [];
  for (const [index, each] of sent.entries()) {
    const [own, ...ofGuards] = byAction[index] ?? [];
    const revised = own && ((await revise(each, own, call)) ?? withForeignGuards(each, ofGuards));
    isRemedied ||= revised !== undefined;
    next.push(revised ?? each);
  }
  return isRemedied ? next : undefined;
}

async function revise(each: Expanded, reason: CancellationReason, call: CallOptions): Promise<Enlisted | undefined> {
  const { context, action, prepared } = each;
  if (isAbsentParent(reason)) {
    await isUpgraded(each, undefined, call);
    return { ...each, action: await withParents(context, prepared, call) };
  }
  if (!isRefused(reason)) return undefined;
  if (await isUpgraded(each, reason.Item, call)) return each;
  const createsDocuments = (action.settings.documents?.length ?? 0) > 0;
  // Another writer created a document first: read again.
  const again = createsDocuments ? await withOtherParents(context, prepared, action, call) : undefined;
  if (again !== undefined) return { ...each, action: again };
  const fitted = await fittedToStored(each, reason.Item, call);
  if (fitted !== undefined) return { ...each, action: fitted };
  if (await isBlockedByExpired(each, reason.Item, call)) {
    await deleteExpired(context, action, call);
    return { ...each, isCleared: true };
  }
  return changedSinceRead(each, reason.Item) ? each : undefined;
}

/** True if the item was older than its class, and is upgraded now. */
async function isUpgraded(
  { context, action }: Expanded,
  item: StoredItem | undefined,
  call: CallOptions,
): Promise<boolean> {
  if (!hasVersions(action.schema)) return false;
  // Not every engine returns the item of a failed condition.
  const stored = item ?? (await currentItem(context, action, call));
  return (await upgradedFor(context, action, stored, call)) !== undefined;
}

/** Returns the soft delete or restore that fits the stored item. Undefined if there is no other. */
async function fittedToStored(
  { context, action }: Expanded,
  item: StoredItem | undefined,
  call: CallOptions,
): Promise<WriteAction | undefined> {
  const { name, schema } = action;
  if (schema.softDelete === undefined || (name !== 'restore' && name !== 'deleteIfExists')) return undefined;
  // Not every engine returns the item of a failed condition.
  return fittedAction(action, item ?? (await currentItem(context, action, call)));
}

/** True if an expired item failed the condition of the write. */
async function isBlockedByExpired(
  { context, action, isCleared }: Expanded,
  item: StoredItem | undefined,
  call: CallOptions,
): Promise<boolean> {
  const { name, schema, nowMs } = action;
  if (schema.timeToLive === undefined || (name !== 'put' && name !== 'upsert' && name !== 'check')) return false;
  // Not every engine returns the item of a failed condition.
  const stored =
    item ?? (isCleared === true ? undefined : await currentItem(context, action, call).catch(() => undefined));
  return isExpired(schema, stored, nowMs);
}

/**
 * Updates the set of guards that belong to other items: a guard with an unexpected owner is left or freed next time.
 * Undefined if no freed guard was refused.
 *
 * @param reasons - those of the guards
 */
export function withForeignGuards(each: Expanded, reasons: readonly CancellationReason[]): Enlisted | undefined {
  const refused = each.guards.filter(({ frees }, index) => frees && isRefused(reasons[index])).map(guardIdentity);
  if (refused.length === 0) return undefined;
  const foreign = new Set(each.foreign);
  for (const guard of refused) if (!foreign.delete(guard)) foreign.add(guard);
  return { ...each, foreign };
}

/** True if a watched attribute changed since it was read, so the transaction was built on outdated values. */
function changedSinceRead({ action, before }: Expanded, stored: StoredItem | undefined): boolean {
  const { schema, precondition, nowMs } = action;
  if (precondition.unchanged === undefined || isExpired(schema, stored, nowMs)) return false;
  return [...precondition.unchanged.keys()].some(
    (name) => !isDeepStrictEqual(asStored(before?.[name]), asStored(stored?.[name])),
  );
}
