import { ConfigurationError } from '../errors/configuration-error.ts';
import { anything, type CheckOptions, optionRules } from '../errors/option-rules.ts';
import { ReadInterruptedError } from '../errors/outcome-errors.ts';
import type { Position } from './page-walk.ts';

/** A page of results. */
export interface Page<T> {
  readonly items: T[];
  /** Gives the next page; undefined at the end. Good in any process, for the same read alone. */
  readonly cursor: string | undefined;
  /** The items that are given, after the filter. */
  readonly count: number;
  /** The items that DynamoDB looked at, and that are paid for. */
  readonly scannedCount: number;
}

/** Which page is wanted. */
export interface PageOptions {
  /** The cursor of the page before; the first page without. */
  readonly cursor?: string | undefined;
  /**
   * Items of the page, 1 or more: exactly so many unless there are no more. At most the query's own limit, which counts
   * too where none is given here; without either, what one request gives.
   */
  readonly limit?: number | undefined;
}

const checkPage: CheckOptions = optionRules<PageOptions>({ cursor: anything, limit: anything });

/** What one request gave. */
export interface ResultPage<T> {
  readonly items: T[];
  /** Where to go on after one of the items. */
  readonly after: (index: number) => Position;
  readonly next: Position | undefined;
  readonly count: number;
  readonly scannedCount: number;
}

/** How results are read. */
export interface Reading {
  /** Where to go on; undefined for the beginning. */
  readonly from?: Position | undefined;
  /** How many more items are wanted; undefined for all. */
  readonly wanted: () => number | undefined;
  /** True where items are counted alone. */
  readonly countOnly?: boolean;
  /** True where what one request gives is all that is wanted, and no other need be under way. */
  readonly onePage?: boolean;
}

/** Makes the pages that results are read from, anew for each reading. */
export interface ResultSource<T> {
  readonly table: string;
  pages(reading: Reading): AsyncIterable<ResultPage<T>>;
  isAborted(error: unknown): boolean;
  encode(position: Position): string;
  decode(cursor: string): Position;
}

/**
 * The items of a query or scan, lazily: nothing is sent until they are read, and each reading begins anew.
 *
 * @example
 * for await (const airport of airports.query({ country: 'France' }, { index: 'byCountry' })) console.log(airport.name);
 */
export class Results<T> implements AsyncIterable<T> {
  readonly #source: ResultSource<T>;
  readonly #limit: number | undefined;

  constructor(source: ResultSource<T>, limit?: number) {
    this.#source = source;
    this.#limit = checkedLimit(source.table, limit);
  }

  /**
   * The items one by one, page after page as they are needed. Leaving the loop sends nothing more.
   *
   * @throws ReadInterruptedError `read.interrupted` where a page fails after others were given, with the cursor to go on from
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const { items } of this.#given()) yield* items;
  }

  /** All items. */
  async all(): Promise<T[]> {
    const items: T[] = [];
    for await (const page of this.#taken(this.#limit)) items.push(...page.items);
    return items;
  }

  /** The first item; undefined where there is none. */
  async first(): Promise<T | undefined> {
    for await (const { items } of this.#taken(1)) {
      if (items.length > 0) return items[0];
    }
    return undefined;
  }

  /**
   * One page.
   *
   * With a `limit` it has exactly so many items unless there are no more, under a filter too, for which it may take
   * several requests; without, it is what one request gives, which may be nothing though more follows.
   *
   * @throws InvalidCursorError `cursor.invalid`
   * @example
   * const first = await orders.query({ customerId }).page({ limit: 20 });
   * const second = await orders.query({ customerId }).page({ limit: 20, cursor: first.cursor });
   * // Query { Limit: 20, ExclusiveStartKey: { … } }
   */
  async page(options: PageOptions = {}): Promise<Page<T>> {
    checkPage(options, this.#source.table, 'page');
    const { cursor, limit: given } = options;
    const limit = lower(checkedLimit(this.#source.table, given), this.#limit);
    const from = cursor === undefined ? undefined : this.#source.decode(cursor);
    const all: T[] = [];
    let last: Page<T> | undefined;
    let scannedCount = 0;
    for await (const page of this.#taken(limit, from, limit === undefined)) {
      all.push(...page.items);
      scannedCount += page.scannedCount;
      last = page;
      if (limit === undefined) break;
    }
    return { items: all, cursor: last?.cursor, count: all.length, scannedCount };
  }

  /**
   * The pages as DynamoDB gives them, each with the cursor that leads on; some may be empty.
   *
   * @throws ReadInterruptedError `read.interrupted` where a page fails after others were given, with the cursor to go on from
   */
  pages(): AsyncIterable<Page<T>> {
    return { [Symbol.asyncIterator]: () => this.#given() };
  }

  /** How many items there are, counted by DynamoDB: all are read and paid for, and none is sent. */
  async count(): Promise<number> {
    let total = 0;
    for await (const { count } of this.#source.pages({ wanted: () => undefined, countOnly: true })) {
      total += count;
      if (this.#limit !== undefined && total >= this.#limit) return this.#limit;
    }
    return total;
  }

  /** Pages that the caller has seen when the next one fails: the error says where to go on. */
  async *#given(): AsyncGenerator<Page<T>, void, undefined> {
    let cursor: string | undefined;
    try {
      for await (const page of this.#taken(this.#limit)) {
        yield page;
        cursor = page.cursor;
      }
    } catch (error) {
      if (cursor === undefined || this.#source.isAborted(error)) throw error;
      throw new ReadInterruptedError(this.#source.table, cursor, error);
    }
  }

  /** Pages with no more items than the limit; the cursor of the last leads on from its last item. */
  async *#taken(limit: number | undefined, from?: Position, onePage = false): AsyncGenerator<Page<T>, void, undefined> {
    let left = limit ?? Number.POSITIVE_INFINITY;
    const wanted = (): number | undefined => (limit === undefined ? undefined : left);
    for await (const { items, after, next, scannedCount } of this.#source.pages({ from, wanted, onePage })) {
      const given = items.length > left ? items.slice(0, left) : items;
      left -= given.length;
      const position = given.length < items.length ? after(given.length - 1) : next;
      yield {
        items: given,
        cursor: position && this.#source.encode(position),
        count: given.length,
        scannedCount,
      };
      if (left <= 0) return;
    }
  }
}

const lower = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);

/** A limit of 0 could only be a mistake, and would be read as "all" by some and "none" by others. */
function checkedLimit(table: string, limit: number | undefined): number | undefined {
  if (limit === undefined || (Number.isInteger(limit) && limit >= 1)) return limit;
  throw new ConfigurationError(`${table}: limit must be a whole number of 1 or more; leave it out for all items`);
}
