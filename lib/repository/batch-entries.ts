import type { ResponseItem } from '../execution/lanes/decoded-item.ts';
import { ItemMap } from '../schema/item-map.ts';
import type { Schema } from '../schema/schema.ts';
import type { StoredItem } from '../sdk-types.ts';

/** One key of a batch. */
export interface BatchEntry {
  /** The key, or the item that is put. */
  stored: StoredItem;
  /** What was given for it; the last, where that was more than once. */
  given: unknown;
  /** The item that was read. */
  found: ResponseItem | undefined;
  /** What an attempt without a response may have done to it. */
  maybe: 'written' | 'deleted' | undefined;
}

/** What a batch is about: one entry a key, in the order in which they were given first. */
export class BatchEntries {
  readonly list: BatchEntry[] = [];
  /** The entry of each that was given. */
  readonly ofGiven: readonly BatchEntry[];
  readonly #schema: Schema;
  readonly #byKey = new ItemMap<BatchEntry>();

  /** @param stored - of each that was given, its key or item */
  constructor(schema: Schema, given: readonly unknown[], stored: readonly StoredItem[]) {
    this.#schema = schema;
    this.ofGiven = stored.map((item, index) => this.#add(item, given[index]));
  }

  /** The entry of a key, or of an item that has it; undefined where the batch has none. */
  of(item: StoredItem): BatchEntry | undefined {
    return this.#byKey.get(this.#schema, item);
  }

  #add(stored: StoredItem, given: unknown): BatchEntry {
    const known = this.of(stored);
    if (known !== undefined) return Object.assign(known, { stored, given });
    const entry: BatchEntry = { stored, given, found: undefined, maybe: undefined };
    this.list.push(entry);
    this.#byKey.set(this.#schema, stored, entry);
    return entry;
  }
}
