/** Secondary indexes: what the compiler accepts and refuses, in both dialects. */
import { Attribute, Index, LocalIndex, PartitionKey, SortKey, Table } from 'annotable';

class Order {
  @Attribute(String) customerId!: string;
  @Attribute(Date) placedAt!: Date;
  @Attribute(String) state!: 'open' | 'paid';
  @Attribute(Number) total!: number;
  @Attribute(BigInt) serial!: bigint;
  @Attribute(Uint8Array) digest!: Uint8Array;
  @Attribute(String, { optional: true }) coupon?: string;
  @Attribute(String, { nullable: true }) note!: string | null;
  @Attribute(Boolean) gift!: boolean;
  private secret = '';
  place!: { city: string };
  print(): string {
    return this.secret;
  }
}

// Accepted.

@Table('orders')
@PartitionKey('customerId')
@SortKey('placedAt')
@Index('byState', { partitionKey: 'state' })
@Index('byStateAndTotal', { partitionKey: 'state', sortKey: 'total' })
@Index('bySerial', { partitionKey: 'serial', sortKey: 'digest', projection: 'KEYS_ONLY' })
@Index('everything', { partitionKey: 'serial', projection: 'ALL' })
@Index('sparse', { partitionKey: 'coupon', sortKey: 'placedAt', projection: ['total', 'gift', 'note', 'place'] })
@Index('ofOne', { partitionKey: ['state'], sortKey: ['total'] })
@Index('ofFour', {
  partitionKey: ['state', 'customerId', 'serial', 'digest'],
  sortKey: ['placedAt', 'total', 'coupon', 'state'],
})
@LocalIndex('byTotal', { sortKey: 'total' })
@LocalIndex('byCoupon', { sortKey: 'coupon', projection: ['total'] })
@LocalIndex('bySerialLocal', { sortKey: 'serial', projection: 'KEYS_ONLY' })
export class Accepted extends Order {}

@Index('byKind', { partitionKey: 'kind', projection: ['value'] })
@LocalIndex('local', { sortKey: 'kind', projection: ['value'] })
export class Generic<Kind extends string, Value> {
  kind!: Kind;
  value!: Value;
}

// Rejected: a key that the class lacks, alone or in a list.

// @ts-expect-error
@Index('byNobody', { partitionKey: 'nobody' })
export class NoPartitionKey extends Order {}

// @ts-expect-error
@Index('byNobody', { partitionKey: 'state', sortKey: 'nobody' })
export class NoSortKey extends Order {}

// @ts-expect-error
@Index('byNobody', { partitionKey: ['state', 'nobody'] })
export class NoKeyInList extends Order {}

// @ts-expect-error
@Index('byNobody', { partitionKey: 'state', sortKey: ['total', 'placedAt', 'serial', 'nobody'] })
export class NoFourthKeyInList extends Order {}

// @ts-expect-error
@LocalIndex('byNobody', { sortKey: 'nobody' })
export class NoLocalKey extends Order {}

// Rejected: a key of a type that can't be one.

// @ts-expect-error
@Index('byGift', { partitionKey: 'gift' })
export class BooleanKey extends Order {}

// @ts-expect-error
@Index('byGift', { partitionKey: 'state', sortKey: 'gift' })
export class BooleanSortKey extends Order {}

// @ts-expect-error
@Index('byGift', { partitionKey: ['state', 'gift', 'total'] })
export class BooleanKeyInList extends Order {}

// @ts-expect-error
@Index('byNote', { partitionKey: 'note' })
export class NullableKey extends Order {}

// @ts-expect-error
@Index('byPlace', { partitionKey: 'place' })
export class ObjectKey extends Order {}

// @ts-expect-error
@Index('bySecret', { partitionKey: 'secret' })
export class PrivateKey extends Order {}

// @ts-expect-error
@Index('byPrint', { partitionKey: 'print' })
export class MethodKey extends Order {}

// @ts-expect-error
@LocalIndex('byGift', { sortKey: 'gift' })
export class LocalBooleanKey extends Order {}

// @ts-expect-error
@LocalIndex('byNote', { sortKey: 'note' })
export class LocalNullableKey extends Order {}

// Rejected: a list of none or of more than four.

// @ts-expect-error
@Index('ofFive', { partitionKey: ['state', 'customerId', 'serial', 'digest', 'total'] })
export class FiveKeys extends Order {}

// @ts-expect-error
@Index('ofFive', { partitionKey: 'state', sortKey: ['state', 'customerId', 'serial', 'digest', 'total'] })
export class FiveSortKeys extends Order {}

// @ts-expect-error
@Index('ofNone', { partitionKey: [] })
export class NoKeys extends Order {}

// @ts-expect-error
@LocalIndex('ofTwo', { sortKey: ['total', 'serial'] })
export class LocalList extends Order {}

// @ts-expect-error
@Index('bare', { sortKey: 'total' })
export class OnlySortKey extends Order {}

// @ts-expect-error
@LocalIndex('own', { partitionKey: 'state', sortKey: 'total' })
export class LocalWithPartitionKey extends Order {}

// Rejected: a projection of what the class lacks, or of what is no attribute.

// @ts-expect-error
@Index('byState', { partitionKey: 'state', projection: ['total', 'totals'] })
export class NoProjected extends Order {}

// @ts-expect-error
@Index('byState', { partitionKey: 'state', projection: 'INCLUDE' })
export class NoSuchProjection extends Order {}

// @ts-expect-error
@LocalIndex('byTotal', { sortKey: 'total', projection: ['totals'] })
export class NoLocalProjected extends Order {}

// @ts-expect-error
@Index('byState', { partitionKey: 'state', projection: ['secret'] })
export class PrivateProjected extends Order {}

// @ts-expect-error
@Index('byState', { partitionKey: 'state', projection: ['print'] })
export class MethodProjected extends Order {}

// Rejected: on a property.

export class OnProperty {
  // @ts-expect-error
  @Index('byState', { partitionKey: 'state' }) state!: string;
  // @ts-expect-error
  @LocalIndex('byTotal', { sortKey: 'total' }) total!: number;
}
