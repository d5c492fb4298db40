import { OutcomeUnknownError } from '../errors/outcome-errors.ts';
import { TransactionFailedError } from '../errors/transaction-failed-error.ts';
import { WriteConflictError } from '../errors/write-conflict-error.ts';
import { isConditionFailure, isConflict } from '../execution/translate-error.ts';
import { type ActionName, prepareAction, type WriteAction } from '../operations/action.ts';
import { returnsItemBefore } from '../operations/foretell.ts';
import { touchesUniques } from '../operations/unique-guards.ts';
import type { Schema } from '../schema/schema.ts';
import type { StoredItem } from '../sdk-types.ts';
import { type Awaitable, isPromise } from '../time/awaitable.ts';
import { exponential, type Schedule } from '../time/backoff.ts';
import { type Operation, untilAborted } from '../time/deadline.ts';
import { retry } from '../time/retry.ts';
import { commitInTime } from './commit.ts';
import { inTime, isObserved, nowMs, type RepositoryContext } from './context.ts';
import type { Enlisted } from './enlisted.ts';
import { alone, type Expanded, expandAll } from './expand.ts';
import { isWrittenByKey, ofOwnClass, writtenSchema } from './family-writes.ts';
import { observe } from './observe.ts';
import { checkAction } from './option-checks.ts';
import { deletedSince, itemAfter, lostWrite } from './outcome.ts';
import { maxWriteAttempts } from './recovery.ts';
import { refusedAction, wrongOperand } from './refusals.ts';
import { reasonOf, remedied } from './remedies.ts';
import { sendWrite } from './single-write.ts';
import type { WriteCallOptions } from './types.ts';
import { foundNone, readWritten } from './written-item.ts';

/** The arguments of a write. */
export interface WriteArguments {
  readonly item?: unknown;
  readonly key?: unknown;
  /** The stored form of the key, if it is known. */
  readonly storedKey?: StoredItem | undefined;
  readonly changes?: unknown;
  readonly options?: WriteCallOptions | undefined;
}

/**
 * Checks a write and calls the extensions. Sends nothing. Returns a promise only if an extension does.
 *
 * @param moment - time of the write, in milliseconds since 1970; default: now
 * @param schema - the class that is written; default: that of the repository, or the own class of the item
 */
export function prepareWrite(
  context: RepositoryContext,
  name: ActionName,
  { item, key, storedKey, changes, options: callOptions }: WriteArguments,
  moment: number = nowMs(context),
  schema: Schema = writtenSchema(context.schema, item),
): Awaitable<WriteAction> {
  const { table, extensionOptions } = schema;
  // Extensions are not called for a check.
  if (callOptions !== undefined)
    checkAction[name](callOptions, table.name, name, name === 'check' ? undefined : extensionOptions);
  const options = (callOptions ?? {}) as WriteAction['precondition'] & WriteCallOptions & Record<string, unknown>;
  return prepareAction({ name, schema, item, key, storedKey, changes, options, nowMs: moment });
}

/** Prepares a write, and what a write by key of a family needs to be prepared again as of the item's own class. */
export function enlist(context: RepositoryContext, name: ActionName, args: WriteArguments): Awaitable<Enlisted> {
  const moment = nowMs(context);
  const action = prepareWrite(context, name, args, moment);
  return isPromise(action) ? enlistLater(context, args, moment, action) : enlisted(context, args, moment, action);
}

/** A function of its own, so that other writes create no closure. */
const enlistLater = (
  context: RepositoryContext,
  args: WriteArguments,
  moment: number,
  action: Promise<WriteAction>,
): Promise<Enlisted> => action.then((prepared) => enlisted(context, args, moment, prepared));

function enlisted(context: RepositoryContext, args: WriteArguments, moment: number, action: WriteAction): Enlisted {
  if (!isWrittenByKey(action)) return { context, action };
  return { context, action, ofClass: (schema) => prepareWrite(context, action.name, args, moment, schema) };
}

/**
 * Does one write, and returns its item as an instance: as it is now, or as it was before a delete. Undefined for a
 * `deleteIfExists` that found none.
 */
export const writeEntity = <T extends object>(
  context: RepositoryContext<T>,
  name: ActionName,
  args: WriteArguments,
): Promise<T | undefined> => (isObserved(context) ? writeObserved(context, name, args) : write(context, name, args));

/** A function of its own, so that other writes create no closure. */
const writeObserved = <T extends object>(
  context: RepositoryContext<T>,
  name: ActionName,
  args: WriteArguments,
): Promise<T | undefined> => observe(context, name, (observed) => write(observed, name, args));

async function write<T extends object>(
  context: RepositoryContext<T>,
  name: ActionName,
  args: WriteArguments,
): Promise<T | undefined> {
  const given = enlist(context, name, args);
  if (isPromise(given) || given.ofClass !== undefined) return writeLater(context, given, args);
  const { action } = given;
  return returned(context, action, await inTime(context, args.options, (call) => writeAction(context, action, call)));
}

/** Does a write that waits for an extension, or reads the class of its item first. */
async function writeLater<T extends object>(
  context: RepositoryContext<T>,
  given: Awaitable<Enlisted>,
  { options }: WriteArguments,
): Promise<T | undefined> {
  const { action, item } = await inTime(context, options, async (call) => {
    const prepared = await untilAborted(Promise.resolve(given), call);
    const ofItem = await ofOwnClass(prepared, call);
    return { action: ofItem.action, item: await writeAction(context, ofItem.action, call) };
  });
  return returned(context, action, item);
}

const returned = <T extends object>(
  context: RepositoryContext<T>,
  action: WriteAction,
  item: StoredItem | undefined,
): Awaitable<T | undefined> => (foundNone(context, action, item) ? undefined : readWritten(context, action, item));

/** Sends a prepared write, with the guards of its unique values. Returns its item as it is stored now. */
export const writeAction = (
  context: RepositoryContext,
  action: WriteAction,
  call: Operation,
): Promise<StoredItem | undefined> =>
  touchesUniques(action) ? writeGuarded(context, action, call) : writeAlone(context, action, call);

/**
 * Sends one request. Sends more only if a document is absent, an expired item fails the condition, or a transaction
 * conflicts.
 */
function writeAlone(context: RepositoryContext, action: WriteAction, call: Operation): Promise<StoredItem | undefined> {
  if (action.readsSources) return writeRead(context, action, call);
  return sendWrite(context, action, call).catch((error) => writeAgain(alone({ context, action }), error, call));
}

/** Reads the item first, for the attributes that are made from stored values. */
async function writeRead(
  context: RepositoryContext,
  action: WriteAction,
  call: Operation,
): Promise<StoredItem | undefined> {
  const [expanded] = await expandAll([{ context, action }], call);
  const first = expanded ?? alone({ context, action });
  return sendWrite(context, first.action, call).catch((error) => writeAgain(first, error, call));
}

/** Sends a failed write again while a remedy is possible. Its first attempt is the one that failed. */
async function writeAgain(first: Expanded, failed: unknown, call: Operation): Promise<StoredItem | undefined> {
  const { context } = first;
  let sent = first;
  const pauses = exponential(context.options.backoff);
  const send = (attempt: number): Promise<StoredItem | undefined> =>
    attempt === 1 ? Promise.reject(failed) : sendWrite(context, sent.action, call);
  const retryIf = async (error: unknown): Promise<boolean> => {
    const next = await remedied([sent], [reasonOf(error)], call);
    const [expanded] = next === undefined ? [] : await expandAll(next, call);
    sent = expanded ?? sent;
    return expanded !== undefined;
  };
  // Only a conflict ends by itself. Any other remedy is done already.
  const schedule: Schedule = (retries, error) => (isConflict(error) ? pauses(retries) : 0);
  try {
    return await retry(send, { schedule, signal: call, maxAttempts: maxWriteAttempts, retryIf });
  } catch (error) {
    throw failure(sent.action, error);
  }
}

function failure(action: WriteAction, error: unknown): unknown {
  if (isConditionFailure(error)) return refusedAction(action, error.Item, error);
  const { schema, key } = action;
  if (isConflict(error))
    return new WriteConflictError({ table: error.table, key: schema.mapper.keyText(key) }, error.cause);
  return wrongOperand(action, error) ?? error;
}

/** Does a write that changes unique values: one transaction of the item and its guards. */
async function writeGuarded(
  context: RepositoryContext,
  action: WriteAction,
  call: Operation,
): Promise<StoredItem | undefined> {
  const { backoff } = context.options;
  const [done] = await commitInTime(context.executor, [{ context, action }], call, { backoff }).catch((error) => {
    throw singleError(action, error);
  });
  if (returnsItemBefore(action.name)) return done?.before;
  const now = action.item ?? (await itemAfter(context, action, call, 'done'));
  // A transaction returns no item, and another writer deleted it meanwhile.
  if (now === undefined) throw deletedSince(action);
  return now;
}

/** Returns the error of the only action of a transaction, in the words of a single write. */
function singleError(action: WriteAction, error: unknown): unknown {
  if (error instanceof OutcomeUnknownError) return lostWrite(action, error.cause);
  if (!(error instanceof TransactionFailedError)) return error;
  return error.reasons.find((reason) => reason.error !== undefined)?.error ?? error;
}
