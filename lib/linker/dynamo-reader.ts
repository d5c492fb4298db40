import { setTimeout as delay } from 'node:timers/promises';
import { InvalidItemError } from '../errors/invalid-item-error.ts';
import { CallTimeoutError } from '../errors/outcome-errors.ts';
import type { CallOptions } from '../execution/executor.ts';
import { DamagedLink } from './damaged-link.ts';
import { isPartCount } from './document-bounds.ts';
import { documentOf } from './document-forms.ts';
import type { Link } from './link.ts';
import type { ReadDocument } from './link-store.ts';
import type { LinkTable } from './link-table.ts';
import { publicCause, unfinished } from './partial-failure.ts';

type ReadSettings = CallOptions & { readonly consistent: boolean };

/** Default time in milliseconds for which a document is read again, while other writers replace it. */
const defaultTimeoutMs = 30_000;
/** Longest pause in milliseconds before a document is read again, multiplied by a random number. */
const pauseMs = 50;

/** Reads a linker's documents from its table. Never mixes the parts of two writes. */
export class DynamoReader {
  readonly #table: LinkTable;

  constructor(table: LinkTable) {
    this.#table = table;
  }

  /**
   * Returns the existing documents by id.
   *
   * @throws UnprocessedItemsError `batch.unprocessed` if only some documents were read, with the ids of the others
   */
  async read(ids: readonly string[], settings: ReadSettings): Promise<Map<string, ReadDocument>> {
    const documents = new Map<string, ReadDocument>();
    let done = 0;
    try {
      for await (const [id, document] of this.each(ids, settings)) {
        if (document !== undefined) documents.set(id, document);
        done++;
      }
      return documents;
    } catch (error) {
      // A damaged document stays damaged, so a second call with the remaining ids would fail too.
      if (error instanceof InvalidItemError) throw error;
      throw unfinished(this.#table.links.table.name, ids.slice(done), ids.length, error);
    }
  }

  /** Yields the documents in the order of the ids. Keeps only one document in parts in memory at a time. */
  async *each(
    ids: readonly string[],
    settings: ReadSettings,
  ): AsyncGenerator<[id: string, document: ReadDocument | undefined], void, undefined> {
    const links = await this.#table.links.getMany(
      ids.map((id) => this.#table.keys.document(id)),
      settings,
    );
    for (const [index, link] of links.entries())
      yield [ids[index] as string, link && (await this.#readable(link, settings))];
  }

  /** Returns a document. Undefined if it is damaged and the linker has `onInvalidItem`, which receives the error. */
  async #readable(link: Link, settings: ReadSettings): Promise<ReadDocument | undefined> {
    try {
      return await this.#document(link, settings);
    } catch (error) {
      if (!(error instanceof DamagedLink)) throw error;
      const { links, keys, settings: own } = this.#table;
      const invalid = error.of(links.table.name, keys.idOf(link.id) ?? link.id);
      if (own.onInvalidItem === undefined) throw invalid;
      own.onInvalidItem(invalid);
      return undefined;
    }
  }

  /** Returns a document from parts of one revision. Reads it again if another write replaced it meanwhile. */
  async #document(first: Link, settings: ReadSettings): Promise<ReadDocument | undefined> {
    const { timeoutMs = defaultTimeoutMs, signal } = settings;
    const deadline = performance.now() + timeoutMs;
    let missed: string | undefined;
    for (let link: Link | undefined = first; link?.revision !== undefined; ) {
      const parts = await this.#parts(link, settings);
      if (parts !== undefined) {
        const document = await documentOf(link, parts);
        return document === undefined ? undefined : { document, revision: link.revision, expiresAt: link.expiresAt };
      }
      // Parts are deleted after their document is replaced. If the document still names them, they are lost.
      if (missed === link.revision)
        throw new DamagedLink('parts', `has ${link.parts} parts, and some of them are missing`);
      if (performance.now() > deadline) throw new CallTimeoutError(this.#table.links.table.name, timeoutMs);
      missed = link.revision;
      await delay(Math.random() * pauseMs, undefined, signal && { signal: AbortSignal.any([signal]) });
      link = await this.#table.links.get(link.id, { ...settings, consistent: true });
    }
    return undefined;
  }

  /** Returns the parts in order. Undefined if one is missing. */
  async #parts(link: Link, settings: ReadSettings): Promise<Uint8Array[] | undefined> {
    if ([link.data, link.document, link.bytes].some((form) => form !== undefined)) return [];
    const { revision = '', parts = 0 } = link;
    if (!isPartCount(parts)) throw new DamagedLink('parts', 'is not a number of parts that a document can have');
    const keys = this.#table.keys.parts(revision, parts);
    try {
      const found = await this.#table.links.getMany(keys, { ...settings, consistent: true });
      const bytes = found.flatMap((part) => part?.bytes ?? []);
      return bytes.length === parts ? bytes : undefined;
    } catch (error) {
      if (error instanceof InvalidItemError) throw new DamagedLink('parts', 'has a part that is damaged');
      throw publicCause(error, settings.timeoutMs);
    }
  }
}
