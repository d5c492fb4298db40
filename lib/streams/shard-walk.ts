import { StreamTrimmedError } from '../errors/stream-trimmed-error.ts';
import { addAbortListener } from '../time/abort-listeners.ts';
import { Alarm } from '../time/alarm.ts';
import type { ActiveShard, WalkPage } from './active-shard.ts';
import type { Positions } from './positions.ts';
import { type FeedSettings, ShardFeed, TrimmedShard } from './shard-feed.ts';
import { ShardLister } from './shard-lister.ts';
import type { Position, ShardTree } from './shard-tree.ts';

/** The settings of a walk. */
export interface WalkSettings extends FeedSettings {
  readonly table: string;
  readonly positions: Positions;
  /** Number of handled records of a shard after which the positions are saved. */
  readonly checkpointEvery: number;
  readonly onTrimmed: ((error: StreamTrimmedError) => unknown) | undefined;
}

/** Lists after which an ended shard of a disabled stream has no children. Those of a late split are listed late. */
const lastLists = 3;

/**
 * Walks through the shards of one stream: parents before children, several shards in turn, with at most one page of each
 * shard read ahead.
 */
export class ShardWalk {
  readonly #settings: WalkSettings;
  readonly #lister: ShardLister;
  readonly #active = new Map<string, ActiveShard>();
  /** Shards that are read to their end, and whose children are not known yet. */
  readonly #ended = new Map<string, ActiveShard>();
  /** Shards to read from now on, not from their start. */
  #newest: ReadonlySet<string> = new Set();
  readonly #pages: WalkPage[] = [];
  readonly #trimmed: [shard: ActiveShard, cause: unknown][] = [];
  #isClosed = false;
  #failure: { readonly error: unknown } | undefined;
  readonly #alarm = new Alarm();
  /** The last change of the positions. Changes are in order. */
  #changing: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  constructor(settings: WalkSettings) {
    this.#settings = settings;
    this.#lister = new ShardLister(settings);
    addAbortListener(settings.signal, () => this.#alarm.ring());
  }

  /**
   * Begins a stream that was not read before.
   *
   * @param isNewest - true to leave out the changes until now
   */
  async begin(isNewest: boolean): Promise<void> {
    const { stream, since, positions } = this.#settings;
    await this.#lister.describe();
    const { ids } = this.#tree;
    const leaves = isNewest ? ids.filter((id) => !this.#tree.hasChildren(id)) : [];
    const done = isNewest ? ids.filter((id) => this.#tree.hasChildren(id)) : [];
    const own = { stream, since };
    // If another reader was faster, the changes since its begin count.
    if ((await positions.begin(own, done)) === own) this.#newest = new Set(leaves);
    await this.resume();
  }

  /** Continues at the saved positions. */
  async resume(): Promise<void> {
    const { claimMs } = this.#settings.positions;
    await this.#lister.list();
    await this.#change(() => this.#claim());
    this.#newest = new Set();
    // With leases, `tick` lists the shards too.
    const isIdle = (): boolean => claimMs !== undefined && this.#ended.size === 0 && this.#tree.ids.length > 0;
    this.#lister.follow(isIdle, () => this.#closeEnded()).catch((error: unknown) => this.#fail(error));
    if (claimMs !== undefined) this.#timer = setInterval(() => this.#tick(), claimMs);
  }

  /**
   * Waits for the next records. Undefined if the walk is aborted, or the stream is disabled and read to its end.
   *
   * @throws StreamTrimmedError if changes were deleted, and there is no `onTrimmed`
   */
  async nextPage(): Promise<WalkPage | undefined> {
    const { signal } = this.#settings;
    while (!signal.aborted) {
      if (this.#failure !== undefined) throw this.#failure.error;
      const [trimmed] = this.#trimmed.splice(0, 1);
      if (trimmed !== undefined) await this.#continueTrimmed(...trimmed);
      const page = this.#takePage();
      if (page !== undefined) return page;
      if (await this.#isOver()) return undefined;
      await this.#pause();
    }
    return undefined;
  }

  /** Saves the positions if enough records of a shard were handled. */
  async saveIfDue({ unsaved }: ActiveShard): Promise<void> {
    if (unsaved >= this.#settings.checkpointEvery) await this.save();
  }

  /** Counts a page as handled. At the end of a shard, its children follow. */
  finish({ shard, isEnd }: WalkPage): void {
    if (!isEnd || shard.isLost) return;
    this.#active.delete(shard.id);
    this.#ended.set(shard.id, shard);
    this.#lister.hurry();
  }

  /** Saves the positions of all shards with handled records. */
  save(): Promise<void> {
    return this.#change(() => this.#save(this.#unsaved));
  }

  /** Ends the walk, and saves its positions unless it has failed. Requests must be aborted before. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#lister.close();
    clearInterval(this.#timer);
    try {
      await this.save();
    } finally {
      await this.#settings.positions.close();
    }
  }

  get #tree(): ShardTree {
    return this.#lister.tree;
  }

  /** The shards whose positions this reader saves. */
  get #held(): ActiveShard[] {
    return [...this.#active.values(), ...this.#ended.values()];
  }

  get #unsaved(): ActiveShard[] {
    return this.#held.filter(({ unsaved }) => unsaved > 0);
  }

  /** Takes a page, and reads the next one of its shard ahead. */
  #takePage(): WalkPage | undefined {
    const page = this.#pages.shift();
    if (page === undefined || page.shard.isLost) return page && this.#takePage();
    if (!page.isEnd) this.#load(page.shard);
    return page;
  }

  /** Waits until there is a page, an error, or an abort. */
  #pause(): Promise<void> {
    const isWaiting = this.#pages.length + this.#trimmed.length === 0 && this.#failure === undefined;
    if (!isWaiting || this.#settings.signal.aborted) return Promise.resolve();
    return this.#alarm.wait();
  }

  async #isOver(): Promise<boolean> {
    if (this.#lister.isEnabled || this.#active.size + this.#ended.size + this.#trimmed.length > 0) return false;
    const known = await this.#settings.positions.known();
    return this.#tree.ids.every((id) => known.get(id) === 'done');
  }

  /** Reads the next page of a shard ahead. */
  #load(shard: ActiveShard): void {
    const { feed } = shard;
    feed.next().then(
      (page) => {
        if (!shard.isLost && shard.feed === feed) this.#pages.push({ shard, ...page });
        this.#alarm.ring();
      },
      (error: unknown) => {
        if (error instanceof TrimmedShard) this.#trimmed.push([shard, error.cause]);
        else this.#fail(error);
        this.#alarm.ring();
      },
    );
  }

  #fail(error: unknown): void {
    if (!this.#settings.signal.aborted) this.#failure ??= { error };
    this.#alarm.ring();
  }

  /** Runs changes of the positions one after the other. */
  #change<Result>(work: () => Promise<Result>): Promise<Result> {
    const changed = this.#changing.then(work);
    this.#changing = changed.catch(() => undefined);
    return changed;
  }

  async #save(shards: readonly ActiveShard[], done: readonly string[] = []): Promise<void> {
    if (shards.length + done.length === 0) return;
    const positions = new Map<string, Position>(shards.map(({ id, position }) => [id, position]));
    for (const id of done) positions.set(id, 'done');
    for (const shard of shards) shard.unsaved = 0;
    for (const id of await this.#settings.positions.save(positions)) this.#lose(id);
  }

  #lose(id: string): void {
    const shard = this.#active.get(id);
    if (shard !== undefined) shard.isLost = true;
    this.#active.delete(id);
  }

  /** Begins with the shards that can be read now. */
  async #claim(): Promise<void> {
    if (this.#isClosed) return;
    const { positions } = this.#settings;
    const known = await positions.known();
    const ready = this.#tree.ready(known).filter((id) => !this.#ended.has(id));
    const own = await positions.claim(ready);
    for (const id of this.#active.keys()) if (!own.has(id)) this.#lose(id);
    for (const id of ready) {
      const position = own.get(id);
      // A shard can have ended meanwhile, here or at another reader.
      const isHeld = this.#active.has(id) || this.#ended.has(id);
      if (position !== undefined && position !== 'done' && !isHeld) this.#activate(id, position);
    }
  }

  #activate(id: string, position: Position): void {
    const from = position === 'start' && this.#newest.has(id) ? 'newest' : position;
    const feed = new ShardFeed(this.#settings, id, from);
    const shard: ActiveShard = { id, feed, position, unsaved: 0, listsAfterEnd: 0, isLost: false };
    this.#active.set(id, shard);
    if (position === 'start' && this.#settings.positions.isOutdated(id)) this.#trimmed.push([shard, undefined]);
    else this.#load(shard);
  }

  /** Continues with the children of ended shards, and with new shards. */
  async #closeEnded(): Promise<void> {
    const closed = [...this.#ended.values()].filter((shard) => this.#isFollowed(shard)).map(({ id }) => id);
    await this.#change(() => this.#closeShards(closed));
    this.#alarm.ring();
  }

  /** True if the children of an ended shard are listed, or if it has none. They are absent for a moment after a split. */
  #isFollowed(shard: ActiveShard): boolean {
    const { id } = shard;
    shard.listsAfterEnd++;
    if (this.#tree.hasChildren(id)) return true;
    return this.#lister.isEnabled ? !this.#tree.has(id) : shard.listsAfterEnd >= lastLists;
  }

  /** Saves shards as done before their children begin. */
  async #closeShards(closed: readonly string[]): Promise<void> {
    if (closed.length > 0) await this.#save(this.#unsaved, closed);
    for (const id of closed) this.#ended.delete(id);
    await this.#claim();
  }

  /** Renews the leases, and shares the shards with the other readers. */
  #tick(): void {
    const share = async (): Promise<void> => {
      await this.#lister.list();
      await this.#save(this.#held);
      await this.#claim();
    };
    this.#change(share)
      .catch((error: unknown) => this.#fail(error))
      .finally(() => this.#alarm.ring());
  }

  async #continueTrimmed(shard: ActiveShard, cause: unknown): Promise<void> {
    const isUnlisted = this.#tree.isUnlisted(shard.id);
    if (!isUnlisted) await this.#reportTrimmed(shard.id, shard.position, cause);
    await this.#lister.list();
    if (isUnlisted || (await this.#lister.isDeleted(shard.id))) {
      this.#active.delete(shard.id);
      await this.#change(() => this.#closeShards([shard.id]));
      return;
    }
    shard.feed = new ShardFeed(this.#settings, shard.id, 'start');
    this.#load(shard);
  }

  /** @throws StreamTrimmedError if there is no `onTrimmed` */
  async #reportTrimmed(shard: string, position: Position, cause: unknown): Promise<void> {
    const { table, stream, onTrimmed } = this.#settings;
    const part = { stream, shard, position: position === 'start' ? undefined : position };
    const error = new StreamTrimmedError(table, part, cause);
    if (onTrimmed === undefined) throw error;
    await onTrimmed(error);
  }
}
