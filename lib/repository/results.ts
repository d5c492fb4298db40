import { anything, type CheckOptions, optionRules } from '../errors/option-rules.ts';
import { ReadInterruptedError } from '../errors/outcome-errors.ts';
import { wholeNumber } from '../errors/whole-number.ts';
import type { CapacityMeter } from '../execution/capacity-meter.ts';
import type { Executor } from '../execution/executor.ts';
import type { Observation, Observed } from '../execution/observation.ts';
import type { ItemSizes } from '../operations/request-units.ts';
import type { ExplainedRead } from './explained-read.ts';
import type { Explanation } from './explanation.ts';
import { observedPages } from './observed-pages.ts';
import type { Position } from './page-walk.ts';

/** One page of results. */
export interface Page<T> {
  readonly items: T[];
  /** Continues after this page. Undefined at the end. Valid in any process, but only for the same query or scan. */
  readonly cursor: string | undefined;
  /** The number of items in `items`, after the filter. */
  readonly count: number;
  /** The number of items that DynamoDB read and charged for. */
  readonly scannedCount: number;
}

/** Selects one page. */
export interface PageOptions {
  /** The cursor of the previous page. Default: the first page. */
  readonly cursor?: string | undefined;
  /**
   * Number of items of the page, 1 or more. The page has fewer only at the end of the results.
   *
   * At most the limit of the query, which is also the default. Without either, the page is the items of one response.
   */
  readonly limit?: number | undefined;
}

const checkPage: CheckOptions = optionRules<PageOptions>({ cursor: anything, limit: anything });

/** The items of one response. */
export interface ResultPage<T> {
  readonly items: T[];
  /** The position after one of the items. */
  readonly after: (index: number) => Position;
  readonly next: Position | undefined;
  readonly count: number;
  readonly scannedCount: number;
}

/** The settings of one reading. */
export interface Reading extends Observed {
  /** The position to continue at. Default: the beginning. */
  readonly from?: Position | undefined;
  /** Returns how many more items are needed. Undefined for all. */
  readonly wanted: () => number | undefined;
  /** True if the items are only counted. */
  readonly countOnly?: boolean;
  /** Delays and measures the requests. Default: that of the limit of the read, if it has one. */
  readonly meter?: CapacityMeter | undefined;
  /** Sends the requests. Default: that of the repository. */
  readonly executor?: Executor | undefined;
  /** True if one response is enough, so no other request should be in flight. */
  readonly onePage?: boolean;
}

/** Creates the pages of the results, again for each reading. */
export interface ResultSource<T> {
  readonly table: string;
  /** Begins the observation of a reading. Undefined if nobody observes it. */
  observation(): Observation | undefined;
  pages(reading: Reading): AsyncIterable<ResultPage<T>>;
  explained(): ExplainedRead;
  isAborted(error: unknown): boolean;
  encode(position: Position): string;
  decode(cursor: string): Position;
}

/**
 * The items of a query or scan. Nothing is sent until they are read. Each reading starts again at the beginning.
 *
 * @example
 * for await (const airport of airports.query({ country: 'France' }, { index: 'byCountry' })) console.log(airport.name);
 * // Query { IndexName: 'byCountry', KeyConditionExpression: '#0 = :1', … }, for each page
 */
export class Results<T> implements AsyncIterable<T> {
  readonly #source: ResultSource<T>;
  readonly #limit: number | undefined;

  constructor(source: ResultSource<T>, limit?: number) {
    this.#source = source;
    this.#limit = checkedLimit(source.table, limit);
  }

  /**
   * Reads the items one by one, and requests a page only when it is needed. If you leave the loop, nothing more is
   * sent.
   *
   * @throws ReadInterruptedError `read.interrupted` if a page fails after another was read; the error has a cursor to
   * continue
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const { items } of this.#pages()) yield* items;
  }

  /**
   * Reads all items into one array. Sends as many requests as there are pages.
   *
   * @example
   * const airports = await repository.query({ country: 'France' }, { index: 'byCountry' }).all();
   * // Query { IndexName: 'byCountry', … }, for each page
   */
  async all(): Promise<T[]> {
    const items: T[] = [];
    for await (const page of this.#upTo(this.#limit)) items.push(...page.items);
    return items;
  }

  /**
   * Reads the first item. Undefined if there is none.
   *
   * @example
   * const oldest = await orders.query({ customerId }).first();
   * // Query { KeyConditionExpression: '#0 = :1', Limit: 1, … }
   */
  async first(): Promise<T | undefined> {
    for await (const { items } of this.#upTo(1)) {
      if (items.length > 0) return items[0];
    }
    return undefined;
  }

  /**
   * Reads one page.
   *
   * With a `limit`, the page has exactly that many items, or fewer at the end. With a filter, this can take several
   * requests. Without a `limit`, the page is the items of one response. It can be empty even if more items follow.
   *
   * @throws InvalidCursorError `cursor.invalid` if the cursor is not valid, or belongs to another query or scan
   * @example
   * const first = await orders.query({ customerId }).page({ limit: 20 });
   * const second = await orders.query({ customerId }).page({ limit: 20, cursor: first.cursor });
   * // Query { Limit: 20, ExclusiveStartKey: { … }, … }
   */
  async page(options: PageOptions = {}): Promise<Page<T>> {
    checkPage(options, this.#source.table, 'page');
    const { cursor, limit: pageLimit } = options;
    const limit = lower(checkedLimit(this.#source.table, pageLimit), this.#limit);
    const source = cursor === undefined ? this.#source : startedAt(this.#source, cursor);
    const all: T[] = [];
    let last: Page<T> | undefined;
    let scannedCount = 0;
    for await (const page of this.#upTo(limit, source, limit === undefined)) {
      all.push(...page.items);
      scannedCount += page.scannedCount;
      last = page;
      if (limit === undefined) break;
    }
    return { items: all, cursor: last?.cursor, count: all.length, scannedCount };
  }

  /**
   * Reads the items page by page, one page for each response. Each page has a cursor to continue after it. A page can
   * be empty even if more follow.
   *
   * @throws ReadInterruptedError `read.interrupted` if a page fails after another was read; the error has a cursor to
   * continue
   */
  pages(): AsyncIterable<Page<T>> {
    return { [Symbol.asyncIterator]: () => this.#pages() };
  }

  /**
   * Returns the number of items. DynamoDB counts them: it reads and charges for all, and sends none.
   *
   * @example
   * const count = await orders.query({ customerId }).count();
   * // Query { Select: 'COUNT', … }, for each page
   */
  async count(): Promise<number> {
    let total = 0;
    for await (const { count } of read(this.#source, { wanted: () => undefined, countOnly: true })) {
      total += count;
      if (this.#limit !== undefined && total >= this.#limit) return this.#limit;
    }
    return total;
  }

  /**
   * Returns the first requests of a reading of all items, with their estimated cost. Sends nothing.
   *
   * @param sizes - bytes of an item (default 1,024), and number of items that each request reads (default: its
   * `Limit`, or else the items of 1 MB)
   * @throws ConfigurationError `configuration.invalid` if a size is not valid
   * @throws ValidationError `item.invalid` if the key or the filter doesn't fit the class
   * @example
   * const { text, readUnits, warnings } = await orders.query({ customerId }, { limit: 20 }).explain({ itemBytes: 800 });
   * // sends nothing; text: Query orders { KeyConditionExpression: customerId = 'c1', Limit: 20 }, readUnits: 2
   */
  async explain(sizes: ItemSizes = {}): Promise<Explanation> {
    const { explainRead } = await import('./explain-read.ts');
    const wanted = (): number | undefined => this.#limit;
    const pages = (executor: Executor): AsyncIterable<unknown> => this.#source.pages({ wanted, executor });
    return explainRead({ ...this.#source.explained(), limit: this.#limit }, pages, sizes);
  }

  /** Yields pages. If a request fails after the caller received a page, the error has the cursor to continue. */
  async *#pages(): AsyncGenerator<Page<T>, void, undefined> {
    let cursor: string | undefined;
    try {
      for await (const page of this.#upTo(this.#limit)) {
        yield page;
        cursor = page.cursor;
      }
    } catch (error) {
      if (cursor === undefined || this.#source.isAborted(error)) throw error;
      throw new ReadInterruptedError(this.#source.table, cursor, error);
    }
  }

  /**
   * Yields pages that together have at most `limit` items. The cursor of the last page continues after its last item.
   */
  async *#upTo(
    limit: number | undefined,
    source = this.#source,
    onePage = false,
  ): AsyncGenerator<Page<T>, void, undefined> {
    let left = limit ?? Number.POSITIVE_INFINITY;
    const wanted = (): number | undefined => (limit === undefined ? undefined : left);
    for await (const { items, after, next, scannedCount } of read(source, { wanted, onePage })) {
      const kept = items.length > left ? items.slice(0, left) : items;
      left -= kept.length;
      const position = kept.length < items.length ? after(kept.length - 1) : next;
      yield {
        items: kept,
        cursor: position && this.#source.encode(position),
        count: kept.length,
        scannedCount,
      };
      if (left <= 0) return;
    }
  }
}

/** Begins a reading. Reports it at its end, if somebody observes it. */
function read<T>(source: ResultSource<T>, reading: Reading): AsyncIterable<ResultPage<T>> {
  const observation = source.observation();
  if (observation === undefined) return source.pages(reading);
  return observedPages(observation, () => source.pages({ ...reading, observation }));
}

/** Returns the results after a cursor. A reading can still begin elsewhere. */
export const startedAt = <T>(source: ResultSource<T>, cursor: string): ResultSource<T> => ({
  table: source.table,
  observation: () => source.observation(),
  pages: (reading) => source.pages({ ...reading, from: reading.from ?? source.decode(cursor) }),
  explained: () => source.explained(),
  isAborted: (error) => source.isAborted(error),
  encode: (position) => source.encode(position),
  decode: (text) => source.decode(text),
});

const lower = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);

/** Rejects 0, which some readers would understand as "all" and others as "none". */
function checkedLimit(table: string, limit: number | undefined): number | undefined {
  if (limit === undefined) return undefined;
  return wholeNumber(`${table}: limit`, limit, { least: 1, hint: '; leave it out for all items' });
}
