import { InvalidItemError } from '../errors/invalid-item-error.ts';
import type { CallOptions } from '../execution/executor.ts';
import type { BaseRepository } from '../repository/base-repository.ts';
import type { RepositoryOptions } from '../repository/types.ts';
import { keyOfError } from './damaged-link.ts';
import type { Link } from './link.ts';
import { LinkKeys } from './link-keys.ts';
import { publicCause } from './partial-failure.ts';
import { pendingOf } from './pending-write.ts';

/** How documents lie in a table. */
export interface LinkTableSettings {
  readonly namespace: string;
  readonly native: boolean;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Takes the errors of damaged documents; without it they are thrown. */
  readonly onInvalidItem: RepositoryOptions['onInvalidItem'];
  /** Makes another repository of the table, with an `onInvalidItem` of its own. */
  readonly linksWith: (onInvalidItem: RepositoryOptions['onInvalidItem']) => BaseRepository<Link, 'id'>;
}

/** What is known of a document without its text: enough to find its parts. */
export type LinkHead = Pick<Link, 'id' | 'revision' | 'parts' | 'pending'>;

/** The attributes that are read of a document to know what there is. */
export const headAttributes = ['id', 'revision', 'parts', 'pending'] as const;

/** Milliseconds that cleaning up after a write may take; what is left then is for `sweep()`. */
const cleaningMs = 5_000;

/** In the place of a revision that can't be read: another than all that there are. */
const unreadable = 'unreadable';

/** What is known of a damaged item: that it is there. Parts that it may have are left to `sweep()`. */
const damagedHead = (id: string): LinkHead => ({ id, revision: unreadable, pending: new Set() });

/** True where an item is there that can't be read. */
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

  /** What there is under some keys, damaged items too, without the documents. DynamoDB reads, and charges for, whole items. */
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
   * Deletes the parts that belonged to links which are no more: of their documents, and of writes that had begun.
   *
   * What they belonged to is done, so nothing is thrown, and it doesn't take long: parts that stay are garbage, which
   * `sweep()` finds.
   */
  async discard(links: Iterable<LinkHead | undefined>): Promise<void> {
    const parts = [...links].flatMap((link) => (link === undefined ? [] : this.#partsOf(link)));
    await this.links.deleteMany(parts, { timeoutMs: cleaningMs }).catch(() => undefined);
  }

  #partsOf({ revision, parts = 0, pending }: LinkHead): string[] {
    const own = revision === undefined ? [] : this.keys.parts(revision, parts);
    const begun = [...pending].map(pendingOf).flatMap((write) => this.keys.parts(write.revision, write.parts));
    return [...own, ...begun];
  }
}
