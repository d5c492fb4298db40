import type { KeyClassDecorator, KeyFieldDecorator } from './decorator-types.ts';
import { classDecorator, propertyDecorator } from './draft.ts';

/**
 * Declares the sort key: on the class with the property's name, or on the property itself.
 *
 * @example
 * @Table('orders') @PartitionKey('customerId') @SortKey('placedAt') class Order { … }
 * // CreateTable { KeySchema: [{ … 'HASH' }, { AttributeName: 'placedAt', KeyType: 'RANGE' }] }
 */
export function SortKey(): KeyFieldDecorator;
export function SortKey<const Name extends string>(attribute: Name): KeyClassDecorator<Name, 'a sort key'>;
export function SortKey(attribute?: string): never {
  if (attribute !== undefined) return classDecorator((draft) => draft.sortKeys.push(attribute)) as never;
  return propertyDecorator('@SortKey', (draft, property) => draft.sortKeys.push(property)) as never;
}
