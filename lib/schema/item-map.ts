import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import { valueIdentity } from '../values/value-identity.ts';
import type { Schema } from './schema.ts';

/** A text that two values of one key attribute share only where they are equal: all of them are of one type. */
const partText = (value: AttributeValue | undefined): string => value?.S ?? valueIdentity(value);

/**
 * What is known of stored items: two keys are one only where DynamoDB takes them for one, in one table. No text is made
 * of a key, since that costs more than to look two of its parts up.
 */
export class ItemMap<Value> {
  /** By table, and within it by partition key and sort key; a table without a sort key has one partition here. */
  readonly #tables = new Map<string, Map<string, Map<string, Value>>>();

  /** @param item - whole, or its key alone */
  get({ table, partitionKey, sortKey }: Schema, item: StoredItem): Value | undefined {
    const partitions = this.#tables.get(table.name);
    const partition = partText(item[partitionKey.name]);
    if (sortKey === undefined) return partitions?.get('')?.get(partition);
    return partitions?.get(partition)?.get(partText(item[sortKey.name]));
  }

  /** @param item - whole, or its key alone */
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
