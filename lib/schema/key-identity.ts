import type { StoredItem } from '../sdk-types.ts';
import { valueIdentity } from '../values/value-identity.ts';
import type { KeyAttribute } from './attribute-schema.ts';

/**
 * A text that two stored keys share only where DynamoDB takes them for one key: types and lengths are part of it, and
 * `1.0` is `1`.
 */
export function keyIdentity(keys: readonly KeyAttribute[], item: StoredItem): string {
  return JSON.stringify(keys.map(({ name }) => valueIdentity(item[name])));
}
