import { NotUniqueError } from '../errors/not-unique-error.ts';
import { TransactionFailedError, type TransactionReason } from '../errors/transaction-failed-error.ts';
import type { ErrorPlace } from '../errors/validation-error.ts';
import { type CancellationReason, isRefused } from '../execution/canceled-transaction.ts';
import type { WriteAction } from '../operations/action.ts';
import type { GuardWrite } from '../operations/unique-guards.ts';
import { isExpired } from '../schema/expiry.ts';
import { itemInTheWay, refusedAction } from './refusals.ts';

/** An action that was sent with the writes of its guards. */
interface SentAction {
  readonly action: WriteAction;
  readonly guards: readonly GuardWrite[];
}

/** The reasons of an action's own write, and of its guards'. */
export function reasonsOf(
  sent: readonly SentAction[],
  reasons: readonly CancellationReason[],
): readonly (readonly CancellationReason[])[] {
  let next = 0;
  return sent.map(({ guards }) => {
    const own = reasons.slice(next, next + 1 + guards.length);
    next += 1 + guards.length;
    return own;
  });
}

/**
 * The error of a transaction that was canceled, with a reason for each action.
 *
 * @param single - what to throw in its place, where a single write is all there is
 */
export function refusal(
  sent: readonly SentAction[],
  { reasons, error: cause }: { readonly reasons: readonly CancellationReason[]; readonly error: unknown },
  single: ((reasons: readonly TransactionReason[]) => Error | undefined) | undefined,
): Error {
  const byAction = reasonsOf(sent, reasons);
  const told = sent.map((each, index) => actionReason(each, byAction[index] ?? [], cause));
  return single?.(told) ?? new TransactionFailedError(told, cause);
}

function actionReason(
  { action, guards }: SentAction,
  [own, ...ofGuards]: readonly CancellationReason[],
  cause: unknown,
): TransactionReason {
  const { name, schema, key, nowMs } = action;
  const place = { table: schema.table.name, key: schema.mapper.keyText(key), cause };
  const all = [own, ...ofGuards];
  // A failed condition says more than a conflict beside it.
  const blamed = all.find(isRefused) ?? all.find((reason) => (reason?.Code ?? 'None') !== 'None');
  const guard = blamed && guards[ofGuards.indexOf(blamed)];
  return {
    action: name,
    model: schema.name,
    table: place.table,
    key: place.key,
    code: blamed?.Code ?? 'None',
    message: blamed?.Message,
    error: isRefused(blamed) ? errorOf(action, guard, blamed, place) : undefined,
    item: isExpired(schema, own?.Item, nowMs) ? undefined : itemInTheWay(schema, own?.Item),
  };
}

/** What a single write would have thrown. */
function errorOf(
  action: WriteAction,
  guard: GuardWrite | undefined,
  { Item }: CancellationReason,
  place: ErrorPlace & { readonly cause: unknown },
): Error {
  return guard === undefined
    ? refusedAction(action, Item, place.cause)
    : new NotUniqueError(place, guard.attribute.property);
}
