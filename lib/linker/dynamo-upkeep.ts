import { ConditionFailedError } from '../errors/condition-failed-error.ts';
import type { CallOptions } from '../execution/executor.ts';
import { deleteFrom } from '../expressions/change-operators.ts';
import { exists, notExists } from '../expressions/test-operators.ts';
import { headAttributes, type LinkHead, type LinkTable } from './link-table.ts';
import type { FlushOptions, SweepOptions } from './linker.ts';
import { pendingOf } from './pending-write.ts';

const defaultOlderThanSeconds = 3_600;

/** Goes through a linker's whole table: to list it, to empty it, to clear it of garbage. */
export class DynamoUpkeep {
  readonly #table: LinkTable;

  constructor(table: LinkTable) {
    this.#table = table;
  }

  /** The ids that begin with a prefix, page after page. */
  async *ids(prefix: string, call: CallOptions): AsyncGenerator<string[]> {
    const { keys, links } = this.#table;
    for await (const { items } of links.scan({ ...call, select: ['id', 'revision'], consistent: true }).pages()) {
      const ids = items.flatMap(({ id, revision }) => (revision === undefined ? [] : (keys.idOf(id) ?? [])));
      yield ids.filter((id) => id.startsWith(prefix));
    }
  }

  /** Deletes documents with their parts; gives how many documents. */
  async clear({ allNamespaces = false, ...call }: FlushOptions): Promise<number> {
    const { keys, links } = this.#table;
    const isOurs = (key: string): boolean =>
      allNamespaces || keys.idOf(key) !== undefined || keys.revisionOf(key) !== undefined;
    let count = 0;
    const read = { ...call, select: ['id', 'revision'], consistent: true, includeExpired: true } as const;
    for await (const { items } of links.scan(read).pages()) {
      const ours = items.filter(({ id }) => isOurs(id));
      await links.deleteMany(
        ours.map(({ id }) => id),
        call,
      );
      count += ours.filter(({ revision }) => revision !== undefined).length;
    }
    return count;
  }

  /** Deletes the parts that belong to nothing, and what writers that died have announced; gives how many items. */
  async sweep({ olderThanSeconds = defaultOlderThanSeconds, ...call }: SweepOptions): Promise<number> {
    const endMs = this.#table.settings.clock() - olderThanSeconds * 1_000;
    let count = 0;
    const begun = this.#table.links.scan({
      filter: { pending: exists() },
      select: headAttributes,
      consistent: true,
      ...call,
    });
    for await (const link of begun) {
      if (this.#table.keys.idOf(link.id) !== undefined) count += await this.#forget(link, endMs, call);
    }
    const parts = this.#table.links.scan({
      filter: { of: exists() },
      select: ['id', 'of'],
      consistent: true,
      includeExpired: true,
      ...call,
    });
    for await (const { items } of parts.pages()) count += await this.#deleteOrphans(items, call);
    return count;
  }

  /** Takes the announcements of writers that died from a document; their parts belong to nothing then. */
  async #forget({ id, pending, revision }: LinkHead, endMs: number, options: CallOptions): Promise<number> {
    const dead = [...pending].filter((write) => pendingOf(write).beganMs <= endMs);
    if (dead.length === 0) return 0;
    try {
      await this.#table.links.update(id, { pending: deleteFrom(dead) }, options);
      if (revision !== undefined || dead.length < pending.size) return 0;
      // Nothing but announcements was there: no document has come of them.
      await this.#table.links.delete(id, { ...options, if: { revision: notExists(), pending: notExists() } });
      return 1;
    } catch (error) {
      if (error instanceof ConditionFailedError) return 0;
      throw error;
    }
  }

  /**
   * Deletes the parts that no document has and no writer has announced. Announcements come before parts, so what was
   * not announced when its document was read never will be.
   */
  async #deleteOrphans(
    parts: readonly { readonly id: string; readonly of?: string | undefined }[],
    options: CallOptions,
  ): Promise<number> {
    const { keys, links } = this.#table;
    const ours = parts.filter(({ id }) => keys.revisionOf(id) !== undefined);
    const heads = await this.#table.heads([...new Set(ours.flatMap(({ of }) => of ?? []))], options);
    const orphans = ours.filter(({ id, of = '' }) => !isKnown(heads.get(of), keys.revisionOf(id)));
    await links.deleteMany(
      orphans.map(({ id }) => id),
      options,
    );
    return orphans.length;
  }
}

const isKnown = (head: LinkHead | undefined, revision: string | undefined): boolean =>
  head !== undefined &&
  (head.revision === revision || [...head.pending].some((write) => pendingOf(write).revision === revision));
