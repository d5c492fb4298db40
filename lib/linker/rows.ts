import { UnprocessedItemsError } from '../errors/unprocessed-items-error.ts';
import type { CallOptions } from '../execution/executor.ts';
import type { Changes } from '../expressions/change-types.ts';
import type { Condition } from '../expressions/condition-types.ts';
import type { BaseRepository } from '../repository/base-repository.ts';
import { putReplacing } from '../repository/put-replacing.ts';
import type { Page, Results } from '../repository/results.ts';
import type { RepositoryOptions } from '../repository/types.ts';
import type { WriteTransaction } from '../repository/write-transaction.ts';
import type { TableHandle } from '../table/table-handle.ts';
import type { Row, RowForm, RowHead } from './row.ts';

/** Options of reads of rows. */
export interface RowReadOptions extends CallOptions {
  readonly consistent?: boolean | undefined;
  readonly includeExpired?: boolean | undefined;
  readonly select?: readonly (keyof Row & string)[] | undefined;
  readonly filter?: Condition<Row> | undefined;
}

type ConditionOptions = CallOptions & { readonly if?: Condition<Row> | undefined };
type Items = BaseRepository<Row, 'id'>;
/** The key of an item as DynamoDB stores it. */
type StoredKey = Parameters<NonNullable<RepositoryOptions['onInvalidItem']>>[1];

/** The rows of a table of documents: its repository, with one text as the key of an item. */
export class Rows {
  readonly table: TableHandle;
  readonly form: RowForm;
  readonly #items: Items;

  /** @param items - a repository whose items the form converts */
  constructor(items: object, form: RowForm) {
    this.#items = items as Items;
    this.table = this.#items.table;
    this.form = form;
  }

  async get(id: string, options: RowReadOptions): Promise<Row | undefined> {
    return this.#row(await this.#items.get(this.#key(id), options as object));
  }

  async getMany(ids: readonly string[], options: RowReadOptions): Promise<(Row | undefined)[]> {
    const items = await this.#batch(
      this.#items.getMany(
        ids.map((id) => this.#key(id)),
        this.#ownOptions(options),
      ),
    );
    return items.map((item) => this.#row(item as Row | undefined));
  }

  /**
   * Puts a row in one request, whose response contains the replaced row. Returns its head. Undefined if the replaced row
   * is damaged: `sweep()` deletes its parts, if it had any.
   */
  async put(row: Row, options: ConditionOptions): Promise<RowHead | undefined> {
    return this.#row(await putReplacing<Row>(this.#items, this.#item(row), options));
  }

  putIn(transaction: WriteTransaction, row: Row, options: ConditionOptions): void {
    transaction.put(this.#items, this.#item(row), options);
  }

  putMany(rows: readonly Row[], options: CallOptions): Promise<void> {
    return this.#batch(
      this.#items.putMany(
        rows.map((row) => this.#item(row)),
        options,
      ),
    );
  }

  async upsert(id: string, changes: Changes<Row, 'id'>, options: CallOptions): Promise<Row> {
    return this.form.toRow(await this.#items.upsert(this.#key(id), changes, options));
  }

  async update(id: string, changes: Changes<Row, 'id'>, options: CallOptions): Promise<void> {
    await this.#items.update(this.#key(id), changes, options);
  }

  async delete(id: string, options: ConditionOptions): Promise<void> {
    await this.#items.delete(this.#key(id), options);
  }

  async deleteIfExists(id: string, options: CallOptions): Promise<Row | undefined> {
    return this.#row(await this.#items.deleteIfExists(this.#key(id), options));
  }

  deleteMany(ids: readonly string[], options: CallOptions): Promise<void> {
    return this.#batch(
      this.#items.deleteMany(
        ids.map((id) => this.#key(id)),
        options,
      ),
    );
  }

  /** Reads all rows of the table, page by page. */
  scan(options: RowReadOptions): AsyncIterable<readonly Row[]> {
    return this.#pages((own) => this.#items.scan(own as never) as unknown as Results<Row>, options);
  }

  /** Reads the rows of a partition, page by page. @param key - the partition key and a test of the sort key */
  query(key: object, { firstPage, ...options }: RowReadOptions & RowOrder): AsyncIterable<readonly Row[]> {
    const read = (own: object): Results<Row> =>
      this.#items.query(key as never, own as never) as unknown as Results<Row>;
    return firstPage === undefined ? this.#pages(read, options) : this.#growingPages(read, options, firstPage);
  }

  /** Returns the key of a row as DynamoDB stores it. */
  storedKey(id: string): StoredKey {
    return this.#items.schema.mapper.toKey(this.#key(id));
  }

  /** Returns the id of a stored key. All attributes of keys are texts. */
  idOfStored(key: StoredKey): string {
    return this.form.toId(Object.fromEntries(Object.entries(key).map(([name, { S }]) => [name, S])));
  }

  async *#pages(
    read: (options: object) => Results<Row>,
    options: RowReadOptions,
  ): AsyncGenerator<readonly Row[], void, undefined> {
    const pages: AsyncIterable<Page<Row>> = read(this.#ownOptions(options)).pages();
    for await (const { items } of pages) yield items.map((item) => this.form.toRow(item));
  }

  /** Doubles each page, because any number of expired rows can come before those that are wanted. */
  async *#growingPages(
    read: (options: object) => Results<Row>,
    options: RowReadOptions,
    firstPage: number,
  ): AsyncGenerator<readonly Row[], void, undefined> {
    let pageSize = Math.min(firstPage, maxPageSize);
    let cursor: string | undefined;
    do {
      const page: Page<Row> = await read({ ...this.#ownOptions(options), pageSize }).page({ cursor });
      yield page.items.map((item) => this.form.toRow(item));
      pageSize = Math.min(pageSize * 2, maxPageSize);
      cursor = page.cursor;
    } while (cursor !== undefined);
  }

  #ownOptions({ select, ...options }: RowReadOptions): object {
    return select === undefined ? options : { ...options, select: this.#properties(select) };
  }

  #key(id: string): never {
    return this.form.toKey(id) as never;
  }

  #item(row: Row): Row {
    return this.form.toItem(row) as Row;
  }

  #row<Stored extends object>(item: Stored | undefined): (Stored & Pick<Row, 'id'>) | undefined {
    return item && this.form.toRow(item);
  }

  #properties(select: readonly string[]): readonly string[] {
    return select.flatMap((name) => (name === 'id' ? this.form.keyProperties : name));
  }

  /** Replaces the keys and items that an error of a batch names by ids and rows. */
  async #batch<Result>(batch: Promise<Result>): Promise<Result> {
    try {
      return await batch;
    } catch (error) {
      if (!(error instanceof UnprocessedItemsError)) throw error;
      const { table, unprocessed, cause, maybe } = error;
      const ids = unprocessed.map((item) => this.form.toId(item));
      throw new UnprocessedItemsError(table, ids, ids.length, cause, maybe);
    }
  }
}

/** The order of the rows of a query, and the number that one request reads. */
export interface RowOrder {
  readonly descending?: boolean | undefined;
  /** Most rows that the first request reads. Default: one megabyte. */
  readonly firstPage?: number | undefined;
}

/** Most rows that a request with a page size reads. */
const maxPageSize = 1_000;
