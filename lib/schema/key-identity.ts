import type { StoredItem } from '../sdk-types.ts';
import { valueIdentity } from '../values/value-identity.ts';
import type { KeyAttribute } from './attribute-schema.ts';

/**
 * Returns a text that is the same for two stored keys only if DynamoDB treats them as one key.
 *
 * Types and lengths are part of the text, and `1.0` is `1`.
 */
export function keyIdentity(keys: readonly KeyAttribute[], item: StoredItem): string {
  return JSON.stringify(keys.map(({ name }) => valueIdentity(item[name])));
}
