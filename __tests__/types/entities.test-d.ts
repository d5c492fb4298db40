/** Entities that share a table: what the compiler accepts and refuses, in both dialects. */
import { Attribute, decimal, Entity, Enum, PartitionKey, SortKey, Table } from 'annotable';

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

// Accepted: templates whose placeholders are properties or members of documents that can be keys.

class Address {
  @Attribute(String) country!: string;
  @Attribute(String, { optional: true }) zip?: string;
}

class Order {
  @Attribute(String) customerId!: string;
  @Attribute(Date) placedAt!: Date;
  @Attribute(String) orderId!: string;
  @Enum(['OPEN', 'PAID']) @Attribute(String) state!: 'OPEN' | 'PAID';
  @Attribute(decimal()) total!: string;
  @Attribute(Number) line!: number;
  @Attribute(BigInt) serial!: bigint;
  @Attribute(Uint8Array) digest!: Uint8Array;
  @Attribute(Address) address!: Address;
  @Attribute(Address, { optional: true }) billing?: Address;
  @Attribute(String, { optional: true }) coupon?: string;
  @Attribute(String, { nullable: true }) note!: string | null;
  @Attribute(Boolean) gift!: boolean;
  print(): void {}
}

const orderKeys = {
  partitionKey: 'CUSTOMER#{customerId}',
  sortKey: 'ORDER#{placedAt}#{orderId}',
  indexes: {
    byState: { partitionKey: ['entity', 'state'], sortKey: 'placedAt' },
    open: {
      name: 'GSI1',
      partitionKey: { attribute: 'gsi1pk', template: 'OPEN#{state}#{orderId|shard:8}' },
      sortKey: { attribute: 'gsi1sk', template: '{placedAt}' },
      when: { state: 'OPEN' },
    },
    inverted: { partitionKey: { attribute: 'sk' }, sortKey: { attribute: 'pk' } },
  },
} as const;

@Entity('Order', { table: Shop, keys: orderKeys })
export class Ordered extends Order {}

@Entity('Abstract', { table: Shop, keys: orderKeys, abstract: true, form: 'plain' })
export abstract class AbstractOrder extends Order {}

const plainKeys = {
  partitionKey: 'GIFT#{gift}',
  sortKey: '{orderId}',
  indexes: { byGift: { partitionKey: { attribute: 'a', template: 'G#{gift}' } } },
} as const;

@Entity('Plain', { table: Shop, keys: plainKeys, form: 'plain' })
export class PlainOrder extends Order {}

// @ts-expect-error a boolean is no part of an escaped key
@Entity('Escaped', { table: Shop, keys: plainKeys })
export class EscapedOrder extends Order {}

// @ts-expect-error a property that is a key itself can't be a boolean in plain form either
@Entity('Plain', { table: Shop, keys: { ...orderKeys, indexes: { by: { partitionKey: 'gift' } } }, form: 'plain' })
export class PlainIndexOrder extends Order {}

@Entity('Child')
export class ChildOfEntity extends AbstractOrder {}

@Entity('Forms', {
  table: Shop,
  keys: {
    partitionKey: '{{literal}}{customerId|lower}/{state}-{line|pad:8}',
    sortKey: '{serial}#{digest}#{address.country}#{placedAt}',
    indexes: {
      absent: { partitionKey: 'coupon', sortKey: ['entity', 'line', 'total'], projection: ['gift', 'note'] },
      nested: {
        partitionKey: { attribute: 'a', template: '{address.zip}#{billing.country}' },
        projection: 'KEYS_ONLY',
      },
      local: { sortKey: 'line', when: { gift: true, coupon: 'x', 'address.country': 'FR', note: null } },
    },
  },
})
export class Forms extends Order {}

declare const computed: { partitionKey: string };

@Entity('Computed', { table: Shop, keys: computed as never })
export class Computed extends Order {}

@Entity('Constant', { table: Shop, keys: { partitionKey: 'CONFIG', sortKey: 'CONFIG' } })
export class Constant {
  @Attribute(String) motto!: string;
}

// Refused: a part of the table's key that the class lacks, that can be absent or null, or whose type can be no key.

// @ts-expect-error
@Entity('Refused', { table: Shop, keys: { partitionKey: 'X#{customer}' } })
export class NoProperty extends Order {}

// @ts-expect-error
@Entity('Refused', { table: Shop, keys: { partitionKey: 'X', sortKey: '{address.town}' } })
export class NoMember extends Order {}

// @ts-expect-error
@Entity('Refused', { table: Shop, keys: { partitionKey: '{coupon}' } })
export class OptionalPart extends Order {}

// @ts-expect-error
@Entity('Refused', { table: Shop, keys: { partitionKey: '{note}' } })
export class NullablePart extends Order {}

// @ts-expect-error
@Entity('Refused', { table: Shop, keys: { partitionKey: '{billing.country}' } })
export class OptionalDocument extends Order {}

// @ts-expect-error
@Entity('Refused', { table: Shop, keys: { partitionKey: '{address.zip}' } })
export class OptionalMember extends Order {}

// @ts-expect-error
@Entity('Refused', { table: Shop, keys: { partitionKey: '{customerId}', sortKey: '{gift}' } })
export class BooleanPart extends Order {}

// @ts-expect-error
@Entity('Refused', { table: Shop, keys: { partitionKey: '{address}' } })
export class DocumentPart extends Order {}

// @ts-expect-error
@Entity('Refused', { table: Shop, keys: { partitionKey: '{print}' } })
export class MethodPart extends Order {}

// @ts-expect-error
@Entity('Refused', { table: Shop, keys: { partitionKey: '{customerId|shard:8}' } })
export class ShardInTableKey extends Order {}

// @ts-expect-error
@Entity('Refused', { table: Shop, keys: { sortKey: 'X' } })
export class NoPartitionKey extends Order {}

const wideKeys = { partitionKey: 'X#{customerId}' };
// @ts-expect-error
@Entity('Refused', { table: Shop, keys: wideKeys })
export class WideTemplates extends Order {}

// @ts-expect-error
@Entity('Refused', { table: Shop, keys: { partitionKey: 'X', index: {} } })
export class NoSuchSetting extends Order {}

// @ts-expect-error
@Entity('Refused', { table: Shop, keys: { partitionKey: 'X' }, form: 'bare' })
export class NoSuchForm extends Order {}

// @ts-expect-error
@Entity('Refused', { table: 'shop', keys: { partitionKey: 'X' } })
export class NoTableClass extends Order {}

// @ts-expect-error
@Entity('Refused', { keys: { partitionKey: 'X' } })
export class NoTable extends Order {}

// Refused: in an index, what the class lacks, what can be no key, and a value of `when` that the property never has.

// @ts-expect-error
@Entity('Refused', { table: Shop, keys: { partitionKey: 'X', indexes: { by: { partitionKey: 'nobody' } } } })
export class NoIndexProperty extends Order {}

// @ts-expect-error
@Entity('Refused', {
  table: Shop,
  keys: { partitionKey: 'X', indexes: { by: { partitionKey: ['entity', 'nobody'] } } },
})
export class NoPropertyInList extends Order {}

// @ts-expect-error
@Entity('Refused', { table: Shop, keys: { partitionKey: 'X', indexes: { by: { sortKey: 'gift' } } } })
export class BooleanIndexKey extends Order {}

// @ts-expect-error
@Entity('Refused', {
  table: Shop,
  keys: { partitionKey: 'X', indexes: { by: { sortKey: { attribute: 'a', template: '{nobody}' } } } },
})
export class NoIndexPlaceholder extends Order {}

// @ts-expect-error
@Entity('Refused', { table: Shop, keys: { partitionKey: 'X', indexes: { by: { sortKey: { template: '{line}' } } } } })
export class NoAttribute extends Order {}

// @ts-expect-error
@Entity('Refused', {
  table: Shop,
  keys: { partitionKey: 'X', indexes: { by: { partitionKey: 'line', sortkey: 'state' } } },
})
export class NoIndexSetting extends Order {}

// @ts-expect-error
@Entity('Refused', {
  table: Shop,
  keys: { partitionKey: 'X', indexes: { by: { partitionKey: 'line', projection: ['nobody'] } } },
})
export class NoProjected extends Order {}

// @ts-expect-error
@Entity('Refused', {
  table: Shop,
  keys: { partitionKey: 'X', indexes: { by: { partitionKey: 'line', when: { nobody: 1 } } } },
})
export class NoWhen extends Order {}

// @ts-expect-error
@Entity('Refused', {
  table: Shop,
  keys: { partitionKey: 'X', indexes: { by: { partitionKey: 'line', when: { state: 'LOST' } } } },
})
export class WrongWhen extends Order {}

const fiveKeys = ['state', 'line', 'total', 'serial', 'digest'] as const;
// @ts-expect-error
@Entity('Refused', { table: Shop, keys: { partitionKey: 'X', indexes: { by: { partitionKey: fiveKeys } } } })
export class FiveKeys extends Order {}

// Refused: on a property.

export class OnProperty {
  // @ts-expect-error
  @Entity('Refused', { table: Shop, keys: { partitionKey: 'X' } }) name!: string;
  // @ts-expect-error
  @Entity('Refused') other!: string;
}
