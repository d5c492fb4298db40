import type { ResponseItem } from '../execution/lanes/decoded-item.ts';
import type { StoredItem } from '../sdk-types.ts';
import { withCallers } from '../time/callers.ts';

/** Where a segment goes on: at its beginning, after a key, or nowhere. */
export type Start = 'start' | 'end' | StoredItem;

/** Where a read goes on: whose turn it is, and where each segment is. A query has one segment. */
export interface Position {
  readonly turn: number;
  readonly starts: readonly Start[];
}

/** What DynamoDB answers to one request. */
export interface FetchedPage {
  readonly Items?: ResponseItem[] | undefined;
  readonly LastEvaluatedKey?: StoredItem | undefined;
  readonly Count?: number | undefined;
  readonly ScannedCount?: number | undefined;
}

/** A page, and where to go on after it. */
export interface WalkedPage extends FetchedPage {
  /** Undefined at the end. */
  readonly next: Position | undefined;
  /** Where to go on after one of its items. */
  readonly after: (item: ResponseItem) => Position;
}

/** Asks for one page of one segment. */
export type FetchPage = (segment: number, start: StoredItem | undefined) => Promise<FetchedPage>;

/** The position before anything is read. */
export const beginning = (segments: number): Position => ({ turn: 0, starts: Array<Start>(segments).fill('start') });

/**
 * Walks all segments in turn, a page of each and then the next of each: an order that doesn't depend on which answer
 * comes first. While one page is looked at, those of the next segments are under way.
 *
 * @param concurrency - most requests under way at once
 * @param keyOf - the key that a page begins after
 */
export async function* walkPages(
  fetch: FetchPage,
  position: Position,
  concurrency: number,
  keyOf: (item: ResponseItem) => StoredItem,
): AsyncGenerator<WalkedPage, void, undefined> {
  const starts = [...position.starts];
  const underWay = new Map<number, Promise<FetchedPage>>();
  let turn = nextTurn(starts, position.turn);
  while (turn !== undefined) {
    const segment = turn;
    for (const each of upcoming(starts, segment, concurrency)) {
      if (!underWay.has(each)) underWay.set(each, fetchQuietly(fetch, each, starts[each]));
    }
    const page = await arrived(underWay.get(segment) as Promise<FetchedPage>);
    underWay.delete(segment);
    starts[segment] = page.LastEvaluatedKey ?? 'end';
    turn = nextTurn(starts, segment + 1);
    const now = [...starts];
    yield {
      ...page,
      next: turn === undefined ? undefined : { turn, starts: now },
      after: (item) => ({ turn: segment, starts: now.map((start, each) => (each === segment ? keyOf(item) : start)) }),
    };
  }
}

/** A page that was asked for before: an error of it tells who waits for it. */
async function arrived(page: Promise<FetchedPage>): Promise<FetchedPage> {
  try {
    return await page;
  } catch (error) {
    throw withCallers(error, arrived);
  }
}

/** A page that nobody waits for any more may fail without an unhandled rejection. */
function fetchQuietly(fetch: FetchPage, segment: number, start: Start | undefined): Promise<FetchedPage> {
  const page = fetch(segment, typeof start === 'object' ? start : undefined);
  page.catch(() => undefined);
  return page;
}

/** The segment whose turn it is from `turn` on; undefined where all have ended. */
function nextTurn(starts: readonly Start[], turn: number): number | undefined {
  return upcoming(starts, turn, 1)[0];
}

function upcoming(starts: readonly Start[], turn: number, count: number): number[] {
  const segments: number[] = [];
  for (let step = 0; step < starts.length && segments.length < count; step++) {
    const segment = (turn + step) % starts.length;
    if (starts[segment] !== 'end') segments.push(segment);
  }
  return segments;
}
