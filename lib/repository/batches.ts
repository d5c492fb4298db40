import { ConfigurationError } from '../errors/configuration-error.ts';
import { CallTimeoutError } from '../errors/outcome-errors.ts';
import { UnprocessedItemsError } from '../errors/unprocessed-items-error.ts';
import { wholeNumber } from '../errors/whole-number.ts';
import { type BatchOutcome, runBatch } from '../execution/batch.ts';
import { type Attempts, mayBeDone } from '../execution/lanes/attempts.ts';
import { DecodedItem, type ResponseItem } from '../execution/lanes/decoded-item.ts';
import { maxBatchGetKeys, maxBatchWriteRequests } from '../limits.ts';
import type { WriteAction } from '../operations/action.ts';
import { batchGetRequest, batchGetResult } from '../operations/batch-get-item.ts';
import { batchWriteRequest, batchWriteResult } from '../operations/batch-write-item.ts';
import { schemasOf } from '../schema/family.ts';
import type { Schema } from '../schema/schema.ts';
import type { StoredItem } from '../sdk-types.ts';
import { type Awaitable, inOrder, mapped } from '../time/awaitable.ts';
import { withCallers } from '../time/callers.ts';
import { type Operation, untilAborted } from '../time/deadline.ts';
import { afterWrites, isFollowed, refuseOwnFollowers } from './after-write.ts';
import { BatchEntries, type BatchEntry } from './batch-entries.ts';
import { inTime, nowMs, type RepositoryContext } from './context.ts';
import { encodeAll } from './encode-batch.ts';
import { checkBatch, checkGetMany, noOptions } from './option-checks.ts';
import { readingOf } from './read-item.ts';
import type { BatchOptions, SelectOptions } from './types.ts';
import { prepareWrite } from './writes.ts';
import { readAfterBatch } from './written-item.ts';

const defaultTimeoutMs = 60_000;
const defaultConcurrency = 4;

type BatchGetOptions = SelectOptions<string> & BatchOptions;

/** Reads any number of items, in the order of the keys. Each stored item is read once. */
export async function readBatch(
  context: RepositoryContext,
  keys: readonly unknown[],
  options: BatchGetOptions,
): Promise<(ResponseItem | undefined)[]> {
  const { schema } = context;
  if (options !== noOptions) checkGetMany(options, schema.table.name, 'getMany');
  const stored = await encodeAll(schema, keys, (key) => schema.mapper.toKey(key));
  const entries = new BatchEntries(schema, keys, stored);
  throwUnlessDone(schema, entries, await readEntries(context, entries, options), isTimeOut);
  return entries.ofInputs.map(({ found }) => found);
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
  context: RepositoryContext,
  entries: BatchEntries,
  { consistent, select, includeExpired, includeDeleted, ...options }: BatchGetOptions,
): Promise<BatchOutcome<BatchEntry>> {
  const { schema, executor } = context;
  const reading = readingOf(context, { select }, { includeExpired, includeDeleted });
  return run(context, entries, options, maxBatchGetKeys, async (chunk, call) => {
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

/** Puts any number of items. If two items have the same key, the last one is written, as in sequential writes. */
export async function putBatch(
  context: RepositoryContext,
  items: readonly unknown[],
  options: BatchOptions,
): Promise<void> {
  checkBatch(options, context.schema.table.name, 'putMany');
  refuseConditional(context.schema);
  const moment = nowMs(context);
  const check = (action: WriteAction): WriteAction => {
    // A subclass of the repository's class can need conditions.
    if (action.schema !== context.schema) refuseConditional(action.schema);
    return unconditional(action);
  };
  const prepare = (item: unknown): Awaitable<WriteAction> =>
    mapped(prepareWrite(context, 'put', { item }, moment), check);
  await writeBatch(context, items, prepare, 'written', options);
}

/** Deletes any number of items by key. */
export async function deleteBatch(
  context: RepositoryContext,
  keys: readonly unknown[],
  options: BatchOptions,
): Promise<void> {
  checkBatch(options, context.schema.table.name, 'deleteMany');
  const schemas = schemasOf(context.schema);
  for (const schema of schemas) refuseConditional(schema);
  for (const schema of schemas) refuseSoft(schema);
  refuseOwnFollowers(schemas);
  const moment = nowMs(context);
  // The class of an item is not known, so no class of a family may need a condition.
  const prepare = (key: unknown): Awaitable<WriteAction> =>
    mapped(
      inOrder(schemas, (schema) => prepareWrite(context, 'delete', { key }, moment, schema)),
      (actions) => actions.map(unconditional)[0] as WriteAction,
    );
  await writeBatch(context, keys, prepare, 'deleted', options);
}

/** Rejects classes whose extensions or unique values need conditions, because a batch has none. */
function refuseConditional(schema: Schema): void {
  const reason = schema.extensions.find(({ refusesBatches }) => refusesBatches !== undefined)?.refusesBatches;
  if (reason !== undefined) throw new ConfigurationError(`${schema.name}: ${reason}`);
  if (schema.uniques.length === 0) return;
  throw new ConfigurationError(
    `${schema.name}: batches can't keep unique values, so items with @Unique are written by put(), delete() or writeTransaction()`,
  );
}

/**
 * Rejects a batch of soft deletes, because a batch deletes items for good.
 *
 * @param otherwise - another cure
 * @throws ConfigurationError if the class has `@DeletedAt`
 */
export function refuseSoft({ name, softDelete }: Schema, otherwise = ''): void {
  if (softDelete === undefined) return;
  throw new ConfigurationError(
    `${name}: a batch can't mark items as deleted, so items with @DeletedAt are deleted by delete() or writeTransaction()${otherwise}`,
  );
}

/** @throws ConfigurationError if an extension gives the write a condition */
export function unconditional(action: WriteAction): WriteAction {
  if ((action.precondition.conditions ?? []).length === 0) return action;
  throw new ConfigurationError(
    `${action.schema.name}: an extension gives its writes a condition, which batches can't have; use put(), delete() or writeTransaction()`,
  );
}

async function writeBatch(
  context: RepositoryContext,
  inputs: readonly unknown[],
  prepare: (value: unknown) => Awaitable<WriteAction>,
  effect: 'written' | 'deleted',
  options: BatchOptions,
): Promise<void> {
  const { schema } = context;
  checkConcurrency(context, options);
  const { actions, entries, outcome } = await inTime(context, timesOf(context, options), async (call) => {
    const prepared = await untilAborted(encodeAll(schema, inputs, prepare), call);
    const stored = prepared.map(({ item, key }) => item ?? key);
    const all = new BatchEntries(schema, inputs, stored);
    const send: SendChunk = (chunk) => writeChunk(context, chunk, effect, call);
    const done = await runWithin(context, all, options, maxBatchWriteRequests, send, call);
    return { actions: prepared, entries: all, outcome: done };
  });
  const followed = actions.some(isFollowed) ? followBatch(context, entries, actions, outcome.left) : undefined;
  // The error of the batch comes first.
  const failure = await followed?.then(undefined, (error: unknown) => ({ error }));
  throwUnlessDone(schema, entries, outcome, (error) => isTimeOut(error) || mayBeDone(error));
  if (failure !== undefined) throw failure.error;
}

/** Calls `afterWrite` of the extensions for the entries that are done. */
async function followBatch(
  context: RepositoryContext,
  { ofInputs }: BatchEntries,
  actions: readonly WriteAction[],
  left: readonly BatchEntry[],
): Promise<void> {
  // Of inputs with the same key, the last one was written.
  const last = new Map(ofInputs.map((entry, index) => [entry, actions[index] as WriteAction]));
  for (const entry of left) last.delete(entry);
  const writes = [...last.values()].map(async (action) => ({
    action,
    item: action.item && (await readAfterBatch(context, action.item)),
  }));
  await afterWrites(await Promise.all(writes));
}

/** Writes or deletes up to 25 entries by one request. Returns the unprocessed items or keys. */
export async function writeChunk(
  { schema, executor }: RepositoryContext,
  chunk: readonly BatchEntry[],
  effect: 'written' | 'deleted',
  call: Operation,
): Promise<StoredItem[]> {
  const writes = chunk.map(({ stored }) => (effect === 'written' ? { put: stored } : { delete: stored }));
  const request = batchWriteRequest(schema, writes);
  // Writing an item twice has the same effect as writing it once.
  const attempts: Attempts = { isRepeatable: true };
  try {
    return batchWriteResult(await executor.send('BatchWriteItem', request, schema.table.name, call, attempts));
  } finally {
    if (attempts.unknown !== undefined) for (const entry of chunk) entry.maybe = effect;
  }
}

/** The time limit of a batch in milliseconds. */
export const batchTimeoutMs = ({ options }: RepositoryContext, { timeoutMs }: BatchOptions): number =>
  timeoutMs ?? options.timeoutMs ?? defaultTimeoutMs;

const timesOf = (context: RepositoryContext, options: BatchOptions) => ({
  signal: options.signal,
  timeoutMs: batchTimeoutMs(context, options),
});

/** Sends one call of a batch. Returns the unprocessed items or keys. */
type SendChunk = (chunk: readonly BatchEntry[], call: Operation) => Promise<readonly StoredItem[]>;

async function run(
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

const isTimeOut = (error: unknown): boolean => error instanceof CallTimeoutError;

/**
 * Throws if the batch is incomplete. Throws the original error if nothing was done, or else an error that lists what is
 * left.
 *
 * @param leavesOpen - true if, after this failure, some requests may have been done, or another call could do them
 */
function throwUnlessDone(
  schema: Schema,
  { list }: BatchEntries,
  outcome: BatchOutcome<BatchEntry>,
  leavesOpen: (error: unknown) => boolean,
): void {
  const { left, failure } = outcome;
  if (left.length === 0 && failure === undefined) return;
  const maybe = left.find((entry) => entry.maybe !== undefined)?.maybe;
  const isNothingDone = left.length === list.length && maybe === undefined;
  if (isNothingDone && failure !== undefined && !leavesOpen(failure.error))
    throw withCallers(failure.error, throwUnlessDone);
  const isLeft = new Set(left);
  const inputs = list.filter((entry) => isLeft.has(entry)).map((entry) => entry.input);
  throw new UnprocessedItemsError(schema.table.name, inputs, list.length, causeOf(outcome), maybe);
}
