import { Attribute, PartitionKey, SortKey, Table } from 'annotable';

// says: the class has no public property 'identifier'
@PartitionKey('identifier')
export class NoSuchKey {
  @Attribute(String) id!: string;
}

// says: 'flag' can't be a partition key: its type must be string, number, bigint, Date or Uint8Array, without ? or null
@PartitionKey('flag')
export class BooleanKey {
  @Attribute(Boolean) flag!: boolean;
}

// says: 'note' can't be a sort key: its type must be string, number, bigint, Date or Uint8Array, without ? or null
@SortKey('note')
export class OptionalKey {
  @Attribute(String, { optional: true }) note?: string;
}

// says: 'id' can't be a partition key: its type must be string, number, bigint, Date or Uint8Array, without ? or null
@PartitionKey('id')
export class GenericKey<Id> {
  constructor(readonly id: Id) {}
}

// says: the class has no public property 'secret'
@PartitionKey('secret')
export class PrivateKey {
  protected secret!: string;
}

export class PropertyKeys {
  // says: 'flag' can't be a key: its type must be string, number, bigint, Date or Uint8Array, without ? or null
  @PartitionKey() flag!: boolean;
  // says: 'nullable' can't be a key: its type must be string, number, bigint, Date or Uint8Array, without ? or null
  @SortKey() nullable!: string | null;
  // says: 'onClass' can't be stored: only a public instance property can, no method, accessor or static one
  @PartitionKey() static onClass: string;
  // standard says: 'method' can't be stored: only a public instance property can, no method, accessor or static one
  // legacy says: 'method' can't be a key: its type must be string, number, bigint, Date or Uint8Array, without ? or null
  @PartitionKey() method(): void {}
  // says: 'secret' can't be stored: only a public instance property can, no method, accessor or static one
  @PartitionKey() protected secret!: string;
  // says: this form stands on a class; on a property, write the form without the property's name where there is one
  @PartitionKey('id') classForm!: string;
  // says: this form stands on a class; on a property, write the form without the property's name where there is one
  @Table('t') table!: string;
}

// says: this form stands on a property; on the class, write the form that names the property
@PartitionKey()
export class PropertyForm {
  id!: string;
}

// says: the class's constructor must be public, since others make its instances
@Table('t')
export class PrivateConstructor {
  private constructor() {}
}

// says: TypeRefusal<"a step of an upgrade is synchronous: return the item, and no promise">
@Table('t', { version: 2, upgrade: { 1: async (item: object) => item } })
export class AsyncStep {
  @Attribute(String) id!: string;
}
