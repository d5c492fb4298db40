/**
 * The items of a query, lazily: nothing is sent until they are read, and each reading begins anew.
 *
 * @example
 * for await (const airport of airports.query({ country: 'France' }, { index: 'byCountry' })) console.log(airport.name);
 */
export class Results<T> implements AsyncIterable<T> {
  readonly #pages: (wanted: number | undefined) => AsyncIterable<readonly T[]>;
  readonly #limit: number | undefined;

  /**
   * @param pages - makes the pages anew; told how many items are wanted where that is known
   * @param limit - most items that are given
   */
  constructor(pages: (wanted: number | undefined) => AsyncIterable<readonly T[]>, limit?: number) {
    this.#pages = pages;
    this.#limit = limit;
  }

  /** The items one by one, page after page as they are needed. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    yield* this.#take(this.#limit);
  }

  /** All items. */
  async all(): Promise<T[]> {
    const items: T[] = [];
    for await (const item of this) items.push(item);
    return items;
  }

  /** The first item; undefined where there is none. */
  async first(): Promise<T | undefined> {
    for await (const item of this.#take(Math.min(1, this.#limit ?? 1))) return item;
    return undefined;
  }

  async *#take(limit: number | undefined): AsyncGenerator<T, void, undefined> {
    let left = limit ?? Number.POSITIVE_INFINITY;
    if (left <= 0) return;
    for await (const page of this.#pages(limit)) {
      for (const item of page) {
        yield item;
        left--;
        if (left <= 0) return;
      }
    }
  }
}
