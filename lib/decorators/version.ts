import { version } from '../extensions/version.ts';
import { extendProperty, type TypedPropertyDecorator } from './extend.ts';

/**
 * Stores a version for optimistic locking: create writes 1, and every write adds 1.
 *
 * `put(item)` checks the version of the item. `update`, `upsert` and `delete` check the version in their options, or
 * the
 * version of the entity that is their key. If another version is stored, the write throws `VersionConflictError`, which
 * has
 * the current item.
 *
 * @example
 * @Version() version!: number;
 * // await orders.update(order, { state: 'PAID' }), or update(1, { state: 'PAID' }, { version: order.version })
 * // UpdateItem { UpdateExpression: 'SET #0 = :1, #2 = if_not_exists(#2, :3) + :4',
 * //   ConditionExpression: 'attribute_exists(#5) AND #2 = :4' }
 */
export function Version(): TypedPropertyDecorator<number, 'Version'> {
  return extendProperty('Version', Number, version);
}
