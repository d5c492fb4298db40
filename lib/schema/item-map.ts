import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import { valueIdentity } from '../values/value-identity.ts';
import type { Schema } from './schema.ts';

/** Returns a text that is the same only for equal values of one key attribute. All of them have one type. */
const partText = (value: AttributeValue | undefined): string => value?.S ?? valueIdentity(value);

/**
 * A map with stored keys. Keys are equal if DynamoDB treats them as one key of one table.
 *
 * Nested maps, because building a text from a key costs more than two lookups.
 */
export class ItemMap<Value> {
  /** By table, partition key, and sort key. A table without a sort key has a single partition. */
  readonly #tables = new Map<string, Map<string, Map<string, Value>>>();

  /**
   * @param item - a whole item or its key
   */
  get({ table, partitionKey, sortKey }: Schema, item: StoredItem): Value | undefined {
    const partitions = this.#tables.get(table.name);
    const partition = partText(item[partitionKey.name]);
    if (sortKey === undefined) return partitions?.get('')?.get(partition);
    return partitions?.get(partition)?.get(partText(item[sortKey.name]));
  }

  /**
   * @param item - a whole item or its key
   */
  set({ table, partitionKey, sortKey }: Schema, item: StoredItem, value: Value): void {
    const partition = partText(item[partitionKey.name]);
    if (sortKey === undefined) this.#valuesOf(table.name, '').set(partition, value);
    else this.#valuesOf(table.name, partition).set(partText(item[sortKey.name]), value);
  }

  #valuesOf(table: string, partition: string): Map<string, Value> {
    let partitions = this.#tables.get(table);
    if (partitions === undefined) {
      partitions = new Map();
      this.#tables.set(table, partitions);
    }
    let values = partitions.get(partition);
    if (values === undefined) {
      values = new Map();
      partitions.set(partition, values);
    }
    return values;
  }
}
