import type { ResponseItem } from '../execution/lanes/decoded-item.ts';
import type { StoredItem } from '../sdk-types.ts';
import { withCallers } from '../time/callers.ts';

/** The position of a segment: its beginning, after a key, or its end. */
export type Start = 'start' | 'end' | StoredItem;

/** The position of a read: the segment to read next, and the position of each segment. A query has one segment. */
export interface Position {
  readonly turn: number;
  readonly starts: readonly Start[];
}

/** The response of one request. */
export interface FetchedPage {
  readonly Items?: ResponseItem[] | undefined;
  readonly LastEvaluatedKey?: StoredItem | undefined;
  readonly Count?: number | undefined;
  readonly ScannedCount?: number | undefined;
}

/** A page, and the positions after it and after its items. */
export interface WalkedPage extends FetchedPage {
  /** Undefined at the end. */
  readonly next: Position | undefined;
  /** Returns the position after one of the items. */
  readonly after: (item: ResponseItem) => Position;
}

/** Requests one page of one segment. */
export type FetchPage = (segment: number, start: StoredItem | undefined) => Promise<FetchedPage>;

/** The position at the beginning. */
export const beginning = (segments: number): Position => ({ turn: 0, starts: Array<Start>(segments).fill('start') });

/**
 * Reads all segments in turn: a page of each one, then the next page of each. The order doesn't depend on which
 * response comes first. While the caller processes one page, requests of the next segments are in flight.
 *
 * @param concurrency - the maximum number of requests in flight
 * @param keyOf - returns the start key after an item
 */
export async function* walkPages(
  fetch: FetchPage,
  position: Position,
  concurrency: number,
  keyOf: (item: ResponseItem) => StoredItem,
): AsyncGenerator<WalkedPage, void, undefined> {
  const starts = [...position.starts];
  const inFlight = new Map<number, Promise<FetchedPage>>();
  let turn = nextTurn(starts, position.turn);
  while (turn !== undefined) {
    const segment = turn;
    for (const each of upcoming(starts, segment, concurrency)) {
      if (!inFlight.has(each)) inFlight.set(each, fetchQuietly(fetch, each, starts[each]));
    }
    const page = await arrived(inFlight.get(segment) as Promise<FetchedPage>);
    inFlight.delete(segment);
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

/** Waits for what was requested. Its errors get the stack of the current caller. */
export async function arrived<Value>(requested: Promise<Value>): Promise<Value> {
  try {
    return await requested;
  } catch (error) {
    throw withCallers(error, arrived);
  }
}

/** Requests a page. If nobody waits for it any more, a failure causes no unhandled rejection. */
function fetchQuietly(fetch: FetchPage, segment: number, start: Start | undefined): Promise<FetchedPage> {
  const page = fetch(segment, typeof start === 'object' ? start : undefined);
  page.catch(() => undefined);
  return page;
}

/** Returns the next segment from `turn` on that has not ended. Undefined if all have ended. */
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
