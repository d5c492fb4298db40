import { createHash, randomUUID } from 'node:crypto';
import { type CheckOptions, filledText, optionRules } from '../errors/option-rules.ts';
import { OutcomeUnknownError } from '../errors/outcome-errors.ts';
import { type CancellationReason, cancellationReasons } from '../execution/canceled-transaction.ts';
import type { CallOptions, Executor } from '../execution/executor.ts';
import type { Attempts } from '../execution/lanes/attempts.ts';
import { type Observed, observedCall } from '../execution/observation.ts';
import { isTokenMismatch } from '../execution/translate-error.ts';
import { transactionRequest } from '../operations/transact-write.ts';
import { type Awaitable, allOf, isPromise } from '../time/awaitable.ts';
import { type Backoff, exponential } from '../time/backoff.ts';
import { deadlineIn, type Operation, untilAborted, withDeadline } from '../time/deadline.ts';
import { retry } from '../time/retry.ts';
import { tablesOf } from './context.ts';
import type { Enlisted } from './enlisted.ts';
import { type Expanded, expandAll } from './expand.ts';
import { backoff, callKinds } from './option-checks.ts';
import { isCallersAbort } from './outcome.ts';
import { remedied } from './remedies.ts';
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

/** The actions of a transaction, which can wait for extensions, and the names of their tables. */
interface PendingActions extends Observed {
  readonly tables: string;
  readonly actions: Awaitable<Enlisted>[];
}

/**
 * Does all actions or none.
 *
 * @returns the actions as they were done, with the stored items that were read for their unique values
 * @throws TransactionFailedError `transaction.failed` if a condition doesn't hold, or conflicts don't end in time
 */
export async function commitActions(
  executor: Executor,
  { tables, actions, observation }: PendingActions,
  options: CommitOptions,
  memory: CommitMemory,
): Promise<readonly Expanded[]> {
  return withDeadline(options, { table: tables }, async (running) => {
    const call = observedCall(running, observation);
    const given = allOf(actions);
    const enlisted = isPromise(given) ? await untilAborted(given, call) : given;
    return commitInTime(executor, enlisted, call, options, memory);
  });
}

/** Does the same as `commitActions`, within a running operation. */
export async function commitInTime(
  executor: Executor,
  enlisted: readonly Enlisted[],
  call: Operation,
  options: Pick<CommitOptions, 'token' | 'backoff'>,
  memory: CommitMemory = {},
): Promise<readonly Expanded[]> {
  const deadline = deadlineIn(call.timeoutMs);
  let sent = memory.unknown ?? {
    expanded: await expandAll(enlisted, call),
    token: options.token ?? randomUUID(),
  };
  const send = async (): Promise<readonly Expanded[]> => {
    await attemptCommit(executor, sent, memory, call);
    return sent.expanded;
  };
  const retryIf = async (error: unknown): Promise<boolean> => {
    const next = await nextAttempt(sent, cancellationReasons(error), call);
    sent = next ?? sent;
    return next !== undefined;
  };
  try {
    return await retry(send, { schedule: exponential(options.backoff), signal: call, deadline, retryIf });
  } catch (error) {
    const reasons = cancellationReasons(error);
    throw reasons === undefined ? error : refusal(sent.expanded, reasons, error);
  }
}

/** Decides what to send after an error. Undefined if it is not a cancellation, or nothing would help. */
async function nextAttempt(
  sent: SentTransaction,
  reasons: readonly CancellationReason[] | undefined,
  call: CallOptions,
): Promise<SentTransaction | undefined> {
  const next = reasons && (await remedied(sent.expanded, reasons, call));
  if (next === undefined || next === sent.expanded) return next && sent;
  // A changed request is another transaction, and nothing of the previous one was done.
  return { expanded: await expandAll(next, call), token: tokenAfter(sent.token) };
}

/** Derives the next token from the last one, so a token of the caller always leads to the same tokens. */
const tokenAfter = (token: string): string => createHash('sha256').update(token).digest('hex').slice(0, 32);

/** @throws TransactionCanceledException, which is translated if no attempt is left */
async function attemptCommit(
  executor: Executor,
  sent: SentTransaction,
  memory: CommitMemory,
  call: CallOptions,
): Promise<void> {
  const tables = tablesOf(sent.expanded.map(({ action }) => action));
  const request = transactionRequest(sent.expanded, sent.token);
  // The token makes retries harmless.
  const attempts: Attempts = { isRepeatable: true };
  memory.unknown = sent;
  try {
    await executor.send('TransactWriteItems', request, tables, call, attempts);
    memory.unknown = undefined;
  } catch (error) {
    const reasons = cancellationReasons(error);
    if (isTokenMismatch(error)) attempts.unknown = undefined;
    if (attempts.unknown === undefined || reasons !== undefined) memory.unknown = undefined;
    throw reasons === undefined ? commitFailure(tables, error, attempts, call) : error;
  }
}

function commitFailure(table: string, error: unknown, attempts: Attempts, { signal }: CallOptions): unknown {
  if (attempts.unknown === undefined || isCallersAbort(error, signal)) return error;
  const why =
    'may have been done, or not: no attempt was answered; commit() again within ten minutes, which does nothing twice';
  return new OutcomeUnknownError({ table, operation: 'commit', cause: error }, why);
}
