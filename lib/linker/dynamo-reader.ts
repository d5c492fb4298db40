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

/** Milliseconds that a document is read again and again, while others keep taking its place. */
const defaultTimeoutMs = 30_000;
/** Milliseconds, times a random number, before it is read again. */
const pauseMs = 50;

/** Reads a linker's documents from its table, each as one write left it. */
export class DynamoReader {
  readonly #table: LinkTable;

  constructor(table: LinkTable) {
    this.#table = table;
  }

  /**
   * The documents that there are, by id.
   *
   * @throws UnprocessedItemsError `batch.unprocessed`, with the ids of those that were not read
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
      // What is damaged stays so: calling again with the ids that are left would come to nothing.
      if (error instanceof InvalidItemError) throw error;
      throw unfinished(this.#table.links.table.name, ids.slice(done), ids.length, error);
    }
  }

  /** The documents one by one, in the order of the ids: of those in parts, one at a time is held. */
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

  /** A document. Undefined if it is damaged and the linker has `onInvalidItem`, which receives the error. */
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

  /** A document whose parts are all of one revision; it is read anew where they have been replaced meanwhile. */
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
      // Parts go after the document that had them: where it still has them, they are lost.
      if (missed === link.revision)
        throw new DamagedLink('parts', `has ${link.parts} parts, and some of them are missing`);
      if (performance.now() > deadline) throw new CallTimeoutError(this.#table.links.table.name, timeoutMs);
      missed = link.revision;
      await delay(Math.random() * pauseMs, undefined, signal && { signal: AbortSignal.any([signal]) });
      link = await this.#table.links.get(link.id, { ...settings, consistent: true });
    }
    return undefined;
  }

  /** The parts in order; undefined where one is missing. */
  async #parts(link: Link, settings: ReadSettings): Promise<Uint8Array[] | undefined> {
    if ([link.data, link.document, link.bytes].some((form) => form !== undefined)) return [];
    const { revision = '', parts = 0 } = link;
    if (!isPartCount(parts)) throw new DamagedLink('parts', 'is no number of parts that a document can have');
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
