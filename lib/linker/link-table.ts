import { InvalidItemError } from '../errors/invalid-item-error.ts';
import type { CallOptions } from '../execution/executor.ts';
import type { RepositoryOptions } from '../repository/types.ts';
import type { DocumentKeys } from './link-keys.ts';
import { publicCause } from './partial-failure.ts';
import { pendingOf } from './pending-write.ts';
import { headAttributes, type Row, type RowHead } from './row.ts';
import type { RowReadOptions, Rows } from './rows.ts';

/** Reads rows of a table, page by page. */
export type RowWalk = (rows: Rows, options: RowReadOptions) => AsyncIterable<readonly Row[]>;

/** Settings of the documents of one namespace in a table. */
export interface LinkTableSettings {
  readonly keys: DocumentKeys;
  readonly native: boolean;
  /** Returns milliseconds since 1970. */
  readonly clock: () => number;
  /** Receives the errors of damaged documents. If undefined, they are thrown. */
  readonly onInvalidItem: RepositoryOptions['onInvalidItem'];
  /** Returns the rows of the table with another `onInvalidItem`. */
  readonly rowsWith: (onInvalidItem: RepositoryOptions['onInvalidItem']) => Rows;
  /** Reads all documents of the namespace, and maybe other rows. Default: scans the table. */
  readonly documents?: RowWalk;
  /** Reads all parts of the namespace, and maybe other rows. Default: scans the table. */
  readonly parts?: RowWalk;
}

const scan: RowWalk = (rows, options) => rows.scan(options);

/** Most milliseconds for deleting garbage after a write. `sweep()` deletes the rest. */
const cleaningMs = 5_000;

/** Represents a revision that can't be read. Differs from all real revisions, which are UUIDs. */
const unreadable = 'unreadable';

/** Returns the head of a damaged item. Names no parts: `sweep()` deletes the parts of a damaged item. */
const damagedHead = (id: string): RowHead => ({ id, revision: unreadable, pending: new Set() });

/** True if the item exists but can't be read. */
export const isDamaged = ({ revision }: RowHead): boolean => revision === unreadable;

async function headsOf(rows: Rows, keys: readonly string[], call: CallOptions): Promise<Map<string, RowHead>> {
  const heads = await rows.getMany(keys, { ...call, consistent: true, select: headAttributes });
  return new Map(heads.flatMap((head) => (head === undefined ? [] : [[head.id, head]])));
}

/** The documents and parts of one namespace in a table. */
export class LinkTable {
  readonly rows: Rows;
  readonly settings: LinkTableSettings;
  readonly keys: DocumentKeys;
  /** The rows, whose reads throw the errors of damaged ones. */
  readonly strict: Rows;

  constructor(rows: Rows, settings: LinkTableSettings) {
    this.rows = rows;
    this.settings = settings;
    this.keys = settings.keys;
    this.strict = settings.rowsWith(undefined);
  }

  /** Reads all documents of the namespace, page by page, and maybe other rows. */
  documents(rows: Rows, options: RowReadOptions): AsyncIterable<readonly Row[]> {
    return (this.settings.documents ?? scan)(rows, options);
  }

  /** Reads all parts of the namespace, page by page, and maybe other rows. */
  parts(rows: Rows, options: RowReadOptions): AsyncIterable<readonly Row[]> {
    return (this.settings.parts ?? scan)(rows, options);
  }

  /** Returns the heads of existing items, including damaged ones. DynamoDB reads and charges for whole items. */
  async heads(keys: readonly string[], call: CallOptions): Promise<Map<string, RowHead>> {
    try {
      return await headsOf(this.strict, keys, call);
    } catch (error) {
      if (error instanceof InvalidItemError) return this.#allHeads(keys, call);
      throw publicCause(error, call.timeoutMs);
    }
  }

  async #allHeads(keys: readonly string[], call: CallOptions): Promise<Map<string, RowHead>> {
    const damaged: string[] = [];
    const rows = this.settings.rowsWith((_, key) => void damaged.push(this.rows.idOfStored(key)));
    const heads = await headsOf(rows, keys, call);
    for (const key of damaged) heads.set(key, damagedHead(key));
    return heads;
  }

  /**
   * Deletes the parts of replaced or deleted links: the parts of their documents and of staged writes.
   *
   * Throws nothing and ends after 5 seconds, because the operation itself is complete. `sweep()` deletes the remaining
   * parts.
   */
  async discard(rows: Iterable<RowHead | undefined>): Promise<void> {
    const parts = [...rows].flatMap((row) => (row === undefined ? [] : this.#partsOf(row)));
    await this.rows.deleteMany(parts, { timeoutMs: cleaningMs }).catch(() => undefined);
  }

  #partsOf({ revision, parts = 0, pending }: RowHead): string[] {
    const own = revision === undefined ? [] : this.keys.parts(revision, parts);
    const announced = [...pending].map(pendingOf).flatMap((write) => this.keys.parts(write.revision, write.parts));
    return [...own, ...announced];
  }
}
