import { NotUniqueError } from '../errors/not-unique-error.ts';
import { TransactionFailedError, type TransactionReason } from '../errors/transaction-failed-error.ts';
import type { ErrorPlace } from '../errors/validation-error.ts';
import { type CancellationReason, isRefused } from '../execution/canceled-transaction.ts';
import type { WriteAction } from '../operations/action.ts';
import type { GuardWrite } from '../operations/unique-guards.ts';
import { conflictingItem, metItem, refusedAction, wrongOperand } from './refusals.ts';

/** An action and the writes of its guards, as they were sent. */
interface SentAction {
  readonly action: WriteAction;
  readonly guards: readonly GuardWrite[];
}

/**
 * Groups the reasons of a canceled transaction by action: the reason of its own write first, then those of its guards.
 */
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

/** Creates the error of a canceled transaction, with a reason for each action. */
export function refusal(
  sent: readonly SentAction[],
  reasons: readonly CancellationReason[],
  cause: unknown,
): TransactionFailedError {
  const byAction = reasonsOf(sent, reasons);
  return new TransactionFailedError(
    sent.map((each, index) => actionReason(each, byAction[index] ?? [], cause)),
    cause,
  );
}

function actionReason(
  { action, guards }: SentAction,
  [own, ...ofGuards]: readonly CancellationReason[],
  cause: unknown,
): TransactionReason {
  const { name, schema, key } = action;
  const place = { table: schema.table.name, key: schema.mapper.keyText(key), cause };
  const all = [own, ...ofGuards];
  // A failed condition is more specific than a conflict.
  const blamed = all.find(isRefused) ?? all.find((reason) => (reason?.Code ?? 'None') !== 'None');
  const guard = blamed && guards[ofGuards.indexOf(blamed)];
  return {
    action: name,
    model: schema.name,
    table: place.table,
    key: place.key,
    code: blamed?.Code ?? 'None',
    message: blamed?.Message,
    error: isRefused(blamed) ? errorOf(action, guard, blamed, place) : wrongOperand(action, blamed, cause),
    item: conflictingItem(schema, metItem(action, own?.Item)),
  };
}

/** Returns the error that the same single write would throw. */
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
