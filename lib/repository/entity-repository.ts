import type { EntityKeys } from '../schema/entity-definition.ts';
import { BaseRepository } from './base-repository.ts';
import type { EntityIndexes, EntityKeyName } from './entity-types.ts';

/**
 * Reads and writes the items of an entity, whose key has the placeholders of its templates as its parts. Extend it, and
 * bind the subclass with `@Repository(Model)`.
 *
 * A key has all parts, a query those from left to right. A member of a document is named by its path:
 * `'address.country'`. A query through an index leaves out parts with `shard`, the name of the entity, and the properties
 * of `when`.
 *
 * Type parameters: T is the class. Keys is the type of the constant that `@Entity` received. Filled is the names of the
 * attributes that a default or the framework fills.
 *
 * @example
 * @Repository(Order)
 * class Orders extends EntityRepository<Order, typeof orderKeys> {}
 *
 * await orders.get({ customerId, placedAt, orderId });
 * // GetItem { Key: { pk: { S: 'CUSTOMER#ann' }, sk: { S: 'ORDER#2026-11-29T00:00:00.000Z#1' } } }
 */
export abstract class EntityRepository<
  T extends object,
  Keys extends EntityKeys,
  Filled extends keyof T & string = never,
> extends BaseRepository<T, EntityKeyName<T, Keys>, Filled, EntityIndexes<Keys>> {
  /** For the compiler only: the type of the constant that `@Entity` received. */
  declare readonly '~keys'?: Keys;
}
