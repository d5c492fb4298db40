import { Attribute, decimal, Entity, type EntityRepository, Enum, gte, PartitionKey, SortKey } from 'annotable';

class Named {
  @Attribute(String) name!: string;
}

// says only: only a table class, which has no properties, says the type of its key attributes here; leave the type out
@PartitionKey('name', String)
export class TypeOfProperty extends Named {}

// says only: only a table class, which has no properties, says the type of its key attributes here; leave the type out
@SortKey('name', String)
export class TypeOfSortProperty extends Named {}

@PartitionKey('pk')
@SortKey('sk')
class Shop {}

class Address {
  @Attribute(String) country!: string;
}

class Order {
  @Attribute(String) customerId!: string;
  @Attribute(Date) placedAt!: Date;
  @Enum(['OPEN', 'PAID']) @Attribute(String) state!: 'OPEN' | 'PAID';
  @Attribute(decimal()) total!: string;
  @Attribute(Address) address!: Address;
  @Attribute(String, { optional: true }) coupon?: string;
  @Attribute(Boolean) gift!: boolean;
}

// says: the class has no public property 'customer'
@Entity('Order', { table: Shop, keys: { partitionKey: 'CUSTOMER#{customer}' } })
export class NoProperty extends Order {}

// says: the class has no public property 'address.town'
@Entity('Order', { table: Shop, keys: { partitionKey: 'X', sortKey: '{address.town}' } })
export class NoMember extends Order {}

// says: 'coupon' can't be a part of the key of the table: its type must be string, number, bigint, Date or Uint8Array, without ? or null
@Entity('Order', { table: Shop, keys: { partitionKey: 'X#{coupon}' } })
export class OptionalPart extends Order {}

// says: 'gift' can't be a part of the key of the table: its type must be string, number, bigint, Date or Uint8Array, without ? or null
@Entity('Order', { table: Shop, keys: { partitionKey: 'X', sortKey: '{gift}' } })
export class BooleanPart extends Order {}

// says: {customerId|shard:8} can't be in the key of the table: only a key of an index can have shards
@Entity('Order', { table: Shop, keys: { partitionKey: '{customerId|shard:8}' } })
export class ShardInTableKey extends Order {}

const wide = { partitionKey: 'X' };
// says: the compiler must know the templates: write the constant of the keys with `as const`
@Entity('Order', { table: Shop, keys: wide })
export class WideTemplates extends Order {}

// says: the keys: there is no setting 'index'
@Entity('Order', { table: Shop, keys: { partitionKey: 'X', index: {} } })
export class NoSuchSetting extends Order {}

// says: index 'by': there is no setting 'sortkey'
@Entity('Order', { table: Shop, keys: { partitionKey: 'X', indexes: { by: { partitionKey: 'state', sortkey: 'x' } } } })
export class NoIndexSetting extends Order {}

// says: index 'by': the class has no public property 'nobody'
@Entity('Order', { table: Shop, keys: { partitionKey: 'X', indexes: { by: { partitionKey: ['entity', 'nobody'] } } } })
export class NoIndexProperty extends Order {}

// says: index 'by': 'gift' can't be a key of an index: its type must be string, number, bigint, Date or Uint8Array, without null
@Entity('Order', { table: Shop, keys: { partitionKey: 'X', indexes: { by: { partitionKey: 'gift' } } } })
export class BooleanIndexKey extends Order {}

const noPlaceholder = {
  partitionKey: 'X',
  indexes: { by: { sortKey: { attribute: 'a', template: '{no}' } } },
} as const;
// says: index 'by': the class has no public property 'no'
@Entity('Order', { table: Shop, keys: noPlaceholder })
export class NoIndexPlaceholder extends Order {}

const noWhen = { partitionKey: 'X', indexes: { by: { partitionKey: 'total', when: { nobody: 1 } } } } as const;
// says: index 'by': the class has no public property 'nobody'
@Entity('Order', { table: Shop, keys: noWhen })
export class NoWhen extends Order {}

const wrongWhen = { partitionKey: 'X', indexes: { by: { partitionKey: 'total', when: { state: 'LOST' } } } } as const;
// says: index 'by': when.state must be a value of the type of 'state'
@Entity('Order', { table: Shop, keys: wrongWhen })
export class WrongWhen extends Order {}

// says only: Property 'table' is missing in type
@Entity('Order', { keys: { partitionKey: 'X' } })
export class NoTable extends Order {}

// says only: Property 'keys' is missing in type
@Entity('Order', { table: Shop })
export class NoKeys extends Order {}

// says only: Type 'string' is not assignable to type 'EntityClass'.
@Entity('Order', { table: 'shop', keys: { partitionKey: 'X' } })
export class TextTable extends Order {}

// says: TypeRefusal<"a step of an upgrade is synchronous: return the item, and no promise">
@Entity('Order', { table: Shop, keys: { partitionKey: 'X' }, version: 2, upgrade: { 1: async (item: object) => item } })
export class AsyncStep extends Order {}

export class OnProperty {
  // says: this form stands on a class; on a property, write the form without the property's name where there is one
  @Entity('Order') order!: string;
}

const keys = { partitionKey: 'CUSTOMER#{customerId}', sortKey: 'ORDER#{placedAt}' } as const;

export async function calls(orders: EntityRepository<Order, typeof keys>, order: Order): Promise<void> {
  // says: Property 'placedAt' is missing in type '{ customerId: string; }' but required in type 'Pick<Order,
  await orders.get({ customerId: 'a' });
  // says: 'placedAt' does not exist in type 'AttributeChanges<Order,
  await orders.update(order, { placedAt: new Date() });
  // says: Property 'customerId' is missing in type
  await orders.query({ placedAt: gte(new Date()) }).all();
}
