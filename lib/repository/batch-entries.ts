import type { ResponseItem } from '../execution/lanes/decoded-item.ts';
import { ItemMap } from '../schema/item-map.ts';
import type { Schema } from '../schema/schema.ts';
import type { StoredItem } from '../sdk-types.ts';

/** One distinct key of a batch. */
export interface BatchEntry {
  /** The key, or the item to put. */
  stored: StoredItem;
  /** The input of the caller. The last one if a key occurs more than once. */
  input: unknown;
  /** The item that was read. */
  found: ResponseItem | undefined;
  /** Possible effect of an attempt without a response. */
  maybe: 'written' | 'deleted' | undefined;
}

/** The entries of a batch: one for each distinct key, in the order of their first occurrence. */
export class BatchEntries {
  readonly list: BatchEntry[] = [];
  /** The entry of each input, in the order of the inputs. */
  readonly ofInputs: readonly BatchEntry[];
  readonly #schema: Schema;
  readonly #byKey = new ItemMap<BatchEntry>();

  /** @param stored - the key or item of each input */
  constructor(schema: Schema, inputs: readonly unknown[], stored: readonly StoredItem[]) {
    this.#schema = schema;
    this.ofInputs = stored.map((item, index) => this.#add(item, inputs[index]));
  }

  /** Returns the entry of a key, or of an item with that key. Undefined if the batch has none. */
  of(item: StoredItem): BatchEntry | undefined {
    return this.#byKey.get(this.#schema, item);
  }

  #add(stored: StoredItem, input: unknown): BatchEntry {
    const known = this.of(stored);
    if (known !== undefined) return Object.assign(known, { stored, input });
    const entry: BatchEntry = { stored, input, found: undefined, maybe: undefined };
    this.list.push(entry);
    this.#byKey.set(this.#schema, stored, entry);
    return entry;
  }
}
