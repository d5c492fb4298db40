import type { Checkpoint } from '../checkpoints/checkpoint.ts';
import type { JsonValue } from '../values/attribute-type.ts';
import { parseState, type SavedState } from './saved-state.ts';
import type { Position } from './shard-tree.ts';

/** The begin of the read of a stream. */
export interface StreamBegin {
  /** The ARN of the stream. */
  readonly stream: string;
  /** Time before which changes are left out. */
  readonly since: Date | undefined;
}

/** The positions of a read, in a checkpoint or in leases. */
export interface Positions {
  /** Milliseconds after which `claim` must be called again. Undefined if never. */
  readonly claimMs: number | undefined;
  /** Loads the positions. Undefined if nothing was read yet. */
  open(): Promise<StreamBegin | undefined>;
  /** Begins with a stream. Returns the begin of another reader if it was faster. */
  begin(begin: StreamBegin, done: readonly string[]): Promise<StreamBegin>;
  /** Returns the positions of all known shards, including those of other readers. */
  known(): Promise<ReadonlyMap<string, Position>>;
  /**
   * Chooses the shards to read among those that can be read now.
   *
   * @returns the positions of all shards that this reader may read, also of those that it reads already
   */
  claim(ready: readonly string[]): Promise<ReadonlyMap<string, Position>>;
  /** Saves positions. Returns the shards that another reader has taken, whose positions were not saved. */
  save(positions: ReadonlyMap<string, Position>): Promise<readonly string[]>;
  /**
   * Removes the positions of done shards that the stream has deleted.
   *
   * @param absent - shards that are not listed
   * @param deletedAmong - finds out which of them are deleted
   */
  forget(
    absent: readonly string[],
    deletedAmong: (ids: readonly string[]) => Promise<readonly string[]>,
  ): Promise<void>;
  /** True if the changes of a shard may be deleted, although its position is `start`. */
  isOutdated(id: string): boolean;
  /** Ends the use of the shards. */
  close(): Promise<void>;
}

/** Milliseconds for which DynamoDB keeps changes. */
export const keptMs: number = 24 * 60 * 60 * 1_000;

/** Positions in a checkpoint, or in memory. One reader reads all shards. */
export class CheckpointPositions implements Positions {
  readonly claimMs = undefined;
  readonly #checkpoint: Checkpoint | undefined;
  readonly #table: string;
  #begin: StreamBegin | undefined;
  #shards = new Map<string, Position>();
  #outdated: ReadonlySet<string> = new Set();
  #saving: Promise<void> = Promise.resolve();

  constructor(checkpoint: Checkpoint | undefined, table: string) {
    this.#checkpoint = checkpoint;
    this.#table = table;
  }

  async open(): Promise<StreamBegin | undefined> {
    const state = parseState(await this.#checkpoint?.load(), this.#table);
    if (state === undefined) return undefined;
    const { stream, since, savedAt, shards } = state;
    this.#begin = { stream, since: since === undefined ? undefined : new Date(since) };
    this.#shards = new Map(Object.entries(shards));
    // A saved sequence number tells if the next change is deleted. The start of a shard doesn't.
    if (Date.now() - Date.parse(savedAt) >= keptMs) this.#outdated = new Set(idsAt(shards, 'start'));
    return this.#begin;
  }

  async begin(begin: StreamBegin, done: readonly string[]): Promise<StreamBegin> {
    this.#begin = begin;
    this.#shards = new Map(done.map((id) => [id, 'done']));
    this.#outdated = new Set();
    await this.#write();
    return begin;
  }

  async known(): Promise<ReadonlyMap<string, Position>> {
    return this.#shards;
  }

  async claim(ready: readonly string[]): Promise<ReadonlyMap<string, Position>> {
    const added = ready.filter((id) => !this.#shards.has(id));
    for (const id of added) this.#shards.set(id, 'start');
    // A shard that is deleted before it is read is then missed.
    if (added.length > 0) await this.#write();
    return new Map([...this.#shards].filter(([, position]) => position !== 'done'));
  }

  async save(positions: ReadonlyMap<string, Position>): Promise<readonly string[]> {
    for (const [id, position] of positions) this.#shards.set(id, position);
    await this.#write();
    return [];
  }

  async forget(...[absent, deletedAmong]: Parameters<Positions['forget']>): Promise<void> {
    const done = absent.filter((id) => this.#shards.get(id) === 'done');
    for (const id of await deletedAmong(done)) this.#shards.delete(id);
  }

  isOutdated(id: string): boolean {
    return this.#outdated.has(id);
  }

  async close(): Promise<void> {
    await this.#saving;
  }

  /** Saves are in order, because a later state must replace an earlier one. */
  #write(): Promise<void> {
    const { stream, since } = this.#begin ?? { stream: '', since: undefined };
    const state: SavedState = {
      stream,
      shards: Object.fromEntries(this.#shards),
      ...(since !== undefined && { since: since.toISOString() }),
      savedAt: new Date().toISOString(),
    };
    const write = async (): Promise<void> => this.#checkpoint?.save(state as unknown as JsonValue);
    const written = this.#saving.then(write);
    this.#saving = written.catch(() => undefined);
    return written;
  }
}

const idsAt = (shards: Readonly<Record<string, Position>>, at: Position): string[] =>
  Object.entries(shards).flatMap(([id, position]) => (position === at ? [id] : []));
