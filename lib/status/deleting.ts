import { InvalidItemError } from '../errors/invalid-item-error.ts';
import { typeText } from '../errors/option-rules.ts';
import { OutcomeUnknownError } from '../errors/outcome-errors.ts';
import { UnprocessedItemsError } from '../errors/unprocessed-items-error.ts';
import { ValidationError } from '../errors/validation-error.ts';
import { wholeNumber } from '../errors/whole-number.ts';
import { checkBatch } from '../repository/option-checks.ts';
import type { BatchOptions } from '../repository/types.ts';

const defaultConcurrency = 4;

function checkCall(table: string, keys: unknown, options: BatchOptions): void {
  checkBatch(options, table, 'deleteMany');
  if (Array.isArray(keys)) return;
  const message = `a batch takes an array of keys, not ${typeText(keys)}; put it in [ ]`;
  throw new ValidationError({ table }, [{ path: '', message }]);
}

/**
 * Deletes items with one request each, `concurrency` at the same time (default 4), until one fails.
 *
 * @throws ValidationError `item.invalid` if the keys are not an array
 * @throws ConfigurationError `configuration.invalid` if an option is unknown or not valid
 * @throws UnprocessedItemsError `batch.unprocessed` with exactly the keys that were not deleted. If no key was deleted,
 * throws the error of the first failed deletion instead.
 */
export async function deleteOneByOne<Key>(
  table: string,
  keys: readonly Key[],
  options: BatchOptions,
  deleteOne: (key: Key) => Promise<unknown>,
): Promise<void> {
  checkCall(table, keys, options);
  const { concurrency = defaultConcurrency, onProgress } = options;
  wholeNumber(`${table}: concurrency`, concurrency, { least: 1 });
  for (let at = 0; at < keys.length; at += concurrency) {
    const group = keys.slice(at, at + concurrency);
    const outcomes = await Promise.allSettled(group.map(deleteOne));
    const failed = outcomes.find(isLeft);
    if (failed !== undefined) {
      const left = [...group.filter((_, index) => isLeft(outcomes[index])), ...keys.slice(at + group.length)];
      throw left.length === keys.length
        ? failed.reason
        : new UnprocessedItemsError(
            table,
            left,
            keys.length,
            failed.reason,
            failed.reason instanceof OutcomeUnknownError ? 'deleted' : undefined,
          );
    }
    onProgress?.(Math.min(keys.length, at + concurrency), keys.length);
  }
}

/** True if a deletion failed. An item that was deleted but can't be decoded is not left. */
const isLeft = (outcome: PromiseSettledResult<unknown> | undefined): outcome is PromiseRejectedResult =>
  outcome?.status === 'rejected' && !(outcome.reason instanceof InvalidItemError && outcome.reason.written);
