/** A shard of a stream, as DescribeStream lists it. */
export interface Shard {
  readonly id: string;
  /** The shard that was split or closed before this one. It can be deleted already. */
  readonly parent: string | undefined;
}

/** The place from which a shard is read on: its start, after a sequence number, or not at all. */
export type Position = 'start' | 'done' | (string & {});

/** The shards of a stream. A shard is read after its parent, because both can have changes of one key. */
export class ShardTree {
  #shards: ReadonlyMap<string, Shard> = new Map();

  /** Replaces the shards by a new list. */
  update(shards: readonly Shard[]): void {
    this.#shards = new Map(shards.map((shard) => [shard.id, shard]));
  }

  get ids(): readonly string[] {
    return [...this.#shards.keys()];
  }

  has(id: string): boolean {
    return this.#shards.has(id);
  }

  hasChildren(id: string): boolean {
    return [...this.#shards.values()].some(({ parent }) => parent === id);
  }

  /** Returns the shards that can be read now: those whose parent is read to its end, or deleted. */
  ready(isDone: (id: string) => boolean): string[] {
    const isReady = ({ id, parent }: Shard): boolean =>
      !isDone(id) && (parent === undefined || isDone(parent) || !this.#shards.has(parent));
    return [...this.#shards.values()].filter(isReady).map(({ id }) => id);
  }
}
