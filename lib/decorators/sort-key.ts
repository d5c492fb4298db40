import type { KeyClassDecorator, KeyFieldDecorator, TableClassDecorator } from './decorator-types.ts';
import { classDecorator, type KeyType, propertyDecorator } from './draft.ts';

/**
 * Declares the sort key: on the class with the property's name, or on the property itself.
 *
 * On a table class, which has no properties, it names the attribute of the physical table.
 *
 * @param attribute - the property, or the attribute of a table class
 * @param type - the type of the attribute of a table class: `String` (the default), `Number`, or `Uint8Array`
 * @example
 * @Table('orders') @PartitionKey('customerId') @SortKey('placedAt') class Order { … }
 * // CreateTable { KeySchema: [{ … 'HASH' }, { AttributeName: 'placedAt', KeyType: 'RANGE' }] }
 */
export function SortKey(): KeyFieldDecorator;
export function SortKey<const Name extends string>(attribute: Name): KeyClassDecorator<Name, 'a sort key'>;
export function SortKey(attribute: string, type: KeyType): TableClassDecorator;
export function SortKey(attribute?: string, type?: KeyType): never {
  if (attribute !== undefined) {
    return classDecorator((draft) => draft.sortKeys.push({ name: attribute, type })) as never;
  }
  return propertyDecorator('@SortKey', (draft, name) => draft.sortKeys.push({ name, type: undefined })) as never;
}
