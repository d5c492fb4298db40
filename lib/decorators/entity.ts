import type { EntityKeys, EntityMemberOptions, EntityOptions } from '../schema/entity-definition.ts';
import type { PlainClassDecorator } from './decorator-types.ts';
import { classDecorator } from './draft.ts';
import type { EntityDecorator } from './entity-fit.ts';

/**
 * Declares an entity: a class whose items share a table with those of other classes.
 *
 * @param name - the stored name, which tells the entities of a table apart. Never the name of the class.
 * @param options - the class of the table, and the templates of the keys. A subclass of an entity omits them and has
 * those of its parent.
 * @example
 * const orderKeys = { partitionKey: 'CUSTOMER#{customerId}', sortKey: 'ORDER#{orderId}' } as const;
 *
 * @Entity('Order', { table: Shop, keys: orderKeys }) class Order { … }
 * // PutItem { TableName: 'shop', Item: { pk: { S: 'CUSTOMER#ann' }, sk: { S: 'ORDER#1' }, entity: { S: 'Order' }, … } }
 *
 * // A family: the repository of Event reads the items of all its classes, each as its own class.
 * @Entity('Event', { table: Shop, keys: eventKeys, abstract: true }) abstract class Event { … }
 * @Entity('Clicked') class Clicked extends Event { … }
 */
export function Entity(name: string, options?: EntityMemberOptions): PlainClassDecorator;
// The last one, because the compiler reports only the errors of the last one.
export function Entity<const Keys extends EntityKeys, Form extends 'plain' = never>(
  name: string,
  options: EntityOptions<Keys, Form>,
): EntityDecorator<Keys, Form>;
export function Entity(name: string, options?: EntityOptions | EntityMemberOptions): never {
  return classDecorator((draft) => draft.entities.push({ name, options })) as never;
}
