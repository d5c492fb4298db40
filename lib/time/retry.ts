import type { Abortable } from './abort-listeners.ts';
import { type Schedule, wait } from './backoff.ts';

/** The outcome of an attempt that is not done and must be repeated. Work returns or throws it. */
export class NotDone {
  /** Thrown if no attempt is left. */
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

/** When and how often work is repeated. */
export interface RetrySettings {
  /** Milliseconds before each retry. */
  readonly schedule: Schedule;
  /** Ends the pauses if it is aborted. Pass an `Operation` itself, because its `signal` is expensive to create. */
  readonly signal?: Abortable | undefined;
  /** Time of `performance.now()` after which no retry begins, from `deadlineIn`. Default: none. */
  readonly deadline?: number | undefined;
  /** Default: no limit. */
  readonly maxAttempts?: number | undefined;
  /**
   * True if the error ends by itself, or if `retryIf` has removed its cause. Not called if no attempt is left. By
   * default, no error is retried.
   */
  readonly retryIf?: ((error: unknown, attempt: number) => boolean | Promise<boolean>) | undefined;
}

const forever = Number.POSITIVE_INFINITY;
const never = (): boolean => false;

/**
 * Repeats work until it returns a result other than `NotDone`, or until no attempt is left.
 *
 * @param work - receives the number of its attempt, from 1
 * @throws the last error, or the reason of the signal if it is aborted between two attempts
 * @example
 * await retry(send, { schedule: exponential(), signal: call, deadline: deadlineIn(30_000), retryIf: isThrottling });
 */
export async function retry<Result>(
  work: (attempt: number) => Promise<Result | NotDone>,
  settings: RetrySettings,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      const result = await work(attempt);
      if (!(result instanceof NotDone)) return result;
      throw result;
    } catch (failure) {
      await pause(failure, attempt, settings);
    }
  }
}

/** Waits before the next attempt. Throws the error of the last attempt if no other is left. */
async function pause(
  failure: unknown,
  attempt: number,
  { schedule, signal, deadline = forever, maxAttempts = forever, retryIf = never }: RetrySettings,
): Promise<void> {
  const isNotDone = failure instanceof NotDone;
  const error = isNotDone ? failure.error : failure;
  const pauseMs = schedule(attempt - 1, error);
  if (attempt >= maxAttempts || performance.now() + pauseMs > deadline) throw error;
  if (!isNotDone && !(await retryIf(error, attempt))) throw error;
  if (signal?.aborted === true) throw signal.reason;
  if (pauseMs > 0) await wait(pauseMs, signal);
}
