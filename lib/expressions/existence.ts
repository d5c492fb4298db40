import type { Schema } from '../schema/schema.ts';
import type { Placeholders } from './placeholders.ts';

/** `attribute_exists(#0)` of the partition key: there is an item with this key. */
export function itemExists(schema: Schema, placeholders: Placeholders): string {
  return `attribute_exists(${placeholders.name(schema.partitionKey.name)})`;
}

/** `attribute_not_exists(#0)` of the partition key: there is no item with this key. */
export function itemNotExists(schema: Schema, placeholders: Placeholders): string {
  return `attribute_not_exists(${placeholders.name(schema.partitionKey.name)})`;
}
