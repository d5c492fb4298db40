import { InvalidItemError } from '../errors/invalid-item-error.ts';
import { CallTimeoutError, OutcomeUnknownError, ReadInterruptedError } from '../errors/outcome-errors.ts';
import { UnprocessedItemsError } from '../errors/unprocessed-items-error.ts';
import type { CallOptions } from '../execution/executor.ts';

/**
 * Why a batch or a scan could not do all, where what is left says nothing to anybody: its keys are no ids of the caller's,
 * and its cursor leads nowhere.
 *
 * @param timeoutMs - how long it tried
 */
export function publicCause(error: unknown, timeoutMs = 60_000): unknown {
  if (error instanceof ReadInterruptedError) return error.cause;
  if (!(error instanceof UnprocessedItemsError)) return error;
  return error.cause ?? new CallTimeoutError(error.table, timeoutMs);
}

/**
 * The error of an operation on many ids of which some are left, told by ids; where nothing at all was done, what failed.
 *
 * @param table - what messages call the store
 * @param maybe - what may have been done to some of what is left
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

/** True if a write that failed may have been done all the same. */
export function isUnconfirmed(error: unknown, { signal }: CallOptions): boolean {
  if (error instanceof UnprocessedItemsError) return error.maybe !== undefined;
  return error instanceof OutcomeUnknownError || signal?.aborted === true;
}

/** For a write that was done, and gives the item that was there before: nothing, where that can't be read. */
export function undefinedIfDamaged(error: unknown): undefined {
  if (!(error instanceof InvalidItemError && error.written)) throw error;
}

/** The same pages; a failure of theirs as a whole. */
export async function* pagesAsWhole<Page>(pages: AsyncIterable<Page>): AsyncGenerator<Page, void, undefined> {
  try {
    yield* pages;
  } catch (error) {
    throw publicCause(error);
  }
}
