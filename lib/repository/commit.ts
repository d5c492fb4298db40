import { randomUUID } from 'node:crypto';
import { NotUniqueError } from '../errors/not-unique-error.ts';
import { TransactionFailedError, type TransactionReason } from '../errors/transaction-failed-error.ts';
import type { ErrorPlace } from '../errors/validation-error.ts';
import { type Backoff, backoffMs, defaultBackoff, wait } from '../execution/backoff.ts';
import { type CancellationReason, cancellationReasons, isConflictAlone } from '../execution/canceled-transaction.ts';
import type { CallOptions, Executor } from '../execution/executor.ts';
import { reviseAction, type WriteAction } from '../operations/action.ts';
import { transactionRequest } from '../operations/transact-write.ts';
import { type GuardWrite, guardWrites, touchesUniques } from '../operations/unique-guards.ts';
import type { StoredItem } from '../schema/document-codec.ts';
import { isExpired } from '../schema/expiry.ts';
import { valueIdentity } from '../schema/key-identity.ts';
import type { RepositoryContext } from './context.ts';
import {
  currentItem,
  deleteExpired,
  isAbsentParent,
  isBlockedByExpired,
  withOtherParents,
  withParents,
} from './recovery.ts';
import { itemInTheWay, refusedAction } from './refusals.ts';

/** An action with the repository that it is of. */
export interface Enlisted {
  readonly context: RepositoryContext;
  readonly action: WriteAction;
  readonly prepared?: WriteAction | undefined;
}

/** How a transaction is sent. */
export interface CommitOptions extends CallOptions {
  /** Makes repeating harmless for ten minutes; a random one by default, kept over all retries of the call. */
  readonly token?: string | undefined;
  /** Milliseconds until retries end; default 30,000. */
  readonly timeoutMs?: number | undefined;
  readonly backoff?: Partial<Backoff> | undefined;
}

/** An action as it is sent: its own write, and those of the guards of its unique values. */
interface Expanded extends Enlisted {
  /** The action as it was asked for, before its documents were looked up. */
  readonly prepared: WriteAction;
  readonly before: StoredItem | undefined;
  readonly guards: readonly GuardWrite[];
}

const defaultTimeoutMs = 30_000;

/**
 * Does all actions or none.
 *
 * @returns for each action the stored item that it met, where it had to be read for its unique values
 * @param single - what to throw in the transaction's place, where a single write is all there is
 * @throws TransactionFailedError `transaction.failed`
 */
export async function commitActions(
  executor: Executor,
  enlisted: readonly Enlisted[],
  options: CommitOptions,
  single?: (reasons: readonly TransactionReason[]) => Error | undefined,
): Promise<(StoredItem | undefined)[]> {
  const deadline = Date.now() + (options.timeoutMs ?? defaultTimeoutMs);
  const backoff = { ...defaultBackoff, ...options.backoff };
  let expanded: readonly Expanded[] = await expandAll(enlisted, options);
  let token = options.token ?? randomUUID();
  for (let attempt = 0; ; attempt++) {
    const failed = await attemptCommit(executor, expanded, token, options);
    if (failed === undefined) return expanded.map(({ before }) => before);
    const pauseMs = backoffMs(attempt, backoff);
    const next = Date.now() + pauseMs > deadline ? undefined : await nextAttempt(expanded, failed.reasons, options);
    if (next === undefined) throw refusal(expanded, failed, single);
    await wait(pauseMs, options.signal);
    // Another request is another transaction; nothing of the one before was done.
    if (next !== expanded) token = randomUUID();
    expanded = next;
  }
}

/** What to send after a refusal: the same where there was nothing but conflicts; undefined where nothing would help. */
async function nextAttempt(
  expanded: readonly Expanded[],
  reasons: readonly CancellationReason[],
  options: CallOptions,
): Promise<readonly Expanded[] | undefined> {
  if (isConflictAlone(reasons)) return expanded;
  const mended = await recoverAll(expanded, reasons, options);
  return mended && expandAll(mended, options);
}

/** A canceled transaction. */
interface Canceled {
  readonly reasons: readonly CancellationReason[];
  readonly error: unknown;
}

async function attemptCommit(
  executor: Executor,
  expanded: readonly Expanded[],
  token: string,
  options: CallOptions,
): Promise<Canceled | undefined> {
  const tables = [...new Set(expanded.map(({ action }) => action.schema.table.name))].join(', ');
  try {
    await executor.send('TransactWriteItems', transactionRequest(expanded, token), tables, options);
    return undefined;
  } catch (error) {
    const reasons = cancellationReasons(error);
    if (reasons === undefined) throw error;
    return { reasons, error };
  }
}

const expandAll = (enlisted: readonly Enlisted[], options: CallOptions): Promise<Expanded[]> =>
  Promise.all(enlisted.map((each) => expand(each, options)));

/** Reads what an action will meet, so that the guards of the values it frees are known. */
async function expand({ context, action, prepared = action }: Enlisted, options: CallOptions): Promise<Expanded> {
  const alone = { context, action, prepared, before: undefined };
  if (!touchesUniques(prepared)) return { ...alone, guards: [] };
  if (action.name === 'create') return { ...alone, guards: guardWrites(action, undefined) };
  const before = await currentItem(context, action, options);
  const watched = [
    ...action.schema.uniques,
    ...(action.schema.timeToLive === undefined ? [] : [action.schema.timeToLive]),
  ];
  const unchanged = new Map(watched.map(({ name }) => [name, before?.[name]]));
  return {
    context,
    action: reviseAction(action, { guard: { ...action.guard, unchanged } }),
    prepared,
    before,
    guards: guardWrites(action, before),
  };
}

/** The reasons of an action's own write, and of its guards'. */
function reasonsOf(expanded: readonly Expanded[], reasons: readonly CancellationReason[]): CancellationReason[][] {
  let next = 0;
  return expanded.map(({ guards }) => {
    const own = reasons.slice(next, next + 1 + guards.length);
    next += 1 + guards.length;
    return own;
  });
}

/** What to try after a refusal: values that changed since they were read, documents to make, expired items in the way. */
async function recoverAll(
  expanded: readonly Expanded[],
  reasons: readonly CancellationReason[],
  options: CallOptions,
): Promise<Enlisted[] | undefined> {
  const byAction = reasonsOf(expanded, reasons);
  let isMended = false;
  const mended: Enlisted[] = [];
  for (const [index, each] of expanded.entries()) {
    const [own] = byAction[index] ?? [];
    const next = own === undefined ? undefined : await recover(each, own, options);
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
  if (isAbsentParent(reason)) return { context, action: await withParents(context, prepared, options), prepared };
  if (reason.Code !== 'ConditionalCheckFailed') return undefined;
  const again = documents === undefined ? undefined : await withOtherParents(context, prepared, action, options);
  if (again !== undefined) return { context, action: again, prepared };
  if (isBlockedByExpired(action, reason.Item)) {
    await deleteExpired(context, action, options);
    return { context, action, prepared };
  }
  return hasMoved(each, reason.Item) ? { context, action, prepared } : undefined;
}

/** True where a unique value is no longer what was read: the transaction was built on what is past. */
function hasMoved({ action, before }: Expanded, stored: StoredItem | undefined): boolean {
  const { schema, guard, nowMs } = action;
  if (guard.unchanged === undefined || isExpired(schema, stored, nowMs)) return false;
  return [...guard.unchanged.keys()].some((name) => valueIdentity(before?.[name]) !== valueIdentity(stored?.[name]));
}

function refusal(
  expanded: readonly Expanded[],
  { reasons, error: cause }: Canceled,
  single: ((reasons: readonly TransactionReason[]) => Error | undefined) | undefined,
): Error {
  const byAction = reasonsOf(expanded, reasons);
  const told = expanded.map((each, index) => actionReason(each, byAction[index] ?? [], cause));
  return single?.(told) ?? new TransactionFailedError(told, cause);
}

function actionReason(
  { action, guards }: Expanded,
  [own, ...ofGuards]: readonly CancellationReason[],
  cause: unknown,
): TransactionReason {
  const { name, schema, key } = action;
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
    item: itemInTheWay(schema, own?.Item),
  };
}

const isRefused = (reason: CancellationReason | undefined): reason is CancellationReason =>
  reason?.Code === 'ConditionalCheckFailed';

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
