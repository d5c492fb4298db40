import { InvalidItemError } from '../errors/invalid-item-error.ts';
import type { CallOptions } from '../execution/executor.ts';
import type { BaseRepository } from '../repository/base-repository.ts';
import type { RepositoryOptions } from '../repository/types.ts';
import { keyOfError } from './damaged-link.ts';
import type { Link } from './link.ts';
import { LinkKeys } from './link-keys.ts';
import { publicCause } from './partial-failure.ts';
import { pendingOf } from './pending-write.ts';

/** Settings of the documents of one namespace in a table. */
export interface LinkTableSettings {
  readonly namespace: string;
  readonly native: boolean;
  /** Returns milliseconds since 1970. */
  readonly clock: () => number;
  /** Receives the errors of damaged documents. If undefined, they are thrown. */
  readonly onInvalidItem: RepositoryOptions['onInvalidItem'];
  /** Creates another repository of the table with this `onInvalidItem`. */
  readonly linksWith: (onInvalidItem: RepositoryOptions['onInvalidItem']) => BaseRepository<Link, 'id'>;
}

/** The attributes of a document without its text: enough to find its parts. */
export type LinkHead = Pick<Link, 'id' | 'revision' | 'parts' | 'pending'>;

/** Names of the attributes of a head. */
export const headAttributes = ['id', 'revision', 'parts', 'pending'] as const;

/** Most milliseconds for deleting garbage after a write. `sweep()` deletes the rest. */
const cleaningMs = 5_000;

/** Represents a revision that can't be read. Differs from all real revisions, which are UUIDs. */
const unreadable = 'unreadable';

/** Returns the head of a damaged item. Names no parts: `sweep()` deletes the parts of a damaged item. */
const damagedHead = (id: string): LinkHead => ({ id, revision: unreadable, pending: new Set() });

/** True if the item exists but can't be read. */
export const isDamaged = ({ revision }: LinkHead): boolean => revision === unreadable;

async function headsOf(
  links: BaseRepository<Link, 'id'>,
  keys: readonly string[],
  call: CallOptions,
): Promise<Map<string, LinkHead>> {
  const heads = await links.getMany(keys, { ...call, consistent: true, select: headAttributes });
  return new Map(heads.flatMap((head) => (head === undefined ? [] : [[head.id, head]])));
}

/** The documents and parts of one namespace in a table. */
export class LinkTable {
  readonly links: BaseRepository<Link, 'id'>;
  readonly settings: LinkTableSettings;
  readonly keys: LinkKeys;
  readonly #strict: BaseRepository<Link, 'id'>;

  constructor(links: BaseRepository<Link, 'id'>, settings: LinkTableSettings) {
    this.links = links;
    this.settings = settings;
    this.keys = new LinkKeys(settings.namespace);
    this.#strict = settings.linksWith(undefined);
  }

  /** Returns the heads of existing items, including damaged ones. DynamoDB reads and charges for whole items. */
  async heads(keys: readonly string[], call: CallOptions): Promise<Map<string, LinkHead>> {
    try {
      return await headsOf(this.#strict, keys, call);
    } catch (error) {
      if (error instanceof InvalidItemError) return this.#allHeads(keys, call);
      throw publicCause(error, call.timeoutMs);
    }
  }

  async #allHeads(keys: readonly string[], call: CallOptions): Promise<Map<string, LinkHead>> {
    const damaged = new Set<string | undefined>();
    const heads = await headsOf(
      this.settings.linksWith((error) => damaged.add(keyOfError(error))),
      keys,
      call,
    );
    for (const key of keys) if (damaged.has(key)) heads.set(key, damagedHead(key));
    return heads;
  }

  /**
   * Deletes the parts of replaced or deleted links: the parts of their documents and of staged writes.
   *
   * Throws nothing and ends after 5 seconds, because the operation itself is complete. `sweep()` deletes the remaining
   * parts.
   */
  async discard(links: Iterable<LinkHead | undefined>): Promise<void> {
    const parts = [...links].flatMap((link) => (link === undefined ? [] : this.#partsOf(link)));
    await this.links.deleteMany(parts, { timeoutMs: cleaningMs }).catch(() => undefined);
  }

  #partsOf({ revision, parts = 0, pending }: LinkHead): string[] {
    const own = revision === undefined ? [] : this.keys.parts(revision, parts);
    const announced = [...pending].map(pendingOf).flatMap((write) => this.keys.parts(write.revision, write.parts));
    return [...own, ...announced];
  }
}
