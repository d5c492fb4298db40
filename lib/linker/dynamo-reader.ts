import { InvalidItemError } from '../errors/invalid-item-error.ts';
import { CallTimeoutError } from '../errors/outcome-errors.ts';
import type { CallOptions } from '../execution/executor.ts';
import type { Schedule } from '../time/backoff.ts';
import { deadlineIn } from '../time/deadline.ts';
import { defaultTimes } from '../time/default-times.ts';
import { NotDone, retry } from '../time/retry.ts';
import { DamagedLink } from './damaged-link.ts';
import { isPartCount } from './document-bounds.ts';
import { documentOf } from './document-forms.ts';
import type { Link } from './link.ts';
import type { ReadDocument } from './link-store.ts';
import type { LinkTable } from './link-table.ts';
import { publicCause, unfinished } from './partial-failure.ts';

type ReadSettings = CallOptions & { readonly consistent: boolean };

/** Pauses of up to 50 ms before a document is read again. */
const schedule: Schedule = () => Math.random() * 50;

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
  async #document(link: Link, settings: ReadSettings): Promise<ReadDocument | undefined> {
    const document = await this.#assembled(link, settings);
    return document === 'incomplete' ? this.#readAgain(link, settings) : document;
  }

  #readAgain({ id, revision }: Link, settings: ReadSettings): Promise<ReadDocument | undefined> {
    const { timeoutMs = defaultTimes.documentReadMs, signal } = settings;
    let incomplete = revision;
    const tryRead = async (): Promise<ReadDocument | undefined | NotDone> => {
      const link = await this.#table.links.get(id, { ...settings, consistent: true });
      const document = link && (await this.#assembled(link, settings));
      if (document !== 'incomplete') return document;
      // Parts are deleted after their document is replaced. If the document still names them, they are lost.
      if (link?.revision === incomplete)
        throw new DamagedLink('parts', `has ${link?.parts} parts, and some of them are missing`);
      incomplete = link?.revision;
      return new NotDone(new CallTimeoutError(this.#table.links.table.name, timeoutMs));
    };
    return retry(tryRead, { schedule, signal, deadline: deadlineIn(timeoutMs) });
  }

  /** Returns the document of a link. Undefined if the link has none yet, `incomplete` if a part is missing. */
  async #assembled(link: Link, settings: ReadSettings): Promise<ReadDocument | undefined | 'incomplete'> {
    const { revision, expiresAt } = link;
    if (revision === undefined) return undefined;
    const parts = await this.#parts(link, settings);
    if (parts === undefined) return 'incomplete';
    const document = await documentOf(link, parts);
    return document === undefined ? undefined : { document, revision, expiresAt };
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
