import { InvalidItemError } from '../errors/invalid-item-error.ts';
import { CallTimeoutError, OutcomeUnknownError, ReadInterruptedError } from '../errors/outcome-errors.ts';
import { UnprocessedItemsError } from '../errors/unprocessed-items-error.ts';
import type { CallOptions } from '../execution/executor.ts';
import { defaultTimes } from '../time/default-times.ts';

/**
 * Returns the cause of a batch or scan error. The error itself contains internal keys or an internal cursor, which mean
 * nothing to the caller.
 *
 * @param timeoutMs - time limit of the call; default: the one of a batch
 */
export function publicCause(error: unknown, timeoutMs: number = defaultTimes.batchMs): unknown {
  if (error instanceof ReadInterruptedError) return error.cause;
  if (!(error instanceof UnprocessedItemsError)) return error;
  return error.cause ?? new CallTimeoutError(error.table, timeoutMs);
}

/**
 * Returns the error of an operation on many ids that failed for some. If it failed for all, returns the cause.
 *
 * @param table - name of the store in messages
 * @param left - the ids for which it failed
 * @param maybe - the effect that some of these ids may have had nevertheless
 */
export function unfinished(
  table: string,
  left: readonly string[],
  total: number,
  error: unknown,
  maybe?: 'written' | 'deleted',
): unknown {
  const cause = publicCause(error);
  return left.length >= total ? cause : new UnprocessedItemsError(table, left, total, cause, maybe);
}

/** True if a failed write may have been executed nevertheless. */
export function isUnconfirmed(error: unknown, { signal }: CallOptions): boolean {
  if (error instanceof UnprocessedItemsError) return error.maybe !== undefined;
  return error instanceof OutcomeUnknownError || signal?.aborted === true;
}

/** Returns undefined if a write succeeded but the replaced item can't be read. Throws any other error again. */
export function undefinedIfDamaged(error: unknown): undefined {
  if (!(error instanceof InvalidItemError && error.written)) throw error;
}

/** Yields the same pages. Replaces their errors with `publicCause`. */
export async function* pagesAsWhole<Page>(pages: AsyncIterable<Page>): AsyncGenerator<Page, void, undefined> {
  try {
    yield* pages;
  } catch (error) {
    throw publicCause(error);
  }
}
