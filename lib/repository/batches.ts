import { ConfigurationError } from '../errors/configuration-error.ts';
import { type Attempts, mayBeDone } from '../execution/lanes/attempts.ts';
import { maxBatchWriteRequests } from '../limits.ts';
import type { WriteAction } from '../operations/action.ts';
import { batchWriteRequest, batchWriteResult } from '../operations/batch-write-item.ts';
import { schemasOf } from '../schema/family.ts';
import type { Schema } from '../schema/schema.ts';
import type { StoredItem } from '../sdk-types.ts';
import { type Awaitable, inOrder, mapped } from '../time/awaitable.ts';
import { type Operation, untilAborted } from '../time/deadline.ts';
import { afterWrites, isFollowed, refuseOwnFollowers } from './after-write.ts';
import { BatchEntries, type BatchEntry } from './batch-entries.ts';
import { checkConcurrency, isTimeOut, runWithin, type SendChunk, throwUnlessDone, timesOf } from './batch-run.ts';
import { inTime, metered, nowMs, type RepositoryContext } from './context.ts';
import { encodeAll } from './encode-batch.ts';
import { checkBatch } from './option-checks.ts';
import type { BatchOptions } from './types.ts';
import { prepareWrite } from './writes.ts';
import { readAfterBatch } from './written-item.ts';

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
  given: RepositoryContext,
  inputs: readonly unknown[],
  prepare: (value: unknown) => Awaitable<WriteAction>,
  effect: 'written' | 'deleted',
  options: BatchOptions,
): Promise<void> {
  const context = metered(given, options);
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
  { schema, executor, meter }: RepositoryContext,
  chunk: readonly BatchEntry[],
  effect: 'written' | 'deleted',
  call: Operation,
): Promise<StoredItem[]> {
  if (meter !== undefined) await meter.ready('write', call);
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
