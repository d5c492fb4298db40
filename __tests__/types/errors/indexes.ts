import { Attribute, Index, LocalIndex, VectorIndex, vector } from 'annotable';

class Order {
  @Attribute(String) id!: string;
  @Attribute(String) state!: string;
  @Attribute(Boolean) gift!: boolean;
  @Attribute(String, { optional: true }) coupon?: string;
  @Attribute(vector(3)) taste!: Float32Array;
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

// says: 'state' can't be the vector of an index: its type must be Float32Array, without null
@VectorIndex('byTaste', { vector: 'state', distance: 'cosine' })
export class NoVector extends Order {}

// says: 'gift' can't be compared in a search: its type must be string, number, bigint, Date or Uint8Array, without null
@VectorIndex('byTaste', { vector: 'taste', filters: ['gift'], distance: 'cosine' })
export class BooleanFilter extends Order {}
