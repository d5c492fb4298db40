import { ConfigurationError } from '../errors/configuration-error.ts';
import { DeletionInterruptedError } from '../errors/outcome-errors.ts';
import { ThrottledError } from '../errors/throttled-error.ts';
import { wholeNumber } from '../errors/whole-number.ts';
import { maxBatchWriteRequests } from '../limits.ts';
import type { WriteAction } from '../operations/action.ts';
import { type CompiledQuery, compileQuery } from '../operations/query.ts';
import { pageRequest } from '../operations/read-request.ts';
import { guardedAttributes } from '../operations/unique-guards.ts';
import { schemaOfItem, schemasOf } from '../schema/family.ts';
import { isOwnItem } from '../schema/kinds.ts';
import { keyAttributes, type Schema } from '../schema/schema.ts';
import type { StoredItem } from '../sdk-types.ts';
import type { Awaitable } from '../time/awaitable.ts';
import { exponential } from '../time/backoff.ts';
import { deadlineIn, type Operation } from '../time/deadline.ts';
import { retry } from '../time/retry.ts';
import { afterWrites } from './after-write.ts';
import { BatchEntries, type BatchEntry } from './batch-entries.ts';
import { batchTimeoutMs, checkConcurrency, runWithin, throwCause } from './batch-run.ts';
import { refuseSoft, unconditional, writeChunk } from './batches.ts';
import { type CommitMemory, commitInTime } from './commit.ts';
import { inTime, metered, nowMs, type RepositoryContext, withMeter } from './context.ts';
import { type CursorScope, decodeParts, encodeCursor } from './cursor.ts';
import { refuseUniqueFamily } from './family-writes.ts';
import { checkDeletePartition } from './option-checks.ts';
import type { DeletePartitionOptions } from './types.ts';
import { prepareWrite } from './writes.ts';

/** Deletes all items of a partition. Returns the number of items that were read and are confirmed as deleted. */
export async function deletePartition(
  context: RepositoryContext,
  key: unknown,
  options: DeletePartitionOptions,
): Promise<number> {
  const { schema } = context;
  checkDeletePartition(options, schema.table.name, 'deletePartition');
  const select = schema.entity === undefined ? [...keyAttributes(schema), ...guardsOf(schema)] : undefined;
  const settings = { select: select?.map(({ property }) => property), consistent: true, includeDeleted: true };
  return deleteOwned(
    {
      context,
      owners: [context],
      compile: () => compileQuery(schema, key, settings),
      ownerOf: (item) => (schema.entity === undefined || isOwnItem(schema, item) ? context : undefined),
    },
    options,
  );
}

/** The items that a deletion deletes: those of a class, or of the entities of a collection. */
export interface OwnedItems {
  /** The repository whose client, table, and options are used. */
  readonly context: RepositoryContext;
  /** All repositories whose items are deleted. */
  readonly owners: readonly RepositoryContext[];
  readonly compile: () => CompiledQuery;
  /** Returns the repository of an item, or of its key. Undefined for an item that stays. */
  readonly ownerOf: (item: StoredItem) => RepositoryContext | undefined;
}

/** Deletes the items that a query reads. Returns the number of those that are confirmed as deleted. */
export async function deleteOwned(items: OwnedItems, options: DeletePartitionOptions): Promise<number> {
  const { owners } = items;
  const context = metered(items.context, options);
  checkConcurrency(context, options);
  const { limit, signal } = options;
  if (limit !== undefined)
    wholeNumber(`${context.schema.table.name}: limit`, limit, { least: 1, hint: '; leave it out for all items' });
  for (const { schema } of owners) {
    for (const each of schemasOf(schema)) {
      refuseConditionalExtensions(each);
      if (options.purge !== true) refuseSoft(each, ', or for good by { purge: true }');
    }
    refuseUniqueFamily(schema);
  }
  const deletion = new PartitionDeletion({ ...items, context }, options);
  return inTime(context, { signal, timeoutMs: batchTimeoutMs(context, options) }, (call) => deletion.run(call));
}

/** The attributes that guards of unique values are made of. None if the class has no unique values. */
const guardsOf = (schema: Schema) => (schema.uniques.length === 0 ? [] : guardedAttributes(schema));

/** Rejects extensions that need conditions. A version is only checked if a call passes one. */
function refuseConditionalExtensions({ name, extensions }: Schema): void {
  const extension = extensions.find((each) => each.refusesBatches !== undefined && each.checksVersion !== true);
  if (extension !== undefined) throw new ConfigurationError(`${name}: ${extension.refusesBatches}`);
}

/** An item, and the repository that it is deleted as. */
interface OwnedItem {
  readonly owner: RepositoryContext;
  readonly item: StoredItem;
}

/** One run of a deletion. */
class PartitionDeletion {
  readonly #context: RepositoryContext;
  readonly #ownerOf: OwnedItems['ownerOf'];
  readonly #query: CompiledQuery;
  readonly #options: DeletePartitionOptions;
  readonly #scope: Omit<CursorScope, 'segments'>;
  /** Items that earlier calls deleted. */
  readonly #earlier: number;
  #deleted = 0;
  /** Keys of items that may be deleted, because a response was lost. */
  #unconfirmed: readonly StoredItem[] = [];
  /** The first error of an `afterWrite`. It doesn't end the deletion. */
  #failedHook: { readonly error: unknown } | undefined;

  /** @throws InvalidCursorError `cursor.invalid` if the cursor is of another deletion */
  constructor({ context, compile, ownerOf }: OwnedItems, options: DeletePartitionOptions) {
    const { schema } = context;
    const query = compile();
    const { partition, identity } = query.queriedBy();
    this.#context = context;
    this.#ownerOf = ownerOf;
    this.#query = query;
    this.#options = options;
    this.#scope = {
      table: schema.table.name,
      identity: JSON.stringify(['deletePartition', identity]),
      keys: keyAttributes(schema),
      partitionOf: () => partition,
      secret: context.options.cursorSecret,
    };
    const { cursor } = options;
    const left = cursor === undefined ? undefined : decodeParts(this.#scope, cursor);
    this.#earlier = left?.turn ?? 0;
    this.#unconfirmed = (left?.starts ?? []).filter((start) => typeof start === 'object');
  }

  async run(call: Operation): Promise<number> {
    try {
      await this.#delete(this.#unconfirmed, call);
      let start: StoredItem | undefined;
      do {
        const { Items = [], LastEvaluatedKey } = await this.#read(start, call);
        const { except } = this.#query;
        await this.#delete(except === undefined ? Items : Items.filter((item) => !except(item)), call);
        start = LastEvaluatedKey;
      } while (start !== undefined && this.#wanted !== 0);
    } catch (error) {
      if (this.#total === 0 && this.#unconfirmed.length === 0) throw error;
      const cursor = encodeCursor(this.#scope, { turn: this.#total, starts: this.#unconfirmed });
      throw new DeletionInterruptedError(this.#scope.table, this.#total, this.#unconfirmed.length, cursor, error);
    }
    if (this.#failedHook !== undefined) throw this.#failedHook.error;
    return this.#total;
  }

  get #total(): number {
    return this.#earlier + this.#deleted;
  }

  /** The number of items that this call may still delete. Undefined for all. */
  get #wanted(): number | undefined {
    const { limit } = this.#options;
    return limit === undefined ? undefined : Math.max(limit - this.#deleted, 0);
  }

  /** Reads one page of keys. Repeats a throttled read until the time is over. */
  #read(start: StoredItem | undefined, call: Operation) {
    const { executor, options, meter } = this.#context;
    const input = pageRequest(this.#query.request, { start, limit: this.#wanted });
    const send = async () => {
      await meter?.ready('read', call);
      return executor.send('Query', input, this.#scope.table, call);
    };
    return retry(send, {
      schedule: exponential(options.backoff),
      signal: call,
      deadline: deadlineIn(call.timeoutMs),
      retryIf: (error) => error instanceof ThrottledError,
    });
  }

  /** Deletes the items that were read. Counts each one when its deletion is confirmed. */
  async #delete(items: readonly StoredItem[], call: Operation): Promise<void> {
    const owned = items.flatMap((item) => {
      const owner = this.#ownerOf(item);
      return owner === undefined ? [] : { owner, item };
    });
    const isGuarded = ({ owner }: OwnedItem): boolean => owner.schema.uniques.length > 0;
    await this.#deleteEach(
      owned.filter((each) => !isGuarded(each)),
      false,
      call,
    );
    await this.#deleteEach(owned.filter(isGuarded), true, call);
  }

  async #deleteEach(items: readonly OwnedItem[], isGuarded: boolean, call: Operation): Promise<void> {
    if (items.length === 0 || this.#wanted === 0) return;
    const context = this.#context;
    const { schema } = context;
    const keys = items.map(({ item }) => schema.mapper.keyOf(item));
    const entries = new BatchEntries(schema, items, keys);
    // A guarded item is prepared with its transaction.
    const actions = isGuarded ? new Map<unknown, WriteAction>() : await actionsOf(items, keys);
    const send = async (chunk: readonly BatchEntry[]): Promise<readonly StoredItem[]> => {
      const rest = isGuarded
        ? await this.#deleteGuarded(chunk, actions, call)
        : await writeChunk(context, chunk, 'deleted', call);
      this.#deleted += chunk.length - rest.length;
      this.#options.onProgress?.(this.#total);
      const left = new Set(rest.map((key) => entries.of(key)));
      const done = chunk.flatMap((entry) => (left.has(entry) ? [] : (actions.get(entry.input) ?? [])));
      await afterWrites(done.map((action) => ({ action, item: undefined }))).catch((error: unknown) => {
        this.#failedHook ??= { error };
      });
      return rest;
    };
    const { concurrency } = this.#options;
    const outcome = await runWithin(
      context,
      entries,
      { concurrency },
      isGuarded ? 1 : maxBatchWriteRequests,
      send,
      call,
    );
    this.#unconfirmed = outcome.left.filter(({ maybe }) => maybe !== undefined).map(({ stored }) => stored);
    throwCause(schema, outcome, call.timeoutMs);
  }

  /** Deletes an item and the guards of its unique values by one transaction. */
  async #deleteGuarded(
    chunk: readonly BatchEntry[],
    actions: Map<unknown, WriteAction>,
    call: Operation,
  ): Promise<readonly StoredItem[]> {
    for (const entry of chunk) {
      const { owner: context, item: known } = entry.input as OwnedItem;
      const { backoff } = context.options;
      const { meter } = this.#context;
      await meter?.ready('write', call);
      const memory: CommitMemory = {};
      const action = await actionOf(context, entry.stored);
      actions.set(entry.input, action);
      try {
        await commitInTime(withMeter(context, meter).executor, [{ context, action, known }], call, { backoff }, memory);
      } finally {
        if (memory.unknown !== undefined) entry.maybe = 'deleted';
      }
    }
    return [];
  }
}

/**
 * Prepares the deletes of items whose classes have extensions, by item.
 *
 * @throws ConfigurationError if an extension gives a delete a condition
 */
async function actionsOf(items: readonly OwnedItem[], keys: readonly StoredItem[]): Promise<Map<unknown, WriteAction>> {
  const actions = new Map<unknown, WriteAction>();
  for (const [place, owned] of items.entries()) {
    const schema = schemaOfItem(owned.owner.schema, owned.item);
    if (schema.extensions.length > 0)
      actions.set(owned, unconditional(await actionOf(owned.owner, keys[place] ?? {}, schema)));
  }
  return actions;
}

/** Prepares the delete of a stored key. The key stays as it is stored, because a conversion could change it. */
function actionOf(
  context: RepositoryContext,
  key: StoredItem,
  schema: Schema = context.schema,
): Awaitable<WriteAction> {
  const entity = schema.mapper.fromResponse(key, new Set(schema.key.readable));
  // A class without its mark deletes for good.
  const final = schema.softDelete === undefined ? schema : { ...schema, softDelete: undefined };
  return prepareWrite(context, 'deleteIfExists', { key: entity, storedKey: key }, nowMs(context), final);
}
