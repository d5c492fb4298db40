import { TableNotFoundError } from '../errors/table-errors.ts';
import { UnprocessedItemsError } from '../errors/unprocessed-items-error.ts';
import type { CallOptions } from '../execution/executor.ts';
import { DynamoMaintenance } from './dynamo-maintenance.ts';
import { DynamoReader } from './dynamo-reader.ts';
import { DynamoWriter } from './dynamo-writer.ts';
import type {
  Expected,
  ExpectedContent,
  LinkStore,
  NewContent,
  ReadDocument,
  ReadSettings,
  WriteSettings,
} from './link-store.ts';
import type { LinkTable } from './link-table.ts';
import type { FlushOptions, SweepOptions } from './linker.ts';
import { undefinedIfDamaged, unfinished } from './partial-failure.ts';
import type { Row } from './row.ts';

/** A linker's documents in a DynamoDB table. */
export class DynamoStore implements LinkStore {
  readonly name: string;
  readonly #table: LinkTable;
  readonly #reader: DynamoReader;
  readonly #writer: DynamoWriter;
  readonly #maintenance: DynamoMaintenance;

  constructor(table: LinkTable) {
    this.name = table.rows.table.name;
    this.#table = table;
    this.#reader = new DynamoReader(table);
    this.#writer = new DynamoWriter(table);
    this.#maintenance = new DynamoMaintenance(table);
  }

  maxIdBytes(id: string): number {
    return this.#table.keys.maxIdBytes(id);
  }

  async open(options: CallOptions): Promise<void> {
    await this.#table.rows.table.ensure(options);
  }

  read(ids: readonly string[], options: ReadSettings): Promise<Map<string, ReadDocument>> {
    return this.#reader.read(ids, options);
  }

  async present(ids: readonly string[], options: CallOptions): Promise<Set<string>> {
    const { keys } = this.#table;
    const heads = await this.#table.heads(
      ids.map((id) => keys.document(id)),
      options,
    );
    return new Set(ids.filter((id) => heads.get(keys.document(id))?.revision !== undefined));
  }

  async write(documents: ReadonlyMap<string, NewContent>, { atomic, ...options }: WriteSettings): Promise<void> {
    await (atomic ? this.#writer.together(documents, options) : this.#writer.each(documents, options));
  }

  /** Puts all documents or none in one transaction. False if one has not the expected revision. */
  replaceAll(documents: ReadonlyMap<string, ExpectedContent>, options: CallOptions): Promise<boolean> {
    return this.#writer.together(documents, options);
  }

  replace(id: string, document: NewContent, expected: Expected, options: CallOptions): Promise<boolean> {
    return this.#writer.replace(id, document, expected, options);
  }

  async remove(ids: readonly string[], options: CallOptions): Promise<void> {
    const { keys, rows } = this.#table;
    const [first, ...more] = ids.map((id) => keys.document(id));
    if (first === undefined) return;
    if (more.length === 0)
      return this.#table.discard([await rows.deleteIfExists(first, options).catch(undefinedIfDamaged)]);
    const heads = await this.#table.heads([first, ...more], options);
    try {
      await rows.deleteMany([first, ...more], options);
    } catch (error) {
      if (!(error instanceof UnprocessedItemsError)) throw error;
      const left = new Set<unknown>(error.unprocessed);
      await this.#table.discard([...heads.values()].filter(({ id }) => !left.has(id)));
      const leftIds = ids.filter((id) => left.has(keys.document(id)));
      throw unfinished(this.name, leftIds, ids.length, error, error.maybe);
    }
    await this.#table.discard(heads.values());
  }

  /** Returns the document of a row. Undefined if it has none, or is damaged and `onInvalidItem` has the error. */
  protected readable(row: Row, settings: ReadSettings): Promise<ReadDocument | undefined> {
    return this.#reader.readable(row, settings);
  }

  each(ids: readonly string[], options: CallOptions): AsyncIterable<[id: string, document: ReadDocument | undefined]> {
    return this.#reader.each(ids, { ...options, consistent: true });
  }

  ids(prefix: string, options: CallOptions): AsyncIterable<readonly string[]> {
    return this.#maintenance.ids(prefix, options);
  }

  clear(options: FlushOptions): Promise<number> {
    return this.#maintenance.clear(options);
  }

  sweep(options: SweepOptions): Promise<number> {
    return this.#maintenance.sweep(options);
  }

  async drop(options: CallOptions): Promise<void> {
    try {
      await this.#table.rows.table.drop(options);
    } catch (error) {
      if (!(error instanceof TableNotFoundError)) throw error;
    }
  }
}
