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

/** Options of `commit`. */
export interface CommitOptions extends CallOptions {
  /**
   * Idempotency token: for ten minutes, a repeated commit with the same token has no second effect. Default: a random
   * token, kept for all retries of the call.
   */
  readonly token?: string | undefined;
  readonly backoff?: Partial<Backoff> | undefined;
}

export const checkCommit: CheckOptions = optionRules<CommitOptions>({ ...callKinds, token: filledText, backoff });

/** A transaction in the form that is sent. */
interface SentTransaction {
  readonly expanded: readonly Expanded[];
  readonly token: string;
}

/** State that one commit leaves to the next one. */
export interface CommitMemory {
  /** The transaction whose outcome is unknown. The next commit sends it again, unchanged, before anything else. */
  unknown?: SentTransaction | undefined;
}

/** Settings of a commit besides its options. */
export interface CommitSettings {
  readonly memory?: CommitMemory | undefined;
  /** Returns the error to throw instead of `TransactionFailedError`, for a transaction that is one single write. */
  readonly single?: ((reasons: readonly TransactionReason[]) => Error | undefined) | undefined;
}

/**
 * Does all actions or none.
 *
 * @returns for each action the stored item that was read for its unique values, or undefined
 * @throws TransactionFailedError `transaction.failed` if a condition doesn't hold, or conflicts don't end in time
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

/** Does the same as `commitActions`, within a running operation. */
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

/** Decides what to send after a refusal: the same transaction after conflicts only. Undefined if nothing would help. */
async function nextAttempt(
  sent: SentTransaction,
  reasons: readonly CancellationReason[],
  options: CallOptions,
): Promise<SentTransaction | undefined> {
  if (isConflictAlone(reasons)) return sent;
  const mended = await recoverAll(sent.expanded, reasons, options);
  // A changed request is another transaction, and nothing of the previous one was done.
  return mended && { expanded: await expandAll(mended, options), token: tokenAfter(sent.token) };
}

/** Derives the next token from the last one, so a token of the caller always leads to the same tokens. */
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
  // The token makes retries harmless.
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
