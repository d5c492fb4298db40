import { ConditionFailedError } from '../errors/condition-failed-error.ts';
import { remove } from '../expressions/change-operators.ts';
import { and, type Condition, or } from '../expressions/condition-types.ts';
import { lte, notExists } from '../expressions/test-operators.ts';
import { keptMs, type Positions, type StreamBegin } from './positions.ts';
import type { LeaseRows, ShardLease } from './shard-lease.ts';
import type { Position } from './shard-tree.ts';

/** The reader that has the leases. */
export interface LeaseSettings {
  /** The common name of the readers. */
  readonly name: string;
  readonly owner: string;
  readonly durationMs: number;
}

/** The sort key of the item that names the stream. */
const streamRow = 'stream';
/** The begin of the sort keys of readers. */
const readerPrefix = 'reader#';
/** Milliseconds until the items of done shards and of dead readers are deleted. The stream has deleted the shards then. */
const expiryMs = 3 * keptMs;

/** Positions in a table. Several readers share the shards. */
export class LeasePositions implements Positions {
  readonly claimMs: number;
  readonly #rows: LeaseRows;
  readonly #settings: LeaseSettings;
  #stream = '';
  /** The items of the last `known`, by shard. */
  #leases: ReadonlyMap<string, ShardLease> = new Map();
  #readers: readonly ShardLease[] = [];

  constructor(rows: LeaseRows, settings: LeaseSettings) {
    this.#rows = rows;
    this.#settings = settings;
    this.claimMs = settings.durationMs / 3;
  }

  async open(): Promise<StreamBegin | undefined> {
    const row = await this.#rows.get(this.#streamKey, { consistent: true });
    if (row?.stream === undefined) return undefined;
    this.#stream = row.stream;
    return { stream: row.stream, since: row.since };
  }

  /** Another reader can be faster, at the first begin and after the end of a stream. */
  async begin(begin: StreamBegin, done: readonly string[]): Promise<StreamBegin> {
    const { stream, since } = begin;
    const isAsRead: Condition<ShardLease> = { stream: this.#stream === '' ? notExists() : this.#stream };
    try {
      await this.#rows.put({ ...this.#streamKey, stream, ...(since && { since }) }, { if: isAsRead });
    } catch (error) {
      if (!(error instanceof ConditionFailedError)) throw error;
      return (await this.open()) ?? begin;
    }
    this.#stream = stream;
    const expiresAt = new Date(Date.now() + expiryMs);
    await this.#rows.putMany(done.map((shard) => ({ ...this.#key(shard), position: 'done', expiresAt })));
    return begin;
  }

  async known(): Promise<ReadonlyMap<string, Position>> {
    const rows = await this.#rows.query({ readers: this.#partition }, { consistent: true }).all();
    const isReader = ({ shard }: ShardLease): boolean => shard.startsWith(readerPrefix);
    this.#readers = rows.filter(isReader);
    this.#leases = new Map(rows.filter((row) => !isReader(row)).map((row) => [row.shard, row]));
    return new Map([...this.#leases].map(([shard, { position = 'start' }]) => [shard, position]));
  }

  async claim(ready: readonly string[]): Promise<ReadonlyMap<string, Position>> {
    await this.#signLife();
    await this.known();
    const now = Date.now();
    const { owner } = this.#settings;
    const isAlive = ({ until, shard }: ShardLease): boolean =>
      shard === readerPrefix + owner || (until !== undefined && until.getTime() > now);
    // Another reader can have read a shard to its end meanwhile.
    const open = ready.filter((shard) => this.#leases.get(shard)?.position !== 'done');
    const share = Math.ceil(open.length / Math.max(1, this.#readers.filter(isAlive).length));
    const own = open.filter((shard) => this.#leases.get(shard)?.owner === owner);
    for (const shard of own.splice(share)) await this.#release(shard);
    const free = open.filter((shard) => isFree(this.#leases.get(shard), now));
    for (const shard of free) if (own.length < share && (await this.#take(shard, now))) own.push(shard);
    return new Map(own.map((shard) => [shard, this.#leases.get(shard)?.position ?? 'start']));
  }

  async save(positions: ReadonlyMap<string, Position>): Promise<readonly string[]> {
    const saves = [...positions].map(async ([shard, position]) => {
      const until = this.#until();
      const changes =
        position === 'done'
          ? { position, until, owner: remove(), expiresAt: new Date(until.getTime() + expiryMs) }
          : { position, until };
      return (await this.#change(shard, changes)) ? [] : [shard];
    });
    return (await Promise.all(saves)).flat();
  }

  /** The items expire by themselves. Another reader with an older list of the shards still needs them. */
  async forget(): Promise<void> {}

  isOutdated(id: string): boolean {
    const { until, position } = this.#leases.get(id) ?? {};
    return position === 'start' && until !== undefined && until.getTime() < Date.now() - keptMs;
  }

  /** Frees the shards, so that the other readers needn't wait. */
  async close(): Promise<void> {
    if (this.#stream === '') return;
    await this.known();
    const own = [...this.#leases.values()].filter(({ owner }) => owner === this.#settings.owner);
    for (const { shard } of own) await this.#release(shard);
    await this.#rows.deleteIfExists(this.#key(readerPrefix + this.#settings.owner));
  }

  get #streamKey(): { readonly readers: string; readonly shard: string } {
    return { readers: this.#settings.name, shard: streamRow };
  }

  get #partition(): string {
    return `${this.#settings.name}#${this.#stream}`;
  }

  #key(shard: string): { readonly readers: string; readonly shard: string } {
    return { readers: this.#partition, shard };
  }

  #until(): Date {
    return new Date(Date.now() + this.#settings.durationMs);
  }

  async #signLife(): Promise<void> {
    const until = this.#until();
    const expiresAt = new Date(until.getTime() + expiryMs);
    await this.#rows.put({ ...this.#key(readerPrefix + this.#settings.owner), until, expiresAt });
  }

  async #release(shard: string): Promise<void> {
    await this.#change(shard, { owner: remove() });
  }

  /** Changes an own lease. False if another reader has it. */
  async #change(shard: string, changes: Parameters<LeaseRows['update']>[1]): Promise<boolean> {
    try {
      await this.#rows.update(this.#key(shard), changes, { if: { owner: this.#settings.owner } });
      return true;
    } catch (error) {
      if (error instanceof ConditionFailedError) return false;
      throw error;
    }
  }

  /** Takes a free lease. False if another reader was faster. */
  async #take(shard: string, now: number): Promise<boolean> {
    const known = this.#leases.get(shard);
    const { position = 'start' } = known ?? {};
    const isAsRead: Condition<ShardLease> = { position: known === undefined ? notExists() : position };
    const isUnowned = or<ShardLease>({ owner: notExists() }, { until: lte(new Date(now)) });
    try {
      const changes = { owner: this.#settings.owner, until: this.#until(), position };
      await this.#rows.upsert(this.#key(shard), changes, { if: and(isAsRead, isUnowned) });
      return true;
    } catch (error) {
      if (error instanceof ConditionFailedError) return false;
      throw error;
    }
  }
}

const isFree = (lease: ShardLease | undefined, now: number): boolean =>
  lease?.owner === undefined || lease.until === undefined || lease.until.getTime() <= now;
