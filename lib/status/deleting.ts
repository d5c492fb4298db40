import { ConfigurationError } from '../errors/configuration-error.ts';
import { InvalidItemError } from '../errors/invalid-item-error.ts';
import { UnprocessedItemsError } from '../errors/unprocessed-items-error.ts';
import type { BatchOptions } from '../repository/types.ts';

const defaultConcurrency = 4;

/**
 * Deletes one by one, so many at a time, until one fails.
 *
 * @throws UnprocessedItemsError `batch.unprocessed`, with exactly the keys that were not deleted; where none was, what failed
 */
export async function deleteOneByOne<Key>(
  table: string,
  keys: readonly Key[],
  { concurrency = defaultConcurrency, onProgress }: BatchOptions,
  deleteOne: (key: Key) => Promise<unknown>,
): Promise<void> {
  if (!(Number.isInteger(concurrency) && concurrency >= 1))
    throw new ConfigurationError('concurrency must be a whole number of 1 or more');
  for (let at = 0; at < keys.length; at += concurrency) {
    const group = keys.slice(at, at + concurrency);
    const ends = await Promise.allSettled(group.map(deleteOne));
    const failed = ends.find(isLeft);
    if (failed !== undefined) {
      const left = [...group.filter((_, index) => isLeft(ends[index])), ...keys.slice(at + group.length)];
      throw left.length === keys.length
        ? failed.reason
        : new UnprocessedItemsError(table, left, keys.length, failed.reason);
    }
    onProgress?.(Math.min(keys.length, at + concurrency), keys.length);
  }
}

/** True if a deletion failed. One of an item that can't be read is done all the same. */
const isLeft = (end: PromiseSettledResult<unknown> | undefined): end is PromiseRejectedResult =>
  end?.status === 'rejected' && !(end.reason instanceof InvalidItemError && end.reason.written);
