import { InvalidItemError } from '../errors/invalid-item-error.ts';
import { CallTimeoutError } from '../errors/outcome-errors.ts';
import type { Schedule } from '../time/backoff.ts';
import { deadlineIn } from '../time/deadline.ts';
import { defaultTimes } from '../time/default-times.ts';
import { NotDone, retry } from '../time/retry.ts';
import type { JsonValue } from '../values/attribute-type.ts';
import { DamagedLink } from './damaged-link.ts';
import { isPartCount } from './document-bounds.ts';
import { documentOf, isWhole } from './document-forms.ts';
import type { ReadDocument, ReadSettings } from './link-store.ts';
import type { LinkTable } from './link-table.ts';
import { publicCause, unfinished } from './partial-failure.ts';
import type { Row } from './row.ts';

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
      throw unfinished(this.#table.rows.table.name, ids.slice(done), ids.length, error);
    }
  }

  /** Yields the documents in the order of the ids. Keeps only one document in parts in memory at a time. */
  async *each(
    ids: readonly string[],
    settings: ReadSettings,
  ): AsyncGenerator<[id: string, document: ReadDocument | undefined], void, undefined> {
    const { isStrict, ...options } = settings;
    const rows = await (isStrict ? this.#table.strict : this.#table.rows).getMany(
      ids.map((id) => this.#table.keys.document(id)),
      options,
    );
    for (const [index, row] of rows.entries())
      yield [ids[index] as string, row && (await this.readable(row, settings))];
  }

  /** Returns a document. Undefined if it is damaged and the linker has `onInvalidItem`, which receives the error. */
  async readable(row: Row, { isStrict, ...settings }: ReadSettings): Promise<ReadDocument | undefined> {
    try {
      return await this.#document(row, settings);
    } catch (error) {
      if (!(error instanceof DamagedLink)) throw error;
      const { rows, keys, settings: own } = this.#table;
      const invalid = error.of(rows.table.name, keys.printed(row.id));
      if (own.onInvalidItem === undefined || isStrict === true) throw invalid;
      own.onInvalidItem(invalid, rows.storedKey(row.id));
      return undefined;
    }
  }

  /** Returns a document from parts of one revision. Reads it again if another write replaced it meanwhile. */
  async #document(row: Row, settings: ReadSettings): Promise<ReadDocument | undefined> {
    const document = await this.#assembled(row, settings);
    return document === 'incomplete' ? this.#readAgain(row, settings) : document;
  }

  #readAgain({ id, revision }: Row, settings: ReadSettings): Promise<ReadDocument | undefined> {
    const { timeoutMs = defaultTimes.documentReadMs, signal } = settings;
    let incomplete = revision;
    const tryRead = async (): Promise<ReadDocument | undefined | NotDone> => {
      const row = await this.#table.rows.get(id, { ...settings, consistent: true });
      const document = row && (await this.#assembled(row, settings));
      if (document !== 'incomplete') return document;
      // Parts are deleted after their document is replaced. If the document still names them, they are lost.
      if (row?.revision === incomplete)
        throw new DamagedLink('parts', `has ${row?.parts} parts, and some of them are missing`);
      incomplete = row?.revision;
      return new NotDone(new CallTimeoutError(this.#table.rows.table.name, timeoutMs));
    };
    return retry(tryRead, { schedule, signal, deadline: deadlineIn(timeoutMs) });
  }

  /** Returns the document of a row. Undefined if the row has none yet, `incomplete` if a part is missing. */
  async #assembled(row: Row, settings: ReadSettings): Promise<ReadDocument | undefined | 'incomplete'> {
    const { revision, expiresAt } = row;
    if (revision === undefined) return undefined;
    const parts = await this.#parts(row, settings);
    if (parts === undefined) return 'incomplete';
    const document = await documentOf(row, parts);
    // A linker's type of a document has no bytes: only a space stores them.
    return document === undefined ? undefined : { document: document as JsonValue, revision, expiresAt };
  }

  /** Returns the parts in order. Undefined if one is missing. */
  async #parts(row: Row, settings: ReadSettings): Promise<Uint8Array[] | undefined> {
    if (isWhole(row)) return [];
    const { revision = '', parts = 0 } = row;
    if (!isPartCount(parts)) throw new DamagedLink('parts', 'is not a number of parts that a document can have');
    const keys = this.#table.keys.parts(revision, parts);
    try {
      const found = await this.#table.rows.getMany(keys, { ...settings, consistent: true });
      const bytes = found.flatMap((part) => part?.bytes ?? []);
      return bytes.length === parts ? bytes : undefined;
    } catch (error) {
      if (error instanceof InvalidItemError) throw new DamagedLink('parts', 'has a part that is damaged');
      throw publicCause(error, settings.timeoutMs);
    }
  }
}
