import { ConditionFailedError } from '../errors/condition-failed-error.ts';
import type { CallOptions } from '../execution/executor.ts';
import { deleteFrom } from '../expressions/change-operators.ts';
import { exists, notExists } from '../expressions/test-operators.ts';
import type { LinkTable } from './link-table.ts';
import type { FlushOptions, SweepOptions } from './linker.ts';
import { pagesAsWhole, publicCause } from './partial-failure.ts';
import { pendingOf } from './pending-write.ts';
import { headAttributes, type Row, type RowHead } from './row.ts';
import type { Rows } from './rows.ts';

/** Default age in seconds after which an unfinished write counts as abandoned. */
const defaultOlderThanSeconds = 3_600;

/** Reads a linker's whole table: to list ids, to delete documents, and to delete garbage. */
export class DynamoMaintenance {
  readonly #table: LinkTable;
  /** Skips damaged items. */
  readonly #quiet: Rows;

  constructor(table: LinkTable) {
    this.#table = table;
    this.#quiet = table.settings.rowsWith(() => undefined);
  }

  /** Lists the ids that begin with a prefix, page by page. */
  async *ids(prefix: string, call: CallOptions): AsyncGenerator<string[]> {
    const { keys, rows } = this.#table;
    const read = { ...call, select: ['id', 'revision'], consistent: true } as const;
    for await (const page of pagesAsWhole(this.#table.documents(rows, read))) {
      const ids = page.flatMap(({ id, revision }) => (revision === undefined ? [] : (keys.idOf(id) ?? [])));
      yield ids.filter((id) => id.startsWith(prefix));
    }
  }

  /**
   * Deletes documents before their parts, because a reader of a document without its parts would fail.
   *
   * @returns the number of deleted documents
   */
  async clear({ allNamespaces = false, ...call }: FlushOptions): Promise<number> {
    const { keys, settings } = this.#table;
    const isInScope = ({ id, of }: Pick<Row, 'id' | 'of'>): boolean =>
      of === undefined && (allNamespaces || keys.idOf(id) !== undefined);
    const isCounted = ({ revision, expiresAt }: Pick<Row, 'revision' | 'expiresAt'>): boolean =>
      revision !== undefined && (expiresAt === undefined || expiresAt.getTime() > settings.clock());
    const read = {
      ...call,
      select: [...headAttributes, 'of', 'expiresAt'],
      consistent: true,
      includeExpired: true,
    } as const;
    const damaged: string[] = [];
    const quiet = settings.rowsWith((_, key) => void damaged.push(this.#table.rows.idOfStored(key)));
    let count = 0;
    const walk = allNamespaces ? quiet.scan(read) : this.#table.documents(quiet, read);
    for await (const page of pagesAsWhole(walk)) {
      const ours = page.filter(isInScope);
      const unread = damaged.splice(0).filter((id) => allNamespaces || keys.idOf(id) !== undefined);
      await this.#delete([...ours.map(({ id }) => id), ...unread], call);
      await this.#table.discard(ours);
      count += ours.filter(isCounted).length + unread.length;
    }
    await this.#clearOrphans(allNamespaces, call);
    return count;
  }

  /** Deletes abandoned announcements and the parts without a document. Returns the number of deleted items. */
  async sweep({ olderThanSeconds = defaultOlderThanSeconds, ...call }: SweepOptions): Promise<number> {
    const { keys, settings } = this.#table;
    const endMs = settings.clock() - olderThanSeconds * 1_000;
    const read = { ...call, filter: { pending: exists() }, select: headAttributes, consistent: true } as const;
    let count = 0;
    for await (const page of pagesAsWhole(this.#table.documents(this.#quiet, read))) {
      for (const head of page) if (keys.idOf(head.id) !== undefined) count += await this.#forget(head, endMs, call);
    }
    return count + (await this.#clearOrphans(false, call));
  }

  /** Removes abandoned announcements from a document. Their parts then belong to no document. */
  async #forget({ id, pending, revision }: RowHead, endMs: number, call: CallOptions): Promise<number> {
    const dead = [...pending].filter((write) => !(pendingOf(write).beganMs > endMs));
    if (dead.length === 0) return 0;
    try {
      await this.#table.rows.update(id, { pending: deleteFrom(dead) }, call);
      if (revision !== undefined || dead.length < pending.size) return 0;
      // The item had only announcements and no document.
      await this.#table.rows.delete(id, { ...call, if: { revision: notExists(), pending: notExists() } });
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
    const walk = allNamespaces ? this.#quiet.scan(read) : this.#table.parts(this.#quiet, read);
    for await (const page of pagesAsWhole(walk)) count += await this.#deleteOrphans(page, allNamespaces, call);
    return count;
  }

  /**
   * Deletes the parts that no document contains and no writer has announced. A writer announces parts before it stores
   * them. So a part that was not announced when its document was read is garbage.
   */
  async #deleteOrphans(
    parts: readonly Pick<Row, 'id' | 'of'>[],
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
      await this.#table.rows.deleteMany(keys, call);
    } catch (error) {
      throw publicCause(error, call.timeoutMs);
    }
  }
}

/** True if a part belongs to a document or to a write that is announced in it. */
function isKnown(head: RowHead | undefined, part: string): boolean {
  const revisions = [head?.revision, ...[...(head?.pending ?? [])].map((write) => pendingOf(write).revision)];
  return revisions.some((revision) => revision !== undefined && part.includes(`#${revision}#`));
}
