import { meterOf } from '../execution/capacity-meter.ts';
import { projectionExpression } from '../expressions/projection.ts';
import { maxBatchGetKeys } from '../limits.ts';
import type { Shown } from '../schema/hidden.ts';
import type { Schema } from '../schema/schema.ts';
import type { StoredItem } from '../sdk-types.ts';
import { allOf } from '../time/awaitable.ts';
import { readStored } from './batch-reads.ts';
import { type RepositoryContext, withMeter } from './context.ts';
import type { ExplainedRead } from './explained-read.ts';
import type { Position } from './page-walk.ts';
import { readItem } from './read-item.ts';
import type { Reading, ResultPage, ResultSource } from './results.ts';
import type { QueryOptions } from './types.ts';

/** The batch reads of a page that are in flight together. */
const concurrency = 4;
/** The maximum number of items of a page, so that an index page of 1 MB doesn't become gigabytes of items. */
const maxFollowed = maxBatchGetKeys * concurrency;

type FollowOptions = Pick<
  QueryOptions<object, string>,
  'index' | 'follow' | 'select' | 'consistent' | 'capacityLimit' | keyof Shown | 'signal' | 'timeoutMs'
>;

/** True if the index of a read has only a part of each item, and the whole items are read as well. */
export function follows({ indexes }: Schema, { follow, index }: FollowOptions): boolean {
  if (follow !== true || index === undefined) return false;
  const projection = indexes[index]?.projection;
  return projection !== undefined && projection !== 'ALL';
}

/**
 * Returns the settings of the request for the index. The selection belongs to the batch reads, and so does
 * `consistent`, if the index is global.
 *
 * @throws ValidationError `item.invalid` if the selection doesn't fit the class
 */
export function entrySettings<Options extends FollowOptions>(schema: Schema, options: Options): Options {
  const { index = '', select, consistent } = options;
  if (select !== undefined) projectionExpression(schema, select);
  const isGlobal = schema.indexes[index]?.scope === 'global';
  return { ...options, select: undefined, consistent: isGlobal ? undefined : consistent };
}

/** The whole items of the entries of an index, in the order of the index. */
export class FollowedSource<T extends object> implements ResultSource<T> {
  readonly #context: RepositoryContext<T>;
  readonly #options: FollowOptions;
  readonly #entries: ResultSource<object>;

  /** @param entries - the stored entries of the index */
  constructor(context: RepositoryContext<T>, options: FollowOptions, entries: ResultSource<object>) {
    this.#context = context;
    this.#options = options;
    this.#entries = entries;
  }

  async *pages(reading: Reading): AsyncGenerator<ResultPage<T>, void, undefined> {
    const meter = meterOf(this.#options.capacityLimit);
    const metered = meter === undefined ? reading : { ...reading, meter };
    for await (const page of this.#entries.pages(metered)) {
      if (reading.countOnly === true) yield { ...page, items: [] };
      else yield* this.#follow(page, metered);
    }
  }

  /** Yields the whole items of one page of the index, in pages of up to 400. */
  async *#follow(page: ResultPage<object>, reading: Reading): AsyncGenerator<ResultPage<T>, void, undefined> {
    const { items: entries, after, next, scannedCount } = page;
    let from = 0;
    for (let round = 0; round === 0 || from < entries.length; round++) {
      // More than the wanted items if the previous ones were left out.
      const size = Math.min((reading.wanted() ?? maxFollowed) * 2 ** round, maxFollowed);
      const first = from;
      from = Math.min(from + size, entries.length);
      const { items, places } = await this.#read(entries.slice(first, from) as StoredItem[], reading);
      yield {
        items,
        after: (index) => after(first + (places[index] as number)),
        next: from === entries.length ? next : after(from - 1),
        count: items.length,
        scannedCount: round === 0 ? scannedCount : 0,
      };
    }
  }

  /**
   * Reads the items of entries. Leaves out items that are gone, are hidden, or can't be read.
   *
   * @returns the items, and the index of the entry of each one
   */
  async #read(
    entries: readonly StoredItem[],
    { observation, meter }: Reading,
  ): Promise<{ readonly items: T[]; readonly places: number[] }> {
    const items: T[] = [];
    const places: number[] = [];
    if (entries.length === 0) return { items, places };
    const { mapper } = this.#context.schema;
    const { select, consistent, includeExpired, includeDeleted, signal, timeoutMs } = this.#options;
    const shown = { includeExpired, includeDeleted };
    const options = { select, consistent, ...shown, signal, timeoutMs, concurrency };
    const keys = entries.map((entry) => mapper.keyOf(entry));
    // Before the batch, because its time limit is that of the requests.
    await meter?.ready('read', signal);
    const found = await readStored(withMeter({ ...this.#context, observation }, meter), keys, options);
    const read = await allOf(found.map((item) => readItem(this.#context, item, { select }, shown)));
    for (const [place, item] of read.entries()) {
      if (item === undefined) continue;
      items.push(item);
      places.push(place);
    }
    return { items, places };
  }

  explained(): ExplainedRead {
    const { select, consistent } = this.#options;
    const isSelected = select !== undefined;
    return { ...this.#entries.explained(), isSelected, isConsistent: consistent === true, isFollowed: true };
  }

  get table(): string {
    return this.#entries.table;
  }

  observation(): Reading['observation'] {
    return this.#entries.observation();
  }

  isAborted(error: unknown): boolean {
    return this.#entries.isAborted(error);
  }

  encode(position: Position): string {
    return this.#entries.encode(position);
  }

  decode(cursor: string): Position {
    return this.#entries.decode(cursor);
  }
}
