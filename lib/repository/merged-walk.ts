import type { ResponseItem } from '../execution/lanes/decoded-item.ts';
import type { StoredItem } from '../sdk-types.ts';
import { arrived, type FetchedPage, type FetchPage, type Position, type Start, type WalkedPage } from './page-walk.ts';

/** The order of items, and the start key after one of them. */
export interface MergedOrder {
  /** Below 0 if the first item comes first. */
  readonly compare: (a: ResponseItem, b: ResponseItem) => number;
  /** True if items that are equal come from the last shard down. */
  readonly descending: boolean;
  readonly keyOf: (item: ResponseItem) => StoredItem;
}

/** One shard: the items of its last page that are not merged yet, and the position after that page. */
class Shard {
  readonly number: number;
  #items: readonly ResponseItem[] = [];
  #next = 0;
  #start: Start;
  #resume: Start;

  constructor(number: number, start: Start) {
    this.number = number;
    this.#start = start;
    this.#resume = start;
  }

  get head(): ResponseItem | undefined {
    return this.#items[this.#next];
  }

  /** True if a page must be read to know the next item. */
  get isDry(): boolean {
    return this.head === undefined && this.#resume !== 'end';
  }

  get isEnded(): boolean {
    return this.head === undefined && this.#resume === 'end';
  }

  /** Returns the position after the last merged item. */
  position(keyOf: MergedOrder['keyOf']): Start {
    if (this.head === undefined) return this.#resume;
    const last = this.#items[this.#next - 1];
    return last === undefined ? this.#start : keyOf(last);
  }

  async read(fetch: FetchPage): Promise<FetchedPage> {
    const start = this.#resume;
    const page = await fetch(this.number, typeof start === 'object' ? start : undefined);
    this.#items = page.Items ?? [];
    this.#next = 0;
    this.#start = start;
    this.#resume = page.LastEvaluatedKey ?? 'end';
    return page;
  }

  take(): ResponseItem {
    return this.#items[this.#next++] as ResponseItem;
  }
}

/** An item, and the shard that it comes from. */
interface MergedItem {
  readonly item: ResponseItem;
  readonly shard: number;
}

/**
 * Reads all shards in one order. Each page has the items that are known to come next, so it can be empty if a filter
 * left out all items of a shard. Equal items come in the order of the shards.
 *
 * @param concurrency - the maximum number of requests in flight
 */
export async function* mergePages(
  fetch: FetchPage,
  { starts }: Position,
  concurrency: number,
  order: MergedOrder,
): AsyncGenerator<WalkedPage, void, undefined> {
  const shards = starts.map((start, number) => new Shard(number, start));
  const positions = (): Start[] => shards.map((shard) => shard.position(order.keyOf));
  while (!shards.every(({ isEnded }) => isEnded)) {
    const ScannedCount = await arrived(readDry(fetch, shards, concurrency));
    const before = positions();
    const merged = merge(shards, order);
    const Items = merged.map(({ item }) => item);
    yield {
      Items,
      Count: Items.length,
      ScannedCount,
      next: shards.every(({ isEnded }) => isEnded) ? undefined : { turn: 0, starts: positions() },
      after: (item) => ({ turn: 0, starts: positionsAfter(before, merged, Items.indexOf(item), order) }),
    };
  }
}

/** Reads a page of each shard that has no item left. Returns the number of items that DynamoDB read. */
async function readDry(fetch: FetchPage, shards: readonly Shard[], concurrency: number): Promise<number> {
  const waiting = shards.filter(({ isDry }) => isDry);
  let scanned = 0;
  const work = async (): Promise<void> => {
    for (let shard = waiting.shift(); shard !== undefined; shard = waiting.shift()) {
      const { ScannedCount = 0 } = await shard.read(fetch);
      scanned += ScannedCount;
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, waiting.length) }, work));
  return scanned;
}

/** Takes items in order, until a shard must be read to know which one is next. */
function merge(shards: readonly Shard[], { compare, descending }: MergedOrder): MergedItem[] {
  const merged: MergedItem[] = [];
  if (shards.some(({ isDry }) => isDry)) return merged;
  const byHead = (a: Shard, b: Shard): number =>
    compare(a.head as ResponseItem, b.head as ResponseItem) || (a.number - b.number) * (descending ? -1 : 1);
  const heads = shards.filter(({ head }) => head !== undefined).sort(byHead);
  for (let shard = heads.shift(); shard !== undefined; shard = heads.shift()) {
    merged.push({ item: shard.take(), shard: shard.number });
    if (shard.isDry) break;
    if (shard.head !== undefined) insert(heads, shard, byHead);
  }
  return merged;
}

/** Inserts a shard into a sorted list. */
function insert(sorted: Shard[], shard: Shard, compare: (a: Shard, b: Shard) => number): void {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(shard, sorted[middle] as Shard) < 0) high = middle;
    else low = middle + 1;
  }
  sorted.splice(low, 0, shard);
}

/** Returns the position of each shard after one of the merged items. */
function positionsAfter(
  before: readonly Start[],
  merged: readonly MergedItem[],
  index: number,
  { keyOf }: MergedOrder,
): Start[] {
  const last = new Map(merged.slice(0, index + 1).map(({ shard, item }) => [shard, item]));
  return before.map((start, shard) => {
    const item = last.get(shard);
    return item === undefined ? start : keyOf(item);
  });
}
