import { Attribute, Index, LocalIndex } from 'annotable';

class Order {
  @Attribute(String) id!: string;
  @Attribute(String) state!: string;
  @Attribute(Boolean) gift!: boolean;
  @Attribute(String, { optional: true }) coupon?: string;
  print(): void {}
}

// says: the class has no public property 'nobody'
@Index('byNobody', { partitionKey: ['state', 'nobody'] })
export class NoSuchKey extends Order {}

// says: 'gift' can't be a key of an index: its type must be string, number, bigint, Date or Uint8Array, without null
@Index('byGift', { partitionKey: 'state', sortKey: 'gift' })
export class BooleanKey extends Order {}

// says only: a key of an index has one attribute, or a list of at most four
@Index('ofFive', { partitionKey: ['id', 'state', 'coupon', 'id', 'state'] })
export class FiveKeys extends Order {}

// says: the class has no public property 'totals'
@Index('byState', { partitionKey: 'state', projection: ['totals'] })
export class NoSuchProjected extends Order {}

// says: 'print' is a method, and only attributes are stored
@Index('byState', { partitionKey: 'state', projection: ['print'] })
export class MethodProjected extends Order {}

// says: 'gift' can't be a key of an index: its type must be string, number, bigint, Date or Uint8Array, without null
@LocalIndex('byGift', { sortKey: 'gift' })
export class LocalKey extends Order {}
