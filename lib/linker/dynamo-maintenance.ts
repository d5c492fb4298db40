import { ConditionFailedError } from '../errors/condition-failed-error.ts';
import type { CallOptions } from '../execution/executor.ts';
import { deleteFrom } from '../expressions/change-operators.ts';
import { exists, notExists } from '../expressions/test-operators.ts';
import { keyOfError } from './damaged-link.ts';
import type { Link } from './link.ts';
import { headAttributes, type LinkHead, type LinkTable } from './link-table.ts';
import type { FlushOptions, SweepOptions } from './linker.ts';
import { pagesAsWhole, publicCause } from './partial-failure.ts';
import { pendingOf } from './pending-write.ts';

const defaultOlderThanSeconds = 3_600;

/** Goes through a linker's whole table: to list it, to empty it, to clear it of garbage. */
export class DynamoMaintenance {
  readonly #table: LinkTable;
  /** Passes over what is damaged. */
  readonly #quiet: LinkTable['links'];

  constructor(table: LinkTable) {
    this.#table = table;
    this.#quiet = table.settings.linksWith(() => undefined);
  }

  /** The ids that begin with a prefix, page after page. */
  async *ids(prefix: string, call: CallOptions): AsyncGenerator<string[]> {
    const { keys, links } = this.#table;
    for await (const { items } of pagesAsWhole(
      links.scan({ ...call, select: ['id', 'revision'], consistent: true }).pages(),
    )) {
      const ids = items.flatMap(({ id, revision }) => (revision === undefined ? [] : (keys.idOf(id) ?? [])));
      yield ids.filter((id) => id.startsWith(prefix));
    }
  }

  /**
   * Deletes documents, and then what parts they have: a document whose parts are gone would be torn. Gives how many
   * documents.
   */
  async clear({ allNamespaces = false, ...call }: FlushOptions): Promise<number> {
    const { keys, settings } = this.#table;
    const isOurs = ({ id, of }: Pick<Link, 'id' | 'of'>): boolean =>
      of === undefined && (allNamespaces || keys.idOf(id) !== undefined);
    const isSeen = ({ revision, expiresAt }: Pick<Link, 'revision' | 'expiresAt'>): boolean =>
      revision !== undefined && (expiresAt === undefined || expiresAt.getTime() > settings.clock());
    const read = {
      ...call,
      select: [...headAttributes, 'of', 'expiresAt'],
      consistent: true,
      includeExpired: true,
    } as const;
    const damaged: string[] = [];
    const quiet = settings.linksWith((error) => void damaged.push(keyOfError(error) ?? ''));
    let count = 0;
    for await (const { items } of pagesAsWhole(quiet.scan(read).pages())) {
      const ours = items.filter(isOurs);
      const unread = damaged.splice(0).filter((id) => allNamespaces || keys.idOf(id) !== undefined);
      await this.#delete([...ours.map(({ id }) => id), ...unread], call);
      await this.#table.discard(ours);
      count += ours.filter(isSeen).length + unread.length;
    }
    await this.#clearOrphans(allNamespaces, call);
    return count;
  }

  /** Deletes the parts that belong to nothing, and what writers that died have announced; gives how many items. */
  async sweep({ olderThanSeconds = defaultOlderThanSeconds, ...call }: SweepOptions): Promise<number> {
    const { keys, settings } = this.#table;
    const endMs = settings.clock() - olderThanSeconds * 1_000;
    const begun = this.#quiet.scan({
      ...call,
      filter: { pending: exists() },
      select: headAttributes,
      consistent: true,
    });
    let count = 0;
    for await (const link of pagesAsWhole(begun)) {
      if (keys.idOf(link.id) !== undefined) count += await this.#forget(link, endMs, call);
    }
    return count + (await this.#clearOrphans(false, call));
  }

  /** Takes the announcements of writers that died from a document; their parts belong to nothing then. */
  async #forget({ id, pending, revision }: LinkHead, endMs: number, call: CallOptions): Promise<number> {
    const dead = [...pending].filter((write) => !(pendingOf(write).beganMs > endMs));
    if (dead.length === 0) return 0;
    try {
      await this.#table.links.update(id, { pending: deleteFrom(dead) }, call);
      if (revision !== undefined || dead.length < pending.size) return 0;
      // Nothing but announcements was there: no document has come of them.
      await this.#table.links.delete(id, { ...call, if: { revision: notExists(), pending: notExists() } });
      return 1;
    } catch (error) {
      if (error instanceof ConditionFailedError) return 0;
      throw error;
    }
  }

  async #clearOrphans(allNamespaces: boolean, call: CallOptions): Promise<number> {
    const read = {
      ...call,
      filter: { of: exists() },
      select: ['id', 'of'],
      consistent: true,
      includeExpired: true,
    } as const;
    let count = 0;
    for await (const { items } of pagesAsWhole(this.#quiet.scan(read).pages()))
      count += await this.#deleteOrphans(items, allNamespaces, call);
    return count;
  }

  /**
   * Deletes the parts that no document has and no writer has announced. Announcements come before parts, so what was
   * not announced when its document was read never will be.
   */
  async #deleteOrphans(
    parts: readonly Pick<Link, 'id' | 'of'>[],
    allNamespaces: boolean,
    call: CallOptions,
  ): Promise<number> {
    const { keys } = this.#table;
    const ours = parts.filter(({ id }) => allNamespaces || keys.revisionOf(id) !== undefined);
    const heads = await this.#table.heads([...new Set(ours.flatMap(({ of }) => of ?? []))], call);
    const orphans = ours.filter(({ id, of = '' }) => !isKnown(heads.get(of), id));
    await this.#delete(
      orphans.map(({ id }) => id),
      call,
    );
    return orphans.length;
  }

  async #delete(keys: readonly string[], call: CallOptions): Promise<void> {
    try {
      await this.#table.links.deleteMany(keys, call);
    } catch (error) {
      throw publicCause(error, call.timeoutMs);
    }
  }
}

/** True where a part is of a document, or of a write that was announced in it. */
function isKnown(head: LinkHead | undefined, part: string): boolean {
  const revisions = [head?.revision, ...[...(head?.pending ?? [])].map((write) => pendingOf(write).revision)];
  return revisions.some((revision) => revision !== undefined && part.includes(`#${revision}#`));
}
