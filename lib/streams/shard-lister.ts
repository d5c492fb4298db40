import { addAbortListener } from '../time/abort-listeners.ts';
import { Alarm } from '../time/alarm.ts';
import { growing } from '../time/backoff.ts';
import type { Positions } from './positions.ts';
import { ShardTree } from './shard-tree.ts';
import type { StreamsApi } from './streams-api.ts';

/** The settings of the list of shards. */
export interface ListerSettings {
  readonly api: StreamsApi;
  readonly stream: string;
  readonly positions: Positions;
  readonly signal: AbortSignal;
}

/** Pauses in milliseconds between two lists. New shards are absent from the list for a moment after a split. */
const pauses = growing(200, 30_000);
/** Number of shards that are checked at once. */
const checkedAtOnce = 10;

/** Lists the shards of one stream, again and again. */
export class ShardLister {
  readonly tree: ShardTree = new ShardTree();
  /** False if the stream can't get new shards. */
  isEnabled = true;
  readonly #settings: ListerSettings;
  readonly #alarm = new Alarm();
  /** Number of lists after the last `hurry`. */
  #lists = 0;
  #isHurried = false;
  #isClosed = false;

  constructor(settings: ListerSettings) {
    this.#settings = settings;
    addAbortListener(settings.signal, () => this.close());
  }

  /** Lists the shards. */
  async describe(): Promise<void> {
    const { api, stream } = this.#settings;
    const { shards, isEnabled } = await api.describe(stream);
    this.tree.update(shards);
    this.isEnabled = isEnabled;
  }

  /** Lists the shards, and finds out which of those that are not listed are deleted. */
  async list(): Promise<void> {
    const { positions } = this.#settings;
    // In this order, because another reader can add a shard in between.
    const known = new Map(await positions.known());
    await this.describe();
    for (const id of await this.#deletedAmong(this.tree.absentParents(known))) this.tree.addDeleted(id);
    this.tree.countList(known);
    const absent = [...known.keys()].filter((id) => !this.tree.has(id));
    await positions.forget(absent, (ids) => this.#deletedAmong(ids));
  }

  /** True if the stream has deleted a shard. */
  async isDeleted(id: string): Promise<boolean> {
    const { api, stream } = this.#settings;
    return !this.tree.has(id) && (await api.isDeleted(stream, id));
  }

  /**
   * Lists the shards until `close`: at once after `hurry`, then at growing pauses.
   *
   * @param isIdle - true to wait for `hurry`
   * @param use - called after each list
   */
  async follow(isIdle: () => boolean, use: () => Promise<void>): Promise<void> {
    for (;;) {
      if (!this.#isHurried) await this.#alarm.wait(isIdle() ? undefined : pauses(this.#lists++));
      this.#isHurried = false;
      if (this.#isClosed) return;
      await this.list();
      await use();
    }
  }

  /** Lists the shards soon, because there may be new ones. */
  hurry(): void {
    this.#isHurried = true;
    this.#lists = 0;
    this.#alarm.ring();
  }

  /** Ends `follow`. */
  close(): void {
    this.#isClosed = true;
    this.#alarm.ring();
  }

  async #deletedAmong(ids: readonly string[]): Promise<readonly string[]> {
    const { api, stream } = this.#settings;
    const deleted: string[] = [];
    for (let from = 0; from < ids.length; from += checkedAtOnce) {
      const some = ids.slice(from, from + checkedAtOnce);
      const are = await Promise.all(some.map((id) => api.isDeleted(stream, id)));
      deleted.push(...some.filter((_, index) => are[index]));
    }
    return deleted;
  }
}
