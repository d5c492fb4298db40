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

/** What a write of a repository is given. */
export interface GivenCall {
  readonly item?: unknown;
  readonly key?: unknown;
  readonly changes?: unknown;
  readonly options?: WriteCallOptions | undefined;
}

/**
 * Checks a write and asks the extensions; nothing is sent.
 *
 * @param moment - milliseconds since 1970 at which it counts as written; now by default
 */
export function prepareWrite(
  context: RepositoryContext,
  name: ActionName,
  { item, key, changes, options: given }: GivenCall,
  moment: number = nowMs(context),
): WriteAction {
  const { table, extensionOptions } = context.schema;
  // An extension is not asked about a check.
  if (given !== undefined) checkAction[name](given, table.name, name, name === 'check' ? undefined : extensionOptions);
  const options = (given ?? {}) as WriteAction['guard'] & WriteCallOptions & Record<string, unknown>;
  return prepareAction({ name, schema: context.schema, item, key, changes, options, nowMs: moment });
}

/**
 * Does one write.
 *
 * @returns the item as it now is, or, of a delete, as it was
 */
export function writeItem(
  context: RepositoryContext,
  name: ActionName,
  given: GivenCall,
): Promise<StoredItem | undefined> {
  const action = prepareWrite(context, name, given);
  return inTime(context, given.options, (call) =>
    touchesUniques(action) ? writeGuarded(context, action, call) : writeAlone(context, action, call),
  );
}

/** One call; more only where a document is to be made, or an expired item or a transaction is in the way. */
function writeAlone(
  context: RepositoryContext,
  action: WriteAction,
  call: CallOptions,
): Promise<StoredItem | undefined> {
  return sendWrite(context, action, call).catch((error) => writeAgain(context, action, error, call));
}

/** A write that failed, and is sent again as long as something can be done about that. */
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

/** What to try after a failure; undefined where nothing can be done about it. */
async function recovered(
  context: RepositoryContext,
  prepared: WriteAction,
  action: WriteAction,
  error: unknown,
  call: CallOptions,
): Promise<WriteAction | undefined> {
  if (isConflict(error)) return action;
  if (!isConditionFailure(error)) return isAbsentParent(error) ? withParents(context, prepared, call) : undefined;
  // Documents were to be made, and somebody else was faster: look again.
  const makes = (action.settings.documents?.length ?? 0) > 0;
  if (makes) return withOtherParents(context, prepared, action, call);
  if (!isBlockedByExpired(action, error.Item)) return undefined;
  await deleteExpired(context, action, call);
  return action;
}

/** A write that changes unique values: one transaction of the item and its guards. */
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
  // A transaction returns nothing, and somebody has deleted the item since.
  if (now === undefined) throw deletedSince(action);
  return now;
}
