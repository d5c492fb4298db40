import type { AttributeValue } from '../sdk-types.ts';
import { decimalText, parseDecimal } from '../values/decimal-text.ts';
import type { KeyAttribute } from './attribute-schema.ts';
import type { StoredItem } from './document-codec.ts';
import { keyAttributes, type Schema } from './schema.ts';

/**
 * A text that two stored scalars share only where DynamoDB takes them for equal: the type is part of it, and `1.0` is
 * `1`. What is absent is equal to nothing that is stored.
 */
export function valueIdentity(value: AttributeValue | undefined): string {
  if (value?.N !== undefined) {
    const decimal = parseDecimal(value.N);
    return `N${decimal === undefined ? value.N : decimalText(decimal)}`;
  }
  if (value?.B !== undefined) return `B${Buffer.from(value.B).toString('base64')}`;
  return value?.S === undefined ? `?${JSON.stringify(value)}` : `S${value.S}`;
}

/**
 * A text that two stored keys share only where DynamoDB takes them for one key: types and lengths are part of it, and
 * `1.0` is `1`.
 */
export function keyIdentity(keys: readonly KeyAttribute[], item: StoredItem): string {
  return JSON.stringify(keys.map(({ name }) => valueIdentity(item[name])));
}

/** A text that two items share only where they are one: in one table, under one key. */
export function itemIdentity(schema: Schema, key: StoredItem): string {
  return `${schema.table.name} ${keyIdentity(keyAttributes(schema), key)}`;
}
