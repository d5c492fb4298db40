import { TableNotFoundError } from '../errors/table-errors.ts';
import { UnprocessedItemsError } from '../errors/unprocessed-items-error.ts';
import type { CallOptions } from '../execution/executor.ts';
import { DynamoMaintenance } from './dynamo-maintenance.ts';
import { DynamoReader } from './dynamo-reader.ts';
import { DynamoWriter } from './dynamo-writer.ts';
import type { Expected, LinkStore, NewDocument, ReadDocument, WriteSettings } from './link-store.ts';
import type { LinkTable } from './link-table.ts';
import type { FlushOptions, SweepOptions } from './linker.ts';
import { undefinedIfDamaged, unfinished } from './partial-failure.ts';

/** A linker's documents in a DynamoDB table. */
export class DynamoStore implements LinkStore {
  readonly name: string;
  readonly #table: LinkTable;
  readonly #reader: DynamoReader;
  readonly #writer: DynamoWriter;
  readonly #maintenance: DynamoMaintenance;

  constructor(table: LinkTable) {
    this.name = table.links.table.name;
    this.#table = table;
    this.#reader = new DynamoReader(table);
    this.#writer = new DynamoWriter(table);
    this.#maintenance = new DynamoMaintenance(table);
  }

  async open(options: CallOptions): Promise<void> {
    await this.#table.links.table.ensure(options);
  }

  read(
    ids: readonly string[],
    options: CallOptions & { readonly consistent: boolean },
  ): Promise<Map<string, ReadDocument>> {
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

  write(documents: ReadonlyMap<string, NewDocument>, { atomic, ...options }: WriteSettings): Promise<void> {
    return atomic ? this.#writer.together(documents, options) : this.#writer.each(documents, options);
  }

  replace(id: string, document: NewDocument, expected: Expected, options: CallOptions): Promise<boolean> {
    return this.#writer.replace(id, document, expected, options);
  }

  async remove(ids: readonly string[], options: CallOptions): Promise<void> {
    const { keys, links } = this.#table;
    const [first, ...more] = ids.map((id) => keys.document(id));
    if (first === undefined) return;
    if (more.length === 0)
      return this.#table.discard([await links.deleteIfExists(first, options).catch(undefinedIfDamaged)]);
    const heads = await this.#table.heads([first, ...more], options);
    try {
      await links.deleteMany([first, ...more], options);
    } catch (error) {
      if (!(error instanceof UnprocessedItemsError)) throw error;
      const left = new Set(error.unprocessed);
      await this.#table.discard([...heads.values()].filter(({ id }) => !left.has(id)));
      const leftIds = ids.filter((id) => left.has(keys.document(id)));
      throw unfinished(this.name, leftIds, ids.length, error, error.maybe);
    }
    await this.#table.discard(heads.values());
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
      await this.#table.links.table.drop(options);
    } catch (error) {
      if (!(error instanceof TableNotFoundError)) throw error;
    }
  }
}
