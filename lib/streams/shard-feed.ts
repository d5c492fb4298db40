import { growing, wait } from '../time/backoff.ts';
import type { Position } from './shard-tree.ts';
import type { StreamRecord } from './stream-record.ts';
import { isTrimmed, type StreamsApi } from './streams-api.ts';

/** The next records of a shard: at least one, unless the shard has ended. */
export interface ShardPage {
  readonly records: readonly StreamRecord[];
  readonly isEnd: boolean;
}

/** The settings that all shards of a reader share. */
export interface FeedSettings {
  readonly api: StreamsApi;
  readonly stream: string;
  /** Longest pause in milliseconds before a shard without changes is read again. */
  readonly pollMs: number;
  readonly signal: AbortSignal;
  /** Time before which changes are left out in shards that are read from their start. Undefined: none is left out. */
  readonly since: Date | undefined;
}

/** Milliseconds before an empty shard is read again for the first time. Old shards have empty pages before the next change. */
const firstPollMs = 20;

/** The changes of a shard were deleted, or all of the shard. */
export class TrimmedShard extends Error {}

/** Reads the pages of one shard in order. */
export class ShardFeed {
  readonly #settings: FeedSettings;
  readonly #id: string;
  /** The last record that was read, or the begin. */
  #position: Position | 'newest';
  #iterator: string | undefined;

  constructor(settings: FeedSettings, id: string, from: Position | 'newest') {
    this.#settings = settings;
    this.#id = id;
    this.#position = from;
  }

  /**
   * Waits for the next records.
   *
   * @throws TrimmedShard if the next records were deleted
   */
  async next(): Promise<ShardPage> {
    const { pollMs, signal } = this.#settings;
    const pauses = growing(firstPollMs, pollMs);
    for (let empty = 0; ; empty++) {
      const { records, isEnd } = await this.#page();
      if (records.length > 0 || isEnd) return { records, isEnd };
      await wait(pauses(empty), signal);
    }
  }

  async #page(): Promise<ShardPage> {
    const { api, stream } = this.#settings;
    try {
      this.#iterator ??= await api.iterator(stream, this.#id, this.#position);
      const { records: all, next } = await api.page(this.#iterator);
      this.#iterator = next;
      const records = this.#position === 'start' ? all.filter((record) => this.#isWanted(record)) : all;
      const last = records.at(-1)?.dynamodb?.SequenceNumber;
      if (last !== undefined) this.#position = last;
      return { records, isEnd: next === undefined };
    } catch (error) {
      return this.#recover(error);
    }
  }

  /** Times have whole seconds. */
  #isWanted({ dynamodb }: StreamRecord): boolean {
    const { since } = this.#settings;
    const at = dynamodb?.ApproximateCreationDateTime;
    return since === undefined || at === undefined || Number(at) >= since.getTime();
  }

  /** An iterator expires after 15 minutes, for example behind a slow consumer, or on a computer that sleeps. */
  #recover(error: unknown): ShardPage {
    if (isTrimmed(error)) throw new TrimmedShard(this.#id, { cause: error });
    const isExpired = error instanceof Error && error.name === 'ExpiredIteratorException';
    if (!isExpired || this.#iterator === undefined) throw error;
    this.#iterator = undefined;
    // Another iterator of `newest` would leave out the changes in between.
    if (this.#position === 'newest') this.#position = 'start';
    return { records: [], isEnd: false };
  }
}
