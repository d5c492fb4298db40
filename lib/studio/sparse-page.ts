import type { Page, Results } from '../repository/results.ts';

/** Milliseconds after which a page ends, however many items it has. */
const maxSearchMs = 3_000;
/** Bytes of stored items from which a page ends, so that neither the server nor the browser holds too many. */
const maxPageBytes = 8_388_608;
/** Most items that one request reads. */
const maxPageSize = 1_000;

/** The items of a page, and the cursor to continue after it. */
export type SparsePage<T> = Pick<Page<T>, 'items' | 'cursor'>;

/** The extent of a page. */
export interface SparsePageOptions<T> {
  /** The number of items from which the page ends. */
  readonly limit: number;
  readonly cursor: string | undefined;
  /** Returns the bytes of the items that are read so far. */
  readonly bytes: () => number;
  /** True for an item that belongs to the page. Default: all. */
  readonly keep?: (item: T) => boolean;
}

/**
 * Reads a page of results from which most items are left out. Ends after a time, so that a search through a large table
 * shows how far it is.
 *
 * @param resultsOf - returns the results, which read that many items by one request
 */
export async function sparsePage<T>(
  resultsOf: (pageSize: number) => Results<T>,
  { limit, cursor, bytes, keep = () => true }: SparsePageOptions<T>,
): Promise<SparsePage<T>> {
  const endsAt = performance.now() + maxSearchMs;
  const items: T[] = [];
  let next = cursor;
  let pageSize = limit;
  do {
    const page: Page<T> = await resultsOf(pageSize).page({ cursor: next });
    const kept = page.items.filter(keep);
    items.push(...kept);
    next = page.cursor;
    if (kept.length === 0) pageSize = Math.min(pageSize * 4, maxPageSize);
  } while (next !== undefined && items.length < limit && bytes() < maxPageBytes && performance.now() < endsAt);
  return { items, cursor: next };
}
