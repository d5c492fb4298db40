import { setTimeout as delay } from 'node:timers/promises';
import { InvalidItemError } from '../errors/invalid-item-error.ts';
import type { CallOptions } from '../execution/executor.ts';
import { textOf } from './document-forms.ts';
import type { Link } from './link.ts';
import type { StoredDocument } from './link-store.ts';
import type { LinkTable } from './link-table.ts';

type ReadSettings = CallOptions & { readonly consistent: boolean };

/** How often a document is read again whose parts are gone because another took its place. */
const maxAttempts = 10;
/** Milliseconds, times a random number, before that. */
const pauseMs = 50;

/** Reads a linker's documents from its table, each as one write left it. */
export class DynamoReader {
  readonly #table: LinkTable;

  constructor(table: LinkTable) {
    this.#table = table;
  }

  /** The documents that there are, by id. */
  async read(ids: readonly string[], settings: ReadSettings): Promise<Map<string, StoredDocument>> {
    const links = await this.#table.links.getMany(
      ids.map((id) => this.#table.keys.document(id)),
      settings,
    );
    const documents = new Map<string, StoredDocument>();
    for (const [index, link] of links.entries()) {
      const document = link && (await this.#document(link, settings));
      if (document !== undefined) documents.set(ids[index] as string, document);
    }
    return documents;
  }

  /** A document whose parts are all of one revision; it is read anew where they have been replaced meanwhile. */
  async #document(first: Link, settings: ReadSettings): Promise<StoredDocument | undefined> {
    let link: Link | undefined = first;
    for (let attempt = 1; link?.revision !== undefined; attempt++) {
      const parts = await this.#parts(link, settings);
      if (parts !== undefined) {
        const text = await textOf(link, parts);
        return text === undefined ? undefined : { text, revision: link.revision, expiresAt: link.expiresAt };
      }
      if (attempt === maxAttempts) throw this.#torn(link);
      await delay(Math.random() * pauseMs, undefined, settings.signal && { signal: settings.signal });
      link = await this.#table.links.get(link.id, { ...settings, consistent: true });
    }
    return undefined;
  }

  /** The parts in order; undefined where one is missing. */
  async #parts({ revision = '', parts = 0 }: Link, settings: ReadSettings): Promise<Uint8Array[] | undefined> {
    if (parts === 0) return [];
    const keys = this.#table.keys.parts(revision, parts);
    const found = await this.#table.links.getMany(keys, { ...settings, consistent: true });
    const bytes = found.flatMap((part) => part?.bytes ?? []);
    return bytes.length === parts ? bytes : undefined;
  }

  #torn({ id, parts }: Link): InvalidItemError {
    const table = this.#table.links.table.name;
    const message = `is stored in ${parts} parts, of which some are missing; put the document again`;
    return new InvalidItemError({ table, key: `id=${JSON.stringify(id)}` }, [{ path: 'parts', message }]);
  }
}
