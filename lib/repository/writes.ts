import type { CallOptions } from '../execution/executor.ts';
import { isConditionFailure, isConflict } from '../execution/translate-error.ts';
import { type ActionName, prepareAction, type WriteAction } from '../operations/action.ts';
import { touchesUniques } from '../operations/unique-guards.ts';
import type { StoredItem } from '../sdk-types.ts';
import { backoffMs, wait } from '../time/backoff.ts';
import type { Operation } from '../time/deadline.ts';
import { commitInTime } from './commit.ts';
import { inTime, nowMs, type RepositoryContext } from './context.ts';
import { checkAction } from './option-checks.ts';
import { deletedSince, itemAfter } from './outcome.ts';
import {
  deleteExpired,
  isAbsentParent,
  isBlockedByExpired,
  maxWriteAttempts,
  withOtherParents,
  withParents,
} from './recovery.ts';
import { refusedAction } from './refusals.ts';
import { sendWrite } from './single-write.ts';
import type { WriteCallOptions } from './types.ts';

/** The arguments of a write. */
export interface WriteArguments {
  readonly item?: unknown;
  readonly key?: unknown;
  readonly changes?: unknown;
  readonly options?: WriteCallOptions | undefined;
}

/**
 * Checks a write and calls the extensions. Sends nothing.
 *
 * @param moment - time of the write, in milliseconds since 1970; default: now
 */
export function prepareWrite(
  context: RepositoryContext,
  name: ActionName,
  { item, key, changes, options: callOptions }: WriteArguments,
  moment: number = nowMs(context),
): WriteAction {
  const { table, extensionOptions } = context.schema;
  // Extensions are not called for a check.
  if (callOptions !== undefined)
    checkAction[name](callOptions, table.name, name, name === 'check' ? undefined : extensionOptions);
  const options = (callOptions ?? {}) as WriteAction['guard'] & WriteCallOptions & Record<string, unknown>;
  return prepareAction({ name, schema: context.schema, item, key, changes, options, nowMs: moment });
}

/**
 * Does one write.
 *
 * @returns the current item, or the deleted one
 */
export function writeItem(
  context: RepositoryContext,
  name: ActionName,
  args: WriteArguments,
): Promise<StoredItem | undefined> {
  const action = prepareWrite(context, name, args);
  return inTime(context, args.options, (call) =>
    touchesUniques(action) ? writeGuarded(context, action, call) : writeAlone(context, action, call),
  );
}

/**
 * Sends one request. Sends more only if a document is absent, an expired item fails the condition, or a transaction
 * conflicts.
 */
function writeAlone(
  context: RepositoryContext,
  action: WriteAction,
  call: CallOptions,
): Promise<StoredItem | undefined> {
  return sendWrite(context, action, call).catch((error) => writeAgain(context, action, error, call));
}

/** Sends a failed write again while a recovery is possible. */
async function writeAgain(
  context: RepositoryContext,
  prepared: WriteAction,
  failed: unknown,
  call: CallOptions,
): Promise<StoredItem | undefined> {
  let action = prepared;
  let error = failed;
  for (let attempt = 1; ; attempt++) {
    const next = await recovered(context, prepared, action, error, call);
    if (next === undefined || attempt === maxWriteAttempts) throw failure(action, error);
    if (isConflict(error)) await wait(backoffMs(attempt, context.options.backoff), call.signal);
    action = next;
    try {
      return await sendWrite(context, action, call);
    } catch (again) {
      error = again;
    }
  }
}

const failure = (action: WriteAction, error: unknown): unknown =>
  isConditionFailure(error) ? refusedAction(action, error.Item, error) : error;

/** Decides what to send after a failure. Undefined if nothing would help. */
async function recovered(
  context: RepositoryContext,
  prepared: WriteAction,
  action: WriteAction,
  error: unknown,
  call: CallOptions,
): Promise<WriteAction | undefined> {
  if (isConflict(error)) return action;
  if (!isConditionFailure(error)) return isAbsentParent(error) ? withParents(context, prepared, call) : undefined;
  // Another writer created a document first: read again.
  const makes = (action.settings.documents?.length ?? 0) > 0;
  if (makes) return withOtherParents(context, prepared, action, call);
  if (!isBlockedByExpired(action, error.Item)) return undefined;
  await deleteExpired(context, action, call);
  return action;
}

/** Does a write that changes unique values: one transaction of the item and its guards. */
async function writeGuarded(
  context: RepositoryContext,
  action: WriteAction,
  call: Operation,
): Promise<StoredItem | undefined> {
  const [before] = await commitInTime(
    context.executor,
    [{ context, action }],
    call,
    { backoff: context.options.backoff },
    { single: (reasons) => reasons.find(({ error }) => error)?.error },
  );
  if (action.name === 'delete' || action.name === 'deleteIfExists') return before;
  const now = action.item ?? (await itemAfter(context, action, call, 'done'));
  // A transaction returns no item, and another writer deleted it meanwhile.
  if (now === undefined) throw deletedSince(action);
  return now;
}
