import { CallTimeoutError } from '../errors/outcome-errors.ts';
import { UnprocessedItemsError } from '../errors/unprocessed-items-error.ts';
import { wholeNumber } from '../errors/whole-number.ts';
import { type BatchOutcome, runBatch } from '../execution/batch.ts';
import type { CallOptions } from '../execution/executor.ts';
import type { Schema } from '../schema/schema.ts';
import type { StoredItem } from '../sdk-types.ts';
import { withCallers } from '../time/callers.ts';
import type { Operation } from '../time/deadline.ts';
import type { BatchEntries, BatchEntry } from './batch-entries.ts';
import { inTime, type RepositoryContext } from './context.ts';
import type { BatchOptions } from './types.ts';

const defaultTimeoutMs = 60_000;
const defaultConcurrency = 4;

/** The time limit of a batch in milliseconds. */
export const batchTimeoutMs = ({ options }: RepositoryContext, { timeoutMs }: BatchOptions): number =>
  timeoutMs ?? options.timeoutMs ?? defaultTimeoutMs;

export const timesOf = (context: RepositoryContext, options: BatchOptions): CallOptions => ({
  signal: options.signal,
  timeoutMs: batchTimeoutMs(context, options),
});

/** Sends one call of a batch. Returns the unprocessed items or keys. */
export type SendChunk = (chunk: readonly BatchEntry[], call: Operation) => Promise<readonly StoredItem[]>;

/** Runs a batch within its time limit. */
export async function run(
  context: RepositoryContext,
  entries: BatchEntries,
  options: BatchOptions,
  most: number,
  send: SendChunk,
): Promise<BatchOutcome<BatchEntry>> {
  checkConcurrency(context, options);
  return inTime(context, timesOf(context, options), (call) => runWithin(context, entries, options, most, send, call));
}

/** @throws ConfigurationError if `concurrency` is not a whole number of 1 or more */
export function checkConcurrency({ schema }: RepositoryContext, { concurrency = 1 }: BatchOptions): void {
  wholeNumber(`${schema.table.name}: concurrency`, concurrency, { least: 1 });
}

/** Runs a batch within a running operation. */
export function runWithin(
  { options }: RepositoryContext,
  entries: BatchEntries,
  { concurrency = defaultConcurrency, onProgress }: Pick<BatchOptions, 'concurrency' | 'onProgress'>,
  most: number,
  send: SendChunk,
  call: Operation,
): Promise<BatchOutcome<BatchEntry>> {
  let done = 0;
  const sendChunk = async (chunk: readonly BatchEntry[]): Promise<readonly BatchEntry[]> => {
    const rest = await send(chunk, call);
    const unprocessed = new Set(rest.map((item) => entries.of(item)));
    const left = rest.length === 0 ? [] : chunk.filter((entry) => unprocessed.has(entry));
    done += chunk.length - left.length;
    onProgress?.(done, entries.list.length);
    return left;
  };
  const settings = { timeoutMs: call.timeoutMs, concurrency, call, backoff: options.backoff };
  return runBatch({ requests: entries.list, most, send: sendChunk }, settings);
}

/** The cause of an incomplete batch: its failure, or the throttling that used up the time. */
const causeOf = ({ failure, throttling }: BatchOutcome<unknown>): unknown =>
  failure === undefined || (isTimeOut(failure.error) && throttling !== undefined) ? throttling : failure.error;

/** @throws the cause of an incomplete batch; CallTimeoutError `call.timeout` if it is only the time */
export function throwCause({ table }: Schema, outcome: BatchOutcome<unknown>, timeoutMs: number): void {
  if (outcome.left.length === 0 && outcome.failure === undefined) return;
  throw causeOf(outcome) ?? new CallTimeoutError(table.name, timeoutMs);
}

export const isTimeOut = (error: unknown): boolean => error instanceof CallTimeoutError;

/** @throws the error of an incomplete batch, see `incompleteError` */
export function throwUnlessDone(
  schema: Schema,
  entries: BatchEntries,
  outcome: BatchOutcome<BatchEntry>,
  leavesOpen: (error: unknown) => boolean,
): void {
  if (outcome.left.length === 0 && outcome.failure === undefined) return;
  throw withCallers(incompleteError(schema, entries, outcome, leavesOpen), throwUnlessDone);
}

/**
 * Returns the error of an incomplete batch: the original error if nothing was done, or else an error that lists what is
 * left.
 *
 * @param leavesOpen - true if, after this failure, some requests may have been done, or another call could do them
 */
export function incompleteError(
  schema: Schema,
  { list }: BatchEntries,
  outcome: BatchOutcome<BatchEntry>,
  leavesOpen: (error: unknown) => boolean,
): unknown {
  const { left, failure } = outcome;
  const maybe = left.find((entry) => entry.maybe !== undefined)?.maybe;
  const isNothingDone = left.length === list.length && maybe === undefined;
  if (isNothingDone && failure !== undefined && !leavesOpen(failure.error)) return failure.error;
  const isLeft = new Set(left);
  const inputs = list.filter((entry) => isLeft.has(entry)).map((entry) => entry.input);
  return new UnprocessedItemsError(schema.table.name, inputs, list.length, causeOf(outcome), maybe);
}
