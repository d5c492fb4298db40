import type { Place } from '../checkpoints/place.ts';
import { InvalidItemError } from '../errors/invalid-item-error.ts';
import { NotUniqueError } from '../errors/not-unique-error.ts';
import type { CapacityMeter } from '../execution/capacity-meter.ts';
import type { CallOptions } from '../execution/executor.ts';
import { readIndex } from '../operations/read-request.ts';
import type { RepositoryContext } from '../repository/context.ts';
import { currentItem } from '../repository/recovery.ts';
import { isOwnItem } from '../schema/kinds.ts';
import type { IndexSchema } from '../schema/schema.ts';
import type { StoredItem } from '../sdk-types.ts';
import { linkAbort, sharedController } from '../time/abort-listeners.ts';
import type { AnyBackfillOptions, BackfillResult } from './backfill-options.ts';
import { pacedExecutor } from './paced-executor.ts';
import { type BackfillIdentity, type BackfillState, stateJson } from './saved-state.ts';
import { changeWork, upgradeWork } from './work.ts';
import type { Work } from './worked-item.ts';

const defaultPageSize = 100;
const defaultConcurrency = 4;

/** One run of a backfill. */
export class BackfillRun {
  readonly #context: RepositoryContext;
  readonly #options: AnyBackfillOptions;
  readonly #identity: BackfillIdentity;
  readonly #meter: CapacityMeter;
  readonly #index: IndexSchema | undefined;
  readonly #work: Work;
  readonly #places: Place[];
  /** The work of earlier runs. */
  readonly #earlier: BackfillResult;
  readonly #counts = { scanned: 0, changed: 0, skipped: 0, conflicts: 0, estimatedUnits: 0 };
  /** Ends the requests of all segments after an error. */
  readonly #ended = sharedController();
  readonly #call: CallOptions = { signal: this.#ended.signal };
  #saved: Promise<void> = Promise.resolve();

  constructor(
    context: RepositoryContext,
    options: AnyBackfillOptions,
    { identity, state, meter }: { identity: BackfillIdentity; state: BackfillState; meter: CapacityMeter },
  ) {
    const { change, dryRun = false } = options;
    const metered = { ...context, executor: pacedExecutor(context.executor, meter, context.options.backoff) };
    this.#context = metered;
    this.#options = options;
    this.#identity = identity;
    this.#meter = meter;
    this.#index = readIndex(context.schema, options.index);
    this.#work = change === undefined ? upgradeWork(metered, dryRun) : changeWork(metered, change, dryRun);
    this.#places = [...state.places];
    this.#earlier = state.done;
  }

  async run(): Promise<BackfillResult> {
    const unlink = linkAbort(this.#ended, this.#options.signal);
    try {
      await this.#together(this.#places.keys(), this.#places.length, (segment) => this.#segment(segment));
      return this.#result();
    } finally {
      unlink();
    }
  }

  /** Runs work on each element, some at the same time. After an error, waits until all work has ended. */
  async #together<Each>(all: Iterator<Each> & Iterable<Each>, most: number, work: (each: Each) => Promise<void>) {
    const worker = async (): Promise<void> => {
      for (let next = all.next(); next.done !== true; next = all.next()) {
        this.#call.signal?.throwIfAborted();
        await work(next.value);
      }
    };
    const workers = Array.from({ length: most }, () =>
      worker().catch((error: unknown) => {
        this.#ended.abort(error);
        throw error;
      }),
    );
    await Promise.allSettled(workers);
    await Promise.all(workers);
    this.#call.signal?.throwIfAborted();
  }

  async #segment(segment: number): Promise<void> {
    for (let place = this.#places[segment]; place !== undefined && place !== 'end'; place = this.#places[segment]) {
      const { Items = [], LastEvaluatedKey } = await this.#page(segment, place);
      const { concurrency = defaultConcurrency } = this.#options;
      await this.#together(Items.values(), Math.min(concurrency, Items.length), (item) => this.#item(item));
      this.#places[segment] = LastEvaluatedKey ?? 'end';
      await this.#save();
      this.#options.onProgress?.(this.#result());
    }
  }

  #page(segment: number, place: Place) {
    const { executor, schema } = this.#context;
    const { pageSize = defaultPageSize, segments = 1 } = this.#options;
    const input = {
      TableName: schema.table.name,
      Limit: pageSize,
      ...(this.#index && { IndexName: this.#index.storedName }),
      ...(typeof place === 'object' && { ExclusiveStartKey: place }),
      ...(segments > 1 && { Segment: segment, TotalSegments: segments }),
    };
    return executor.send('Scan', input, schema.table.name, this.#call);
  }

  async #item(found: StoredItem): Promise<void> {
    const { schema } = this.#context;
    if (!isOwnItem(schema, found)) return;
    this.#counts.scanned += 1;
    const isPart = this.#index !== undefined && this.#index.projection !== 'ALL';
    const key = schema.mapper.keyOf(found);
    const stored = isPart ? await currentItem(this.#context, { schema, key }, this.#call) : found;
    const worked = stored && isOwnItem(schema, stored) ? await this.#worked(stored) : undefined;
    this.#counts.conflicts += worked?.conflicts ?? 0;
    this.#counts.estimatedUnits += worked?.estimatedUnits ?? 0;
    this.#counts[worked?.isChanged === true ? 'changed' : 'skipped'] += 1;
  }

  async #worked(stored: StoredItem) {
    const { onInvalid } = this.#options;
    try {
      return await this.#work(stored, this.#call);
    } catch (error) {
      const isOfItem = error instanceof InvalidItemError || error instanceof NotUniqueError;
      if (onInvalid === undefined || !isOfItem) throw error;
      onInvalid(error);
      return undefined;
    }
  }

  #result(): BackfillResult {
    const { scanned, changed, skipped, conflicts, estimatedUnits } = this.#counts;
    const earlier = this.#earlier;
    return {
      scanned: earlier.scanned + scanned,
      changed: earlier.changed + changed,
      skipped: earlier.skipped + skipped,
      conflicts: earlier.conflicts + conflicts,
      readUnits: earlier.readUnits + this.#meter.readUnits,
      writeUnits: earlier.writeUnits + this.#meter.writeUnits + estimatedUnits,
    };
  }

  /** Saves the position of all segments. Saves of several segments are done one after the other. */
  #save(): Promise<void> {
    const { checkpoint, dryRun } = this.#options;
    if (checkpoint === undefined || dryRun === true) return Promise.resolve();
    this.#saved = this.#saved.then(() =>
      checkpoint.save(stateJson(this.#identity, { places: this.#places, done: this.#result() })),
    );
    return this.#saved;
  }
}
