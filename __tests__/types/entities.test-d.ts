/** Entities that share a table: what the compiler accepts and refuses, in both dialects. */
import { Attribute, PartitionKey, SortKey, Table } from 'annotable';

// Accepted: key attributes of a class without properties, with and without their types.

@Table('shop', { stream: 'NEW_AND_OLD_IMAGES', entities: () => [Named], entityAttribute: '_type' })
@PartitionKey('pk')
@SortKey('sk')
export class Shop {}

@Table('numbers')
@PartitionKey('pk', Number)
@SortKey('sk', Uint8Array)
export class TypedKeys {}

@PartitionKey('pk', String)
export abstract class AbstractTable {}

class Named {
  @Attribute(String) name!: string;
}

// Refused: a key attribute that a class with properties lacks, or a type for one that it has.

// @ts-expect-error
@PartitionKey('pk')
export class WithProperty extends Named {}

// @ts-expect-error
@SortKey('sk')
export class WithProtected {
  protected secret!: string;
}

// @ts-expect-error
@PartitionKey('name', String)
export class TypeOfProperty extends Named {}

// @ts-expect-error
@PartitionKey('pk', Date)
export class NoKeyType {}

// Refused: entities that are no function of classes.

// @ts-expect-error
@Table('shop', { entities: [Named] })
export class NoFunction {}

// @ts-expect-error
@Table('shop', { entities: () => ['Named'] })
export class NoClasses {}
