import { setTimeout as delay } from 'node:timers/promises';
import { InvalidItemError } from '../errors/invalid-item-error.ts';
import { CallTimeoutError } from '../errors/outcome-errors.ts';
import type { CallOptions } from '../execution/executor.ts';
import { textOf } from './document-forms.ts';
import type { Link } from './link.ts';
import type { StoredDocument } from './link-store.ts';
import type { LinkTable } from './link-table.ts';
import { unfinished, wholeFailure } from './unfinished.ts';

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
  async read(ids: readonly string[], settings: ReadSettings): Promise<Map<string, StoredDocument>> {
    const documents = new Map<string, StoredDocument>();
    let done = 0;
    try {
      for await (const [id, document] of this.each(ids, settings)) {
        if (document !== undefined) documents.set(id, document);
        done++;
      }
      return documents;
    } catch (error) {
      throw unfinished(this.#table.links.table.name, ids.slice(done), ids.length, error);
    }
  }

  /** The documents one by one, in the order of the ids: of those in parts, one at a time is held. */
  async *each(
    ids: readonly string[],
    settings: ReadSettings,
  ): AsyncGenerator<[id: string, document: StoredDocument | undefined], void, undefined> {
    const links = await this.#table.links.getMany(
      ids.map((id) => this.#table.keys.document(id)),
      settings,
    );
    for (const [index, link] of links.entries())
      yield [ids[index] as string, link && (await this.#document(link, settings))];
  }

  /** A document whose parts are all of one revision; it is read anew where they have been replaced meanwhile. */
  async #document(first: Link, settings: ReadSettings): Promise<StoredDocument | undefined> {
    const { timeoutMs = defaultTimeoutMs, signal } = settings;
    const deadline = performance.now() + timeoutMs;
    let missed: string | undefined;
    for (let link: Link | undefined = first; link?.revision !== undefined; ) {
      const parts = await this.#parts(link, settings);
      if (parts !== undefined) {
        const text = await textOf(link, parts);
        return text === undefined ? undefined : { text, revision: link.revision, expiresAt: link.expiresAt };
      }
      // Parts go after the document that had them: where it still has them, they are lost.
      if (missed === link.revision) throw this.#torn(link);
      if (performance.now() > deadline) throw new CallTimeoutError(this.#table.links.table.name, timeoutMs);
      missed = link.revision;
      await delay(Math.random() * pauseMs, undefined, signal && { signal: AbortSignal.any([signal]) });
      link = await this.#table.links.get(link.id, { ...settings, consistent: true });
    }
    return undefined;
  }

  /** The parts in order; undefined where one is missing. */
  async #parts({ revision = '', parts = 0 }: Link, settings: ReadSettings): Promise<Uint8Array[] | undefined> {
    if (parts === 0) return [];
    const keys = this.#table.keys.parts(revision, parts);
    try {
      const found = await this.#table.links.getMany(keys, { ...settings, consistent: true });
      const bytes = found.flatMap((part) => part?.bytes ?? []);
      return bytes.length === parts ? bytes : undefined;
    } catch (error) {
      throw wholeFailure(error, settings.timeoutMs);
    }
  }

  #torn({ id, parts }: Link): InvalidItemError {
    const table = this.#table.links.table.name;
    const message = `is stored in ${parts} parts, of which some are missing; put the document again`;
    return new InvalidItemError({ table, key: `id=${JSON.stringify(id)}` }, [{ path: 'parts', message }]);
  }
}
