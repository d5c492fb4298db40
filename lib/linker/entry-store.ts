import type { CallOptions } from '../execution/executor.ts';
import { DynamoStore } from './dynamo-store.ts';
import { EntryKeys } from './entry-keys.ts';
import type { ReadDocument, ReadSettings } from './link-store.ts';
import { LinkTable, type LinkTableSettings } from './link-table.ts';
import { NameRange } from './name-range.ts';
import { pagesAsWhole } from './partial-failure.ts';
import { entryKey, type Row } from './row.ts';
import type { Rows } from './rows.ts';

/** The entries of one space in a table. */
export class EntryStore extends DynamoStore {
  readonly #rows: Rows;
  readonly #keys: EntryKeys;

  constructor(rows: Rows, space: string, settings: Omit<LinkTableSettings, 'keys' | 'native' | 'documents' | 'parts'>) {
    const keys = new EntryKeys(space);
    super(
      new LinkTable(rows, {
        ...settings,
        keys,
        native: false,
        documents: (some, options) => some.query({ space: keys.entries }, options),
        parts: (some, options) => some.query({ space: keys.allParts }, options),
      }),
    );
    this.#rows = rows;
    this.#keys = keys;
  }

  /** Yields the entries of a range, in order. Sends one query for each megabyte. */
  async *list(range: NameRange, settings: ReadSettings): AsyncGenerator<[string, ReadDocument], void, undefined> {
    let left = range.limit;
    for await (const row of this.#range(range, settings)) {
      const document = await this.readable(row, settings);
      if (document === undefined) continue;
      yield [entryKey(row.id).name, document];
      if (--left <= 0) return;
    }
  }

  /** Yields the names of a range, in order. */
  async *names(range: NameRange, settings: ReadSettings): AsyncGenerator<string, void, undefined> {
    let left = range.limit;
    for await (const { id, revision } of this.#range(range, { ...settings, select: ['id', 'revision'] })) {
      if (revision === undefined) continue;
      yield entryKey(id).name;
      if (--left <= 0) return;
    }
  }

  override async *ids(prefix: string, options: CallOptions): AsyncGenerator<readonly string[], void, undefined> {
    const range = new NameRange({ prefix });
    for await (const name of this.names(range, { ...options, consistent: true })) yield [name];
  }

  async *#range(
    range: NameRange,
    options: ReadSettings & { readonly select?: readonly (keyof Row & string)[] },
  ): AsyncGenerator<Row, void, undefined> {
    if (range.isEmpty) return;
    const { test, isDescending, limit } = range;
    const key = { space: this.#keys.entries, ...(test !== undefined && { name: test }) };
    const firstPage = Number.isFinite(limit) ? limit : undefined;
    const pages = this.#rows.query(key, { ...options, firstPage, descending: isDescending });
    for await (const page of pagesAsWhole(pages)) {
      for (const row of page) {
        const { name } = entryKey(row.id);
        if (range.isPast(name)) return;
        if (range.includes(name)) yield row;
      }
    }
  }
}
