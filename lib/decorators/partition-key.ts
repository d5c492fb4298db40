import type { KeyClassDecorator, KeyFieldDecorator } from './decorator-types.ts';
import { classDecorator, propertyDecorator } from './draft.ts';

/**
 * Declares the partition key: on the class with the property's name, or on the property itself.
 *
 * @example
 * @Table('phonebook') @PartitionKey('personId') class Phone { … }
 * // CreateTable { KeySchema: [{ AttributeName: 'personId', KeyType: 'HASH' }] }
 */
export function PartitionKey(): KeyFieldDecorator;
export function PartitionKey<const Name extends string>(attribute: Name): KeyClassDecorator<Name, 'a partition key'>;
export function PartitionKey(attribute?: string): never {
  if (attribute !== undefined) return classDecorator((draft) => draft.partitionKeys.push(attribute)) as never;
  return propertyDecorator('@PartitionKey', (draft, property) => draft.partitionKeys.push(property)) as never;
}
