import type { BatchOutcome } from '../execution/batch.ts';
import { DecodedItem, type ResponseItem } from '../execution/lanes/decoded-item.ts';
import { maxBatchGetKeys } from '../limits.ts';
import { batchGetRequest, batchGetResult } from '../operations/batch-get-item.ts';
import type { Schema } from '../schema/schema.ts';
import type { StoredItem } from '../sdk-types.ts';
import { allOf } from '../time/awaitable.ts';
import { BatchEntries, type BatchEntry } from './batch-entries.ts';
import { batchTimeoutMs, incompleteError, isTimeOut, run, throwCause, throwUnlessDone } from './batch-run.ts';
import { metered, type RepositoryContext } from './context.ts';
import { encodeAll } from './encode-batch.ts';
import { checkGetMany, noOptions } from './option-checks.ts';
import { readItem, readingOf } from './read-item.ts';
import type { BatchOptions, SelectOptions } from './types.ts';

type BatchGetOptions = SelectOptions<string> & BatchOptions;

/** Reads any number of items, in the order of the keys. Each stored item is read once. */
export async function readBatch<T extends object>(
  context: RepositoryContext<T>,
  keys: readonly unknown[],
  options: BatchGetOptions,
): Promise<(T | undefined)[]> {
  const { schema } = context;
  if (options !== noOptions) checkGetMany(options, schema.table.name, 'getMany');
  const stored = await encodeAll(schema, keys, (key) => schema.mapper.toKey(key));
  const entries = new BatchEntries(schema, keys, stored);
  throwUnlessDone(schema, entries, await readEntries(context, entries, options), isTimeOut);
  const { select } = options;
  return allOf(entries.ofInputs.map(({ found }) => readItem(context, found, { select }, options)));
}

/** The outcome of one key: its item, or the error why it was not read. */
export type ReadOutcome = { readonly item: ResponseItem | undefined } | { readonly error: unknown };

/**
 * Reads the items of stored keys, and returns an outcome for each key.
 *
 * @param inputs - the keys as the callers passed them
 */
export async function readEach(
  context: RepositoryContext,
  inputs: readonly unknown[],
  stored: readonly StoredItem[],
  options: BatchGetOptions,
): Promise<readonly ReadOutcome[]> {
  const { schema } = context;
  const entries = new BatchEntries(schema, inputs, stored);
  const outcome = await readEntries(context, entries, options);
  const left = new Set(outcome.left);
  const error = left.size === 0 ? undefined : incompleteError(schema, entries, outcome, isTimeOut);
  return entries.ofInputs.map((entry) => (left.has(entry) ? { error } : { item: entry.found }));
}

/**
 * Reads the items of stored keys, in the order of the keys.
 *
 * @throws the failure, or the throttling that used up the time
 */
export async function readStored(
  context: RepositoryContext,
  keys: readonly StoredItem[],
  options: BatchGetOptions,
): Promise<(ResponseItem | undefined)[]> {
  const { schema } = context;
  const entries = new BatchEntries(schema, keys, keys);
  const outcome = await readEntries(context, entries, options);
  throwCause(schema, outcome, batchTimeoutMs(context, options));
  return entries.ofInputs.map(({ found }) => found);
}

/** Reads the item of each entry. */
function readEntries(
  given: RepositoryContext,
  entries: BatchEntries,
  { consistent, select, includeExpired, includeDeleted, ...options }: BatchGetOptions,
): Promise<BatchOutcome<BatchEntry>> {
  const context = metered(given, options);
  const { schema, executor, meter } = context;
  const reading = readingOf(context, { select }, { includeExpired, includeDeleted });
  return run(context, entries, options, maxBatchGetKeys, async (chunk, call) => {
    if (meter !== undefined) await meter.ready('read', call);
    const request = batchGetRequest(
      schema,
      chunk.map((entry) => entry.stored),
      { consistent, select },
    );
    const { items, unprocessed } = batchGetResult(
      await executor.read('BatchGetItem', request, schema.table.name, call, reading),
    );
    for (const item of items) {
      const entry = entries.of(keyedBy(schema, item));
      if (entry !== undefined) entry.found = item;
    }
    return unprocessed;
  });
}

/** The key attributes of a read item. */
const keyedBy = ({ mapper }: Schema, item: ResponseItem): StoredItem =>
  item instanceof DecodedItem ? (mapper.keyOfRead(item.entity) ?? item.stored) : item;
