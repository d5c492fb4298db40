import { maxBatchWriteRequests } from '../limits.ts';
import { storedPut } from '../operations/stored-put.ts';
import { BatchEntries, type BatchEntry } from '../repository/batch-entries.ts';
import { runWithin, type SendChunk, throwCause } from '../repository/batch-run.ts';
import { writeChunk } from '../repository/batches.ts';
import { inTime, nowMs, type RepositoryContext } from '../repository/context.ts';
import { writeAction } from '../repository/writes.ts';
import { schemaOfItem, schemasOf } from '../schema/family.ts';
import type { StoredItem } from '../sdk-types.ts';
import type { Operation } from '../time/deadline.ts';
import { LineError } from './line-error.ts';
import type { Line } from './lines.ts';

const concurrency = 8;
/** Milliseconds in which the lines must be written. */
const timeoutMs = 600_000;

/**
 * Writes the items of lines. Of lines with the same key, the last one is written.
 *
 * Items of a class with unique values are written one by one, each in a transaction with its guards.
 *
 * @throws LineError if a line has a unique value of another item
 */
export async function writeLines(
  context: RepositoryContext,
  lines: readonly Line[],
  stored: readonly StoredItem[],
): Promise<void> {
  const entries = new BatchEntries(context.schema, lines, stored);
  const isGuarded = schemasOf(context.schema).some(({ uniques }) => uniques.length > 0);
  const [most, send]: [number, SendChunk] = isGuarded
    ? [1, ([entry], call) => writeGuarded(context, entry as BatchEntry, call)]
    : [maxBatchWriteRequests, (chunk, call) => writeChunk(context, chunk, 'written', call)];
  const outcome = await inTime(context, { timeoutMs }, (call) =>
    runWithin(context, entries, { concurrency }, most, send, call),
  );
  throwCause(context.schema, outcome, timeoutMs);
}

async function writeGuarded(
  context: RepositoryContext,
  { stored, input }: BatchEntry,
  call: Operation,
): Promise<StoredItem[]> {
  try {
    await writeAction(context, storedPut(schemaOfItem(context.schema, stored), stored, nowMs(context)), call);
    return [];
  } catch (cause) {
    throw new LineError((input as Line).number, "can't be written", cause);
  }
}
