import type { KeyClassDecorator, KeyFieldDecorator, TableClassDecorator } from './decorator-types.ts';
import { classDecorator, type KeyType, propertyDecorator } from './draft.ts';

/**
 * Declares the partition key: on the class with the property's name, or on the property itself.
 *
 * On a table class, which has no properties, it names the attribute of the physical table.
 *
 * @param attribute - the property, or the attribute of a table class
 * @param type - the type of the attribute of a table class: `String` (the default), `Number`, or `Uint8Array`
 * @example
 * @Table('phonebook') @PartitionKey('personId') class Phone { … }
 * // CreateTable { KeySchema: [{ AttributeName: 'personId', KeyType: 'HASH' }] }
 */
export function PartitionKey(): KeyFieldDecorator;
export function PartitionKey<const Name extends string>(attribute: Name): KeyClassDecorator<Name, 'a partition key'>;
export function PartitionKey(attribute: string, type: KeyType): TableClassDecorator;
export function PartitionKey(attribute?: string, type?: KeyType): never {
  if (attribute !== undefined) {
    return classDecorator((draft) => draft.partitionKeys.push({ name: attribute, type })) as never;
  }
  return propertyDecorator('@PartitionKey', (draft, name) =>
    draft.partitionKeys.push({ name, type: undefined }),
  ) as never;
}
