import { CallTimeoutError } from '../errors/outcome-errors.ts';
import { UnprocessedItemsError } from '../errors/unprocessed-items-error.ts';

/**
 * Why a batch could not do all, where which keys are left says nothing to anybody: they are no ids of the caller's.
 *
 * @param timeoutMs - how long it tried
 */
export function wholeFailure(error: unknown, timeoutMs = 60_000): unknown {
  if (!(error instanceof UnprocessedItemsError)) return error;
  return error.cause ?? new CallTimeoutError(error.table, timeoutMs);
}

/**
 * The error of an operation on many ids of which some are left, told by ids; where nothing at all was done, what failed.
 *
 * @param table - what messages call the store
 */
export function unfinished(table: string, left: readonly string[], total: number, error: unknown): unknown {
  const cause = wholeFailure(error);
  return left.length >= total ? cause : new UnprocessedItemsError(table, left, total, cause);
}
