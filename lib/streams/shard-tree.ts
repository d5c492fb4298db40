/** A shard of a stream, as DescribeStream lists it. */
export interface Shard {
  readonly id: string;
  /** The shard that was split or closed before this one. It can be deleted already. */
  readonly parent: string | undefined;
  /** The first sequence number. */
  readonly start?: string | undefined;
  /** The last sequence number. Undefined if the shard is open. */
  readonly end?: string | undefined;
}

/** The place from which a shard is read on: its start, after a sequence number, or not at all. */
export type Position = 'start' | 'done' | (string & {});

/** The positions of the shards that a reader has begun. */
type Known = ReadonlyMap<string, Position>;

/** Lists, in about 10 seconds, for which a shard waits for others that may be listed late. */
const patience = 8;

/**
 * The shards of a stream. A shard is read after its parent, because both can have changes of one key.
 *
 * A list can lack a shard that exists, so a parent that is not listed is deleted only if the stream denies it. Even then, a
 * shard waits for a moment if an earlier shard is closed and has no children: one of them can be its ancestor.
 */
export class ShardTree {
  #shards: ReadonlyMap<string, Shard> = new Map();
  readonly #deleted = new Set<string>();
  /** Shards that exist and are never listed. */
  readonly #unlisted = new Map<string, Shard>();
  /** Number of lists in which a shard had no parent. */
  #waits: ReadonlyMap<string, number> = new Map();

  /** Replaces the shards by a new list. */
  update(shards: readonly Shard[]): void {
    this.#shards = new Map([...this.#unlisted.values(), ...shards].map((shard) => [shard.id, shard]));
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

  /** True if a shard was added because its child waited long enough for it. */
  isUnlisted(id: string): boolean {
    return this.#unlisted.has(id);
  }

  /** Returns the parents that are not listed, and that may be deleted. */
  absentParents(known: Known): readonly string[] {
    const parents = this.#orphans(known).map(({ parent = '' }) => parent);
    return [...new Set(parents)].filter((id) => !this.#deleted.has(id));
  }

  /** Notes that a parent is deleted, so that its children needn't wait for it. */
  addDeleted(id: string): void {
    this.#deleted.add(id);
  }

  /** Counts a list for the shards that wait. After enough lists, their parents are read without being listed. */
  countList(known: Known): void {
    const orphans = this.#orphans(known);
    this.#waits = new Map(orphans.map(({ id }) => [id, (this.#waits.get(id) ?? 0) + 1]));
    const late = orphans.filter((shard) => !this.#isPatient(shard)).map(({ parent = '' }) => parent);
    for (const id of late) if (!this.#deleted.has(id)) this.#unlisted.set(id, { id, parent: undefined });
    if (this.#unlisted.size > 0) this.update([...this.#shards.values()]);
  }

  /** Returns the shards that can be read now: those that are begun, and those whose parent is read or deleted. */
  ready(known: Known): string[] {
    const begun = [...known].flatMap(([id, position]) => (position === 'done' ? [] : [id]));
    const isReady = (shard: Shard): boolean => {
      const { parent } = shard;
      return (
        parent === undefined || known.get(parent) === 'done' || (this.#deleted.has(parent) && this.#isFirst(shard))
      );
    };
    const fresh = [...this.#shards.values()].filter((shard) => !known.has(shard.id) && isReady(shard));
    return [...begun, ...fresh.map(({ id }) => id)];
  }

  /** The new shards whose parent is neither listed nor read. */
  #orphans(known: Known): readonly Shard[] {
    const isOrphan = ({ id, parent }: Shard): boolean =>
      parent !== undefined && !this.#shards.has(parent) && known.get(parent) !== 'done' && !known.has(id);
    return [...this.#shards.values()].filter(isOrphan);
  }

  /** True if no other shard can be an ancestor of an orphan. */
  #isFirst(orphan: Shard): boolean {
    const isAncestor = ({ id, end }: Shard): boolean => isBefore(end, orphan.start) && !this.hasChildren(id);
    return !this.#isPatient(orphan) || ![...this.#shards.values()].some(isAncestor);
  }

  #isPatient({ id }: Shard): boolean {
    return (this.#waits.get(id) ?? 0) < patience;
  }
}

/** Compares sequence numbers, which are numbers of up to 40 digits. False if one is absent. */
const isBefore = (number: string | undefined, other: string | undefined): boolean =>
  number !== undefined &&
  other !== undefined &&
  (number.length === other.length ? number < other : number.length < other.length);
