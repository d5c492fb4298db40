import type { CallOptions } from '../execution/executor.ts';
import type { BaseRepository } from '../repository/base-repository.ts';
import type { Link } from './link.ts';
import { LinkKeys } from './link-keys.ts';
import { pendingOf } from './pending-write.ts';
import { wholeFailure } from './unfinished.ts';

/** How documents lie in a table. */
export interface LinkTableSettings {
  readonly namespace: string;
  readonly native: boolean;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** What is known of a document without its text: enough to find its parts. */
export type LinkHead = Pick<Link, 'id' | 'revision' | 'parts' | 'pending'>;

/** The attributes that are read of a document to know what there is. */
export const headAttributes = ['id', 'revision', 'parts', 'pending'] as const;

/** Milliseconds that cleaning up after a write may take; what is left then is for `sweep()`. */
const cleaningMs = 5_000;

/** The documents and parts of one namespace in a table. */
export class LinkTable {
  readonly links: BaseRepository<Link, 'id'>;
  readonly settings: LinkTableSettings;
  readonly keys: LinkKeys;

  constructor(links: BaseRepository<Link, 'id'>, settings: LinkTableSettings) {
    this.links = links;
    this.settings = settings;
    this.keys = new LinkKeys(settings.namespace);
  }

  /** What there is under some keys, without the documents. DynamoDB reads, and charges for, whole items. */
  async heads(keys: readonly string[], call: CallOptions): Promise<Map<string, LinkHead>> {
    try {
      const heads = await this.links.getMany(keys, { ...call, consistent: true, select: headAttributes });
      return new Map(heads.flatMap((head) => (head === undefined ? [] : [[head.id, head]])));
    } catch (error) {
      throw wholeFailure(error, call.timeoutMs);
    }
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
