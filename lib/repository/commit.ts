import { createHash, randomUUID } from 'node:crypto';
import { type CheckOptions, filledText, optionRules } from '../errors/option-rules.ts';
import { OutcomeUnknownError } from '../errors/outcome-errors.ts';
import type { TransactionReason } from '../errors/transaction-failed-error.ts';
import { type CancellationReason, cancellationReasons, isConflictAlone } from '../execution/canceled-transaction.ts';
import type { CallOptions, Executor } from '../execution/executor.ts';
import type { Attempts } from '../execution/lanes/attempts.ts';
import { isTokenMismatch } from '../execution/translate-error.ts';
import { transactionRequest } from '../operations/transact-write.ts';
import type { StoredItem } from '../sdk-types.ts';
import { type Backoff, backoffMs, wait } from '../time/backoff.ts';
import { type Operation, withDeadline } from '../time/deadline.ts';
import { tablesOf } from './context.ts';
import { type Enlisted, type Expanded, expandAll, recoverAll } from './expand.ts';
import { backoff, callKinds } from './option-checks.ts';
import { isCallersAbort } from './outcome.ts';
import { refusal } from './transaction-reasons.ts';

/** How a transaction is sent. */
export interface CommitOptions extends CallOptions {
  /** Makes repeating harmless for ten minutes; a random one by default, kept over all retries of the call. */
  readonly token?: string | undefined;
  readonly backoff?: Partial<Backoff> | undefined;
}

export const checkCommit: CheckOptions = optionRules<CommitOptions>({ ...callKinds, token: filledText, backoff });

/** A transaction as it is sent. */
interface SentTransaction {
  readonly expanded: readonly Expanded[];
  readonly token: string;
}

/** What one commit leaves to the next. */
export interface CommitMemory {
  /** What was sent last, where it is not known whether it was done: it is sent again as it was, before anything else. */
  unknown?: SentTransaction | undefined;
}

/** What a commit is made with, besides its options. */
export interface CommitSettings {
  readonly memory?: CommitMemory | undefined;
  /** What to throw in the transaction's place, where a single write is all there is. */
  readonly single?: ((reasons: readonly TransactionReason[]) => Error | undefined) | undefined;
}

/**
 * Does all actions or none.
 *
 * @returns for each action the stored item that it met, where it had to be read for its unique values
 * @throws TransactionFailedError `transaction.failed`
 */
export async function commitActions(
  executor: Executor,
  enlisted: readonly Enlisted[],
  options: CommitOptions,
  settings: CommitSettings = {},
): Promise<(StoredItem | undefined)[]> {
  const tables = tablesOf(enlisted.map(({ context }) => context));
  return withDeadline(options, { table: tables }, (call) => commitInTime(executor, enlisted, call, options, settings));
}

/** As `commitActions`, for an operation whose time runs already. */
export async function commitInTime(
  executor: Executor,
  enlisted: readonly Enlisted[],
  call: Operation,
  options: Pick<CommitOptions, 'token' | 'backoff'>,
  { memory = {}, single }: CommitSettings,
): Promise<(StoredItem | undefined)[]> {
  const deadline = Date.now() + call.timeoutMs;
  let sent = memory.unknown ?? {
    expanded: await expandAll(enlisted, call),
    token: options.token ?? randomUUID(),
  };
  for (let attempt = 0; ; attempt++) {
    const failed = await attemptCommit(executor, sent, memory, call);
    if (failed === undefined) return sent.expanded.map(({ before }) => before);
    const pauseMs = backoffMs(attempt, options.backoff);
    const isTime = Date.now() + pauseMs <= deadline;
    const next = isTime ? await nextAttempt(sent, failed.reasons, call) : undefined;
    if (next === undefined) throw refusal(sent.expanded, failed, single);
    await wait(pauseMs, call.signal);
    sent = next;
  }
}

/** What to send after a refusal: the same where there was nothing but conflicts; undefined where nothing would help. */
async function nextAttempt(
  sent: SentTransaction,
  reasons: readonly CancellationReason[],
  options: CallOptions,
): Promise<SentTransaction | undefined> {
  if (isConflictAlone(reasons)) return sent;
  const mended = await recoverAll(sent.expanded, reasons, options);
  // Another request is another transaction: nothing of the one before was done.
  return mended && { expanded: await expandAll(mended, options), token: tokenAfter(sent.token) };
}

/** One that follows from the token before it, so that a caller's token always leads to the same ones. */
const tokenAfter = (token: string): string => createHash('sha256').update(token).digest('hex').slice(0, 32);

/** A canceled transaction. */
export interface Canceled {
  readonly reasons: readonly CancellationReason[];
  readonly error: unknown;
}

async function attemptCommit(
  executor: Executor,
  sent: SentTransaction,
  memory: CommitMemory,
  call: CallOptions,
): Promise<Canceled | undefined> {
  const tables = tablesOf(sent.expanded.map(({ action }) => action));
  const request = transactionRequest(sent.expanded, sent.token);
  // Its token makes repeating harmless.
  const attempts: Attempts = { isRepeatable: true };
  memory.unknown = sent;
  try {
    await executor.send('TransactWriteItems', request, tables, call, attempts);
    memory.unknown = undefined;
    return undefined;
  } catch (error) {
    const reasons = cancellationReasons(error);
    if (isTokenMismatch(error)) attempts.unknown = undefined;
    if (attempts.unknown === undefined || reasons !== undefined) memory.unknown = undefined;
    if (reasons === undefined) throw commitFailure(tables, error, attempts, call);
    return { reasons, error };
  }
}

function commitFailure(table: string, error: unknown, attempts: Attempts, { signal }: CallOptions): unknown {
  if (attempts.unknown === undefined || isCallersAbort(error, signal)) return error;
  const why =
    'may have been done, or not: no attempt was answered; commit() again within ten minutes, which does nothing twice';
  return new OutcomeUnknownError({ table, operation: 'commit', cause: error }, why);
}
