import {
  Attribute,
  BaseRepository,
  Entity,
  EntityRepository,
  PartitionKey,
  Repository,
  SortKey,
  setOf,
  Table,
  TimeToLive,
  Unique,
} from 'annotable';

@Table('shop', { stream: 'NEW_AND_OLD_IMAGES', entities: () => [Customer, Order, Shipment, Parcel, Pallet] })
@PartitionKey('pk')
@SortKey('sk')
export class Shop {}

const customerKeys = { partitionKey: 'CUSTOMER#{customerId}', sortKey: 'A' } as const;

@Entity('Customer', { table: Shop, keys: customerKeys })
export class Customer {
  @Attribute(String) customerId!: string;
  @Unique() @Attribute(String, { optional: true }) email?: string;
}

const orderKeys = { partitionKey: 'CUSTOMER#{customerId}', sortKey: 'ORDER#{orderId}' } as const;

@Entity('Order', { table: Shop, keys: orderKeys })
export class Order {
  @Attribute(String) customerId!: string;
  @Attribute(String) orderId!: string;
  @Attribute(String, { name: 'st' }) status!: 'OPEN' | 'PAID';
  @Attribute(setOf(String)) tags!: Set<string>;
  @Attribute(Uint8Array, { optional: true }) receipt?: Uint8Array;
}

const shipmentKeys = { partitionKey: 'SHIPMENT#{shipmentId}', sortKey: 'A' } as const;

@Entity('Shipment', { table: Shop, keys: shipmentKeys })
export abstract class Shipment {
  @Attribute(String) shipmentId!: string;
}

@Entity('Parcel')
export class Parcel extends Shipment {
  @Attribute(Number) grams!: number;
}

@Entity('Pallet')
export class Pallet extends Shipment {
  @Attribute(Number) boxes!: number;
}

@Repository(Customer)
export class Customers extends EntityRepository<Customer, typeof customerKeys> {}

@Repository(Order)
export class Orders extends EntityRepository<Order, typeof orderKeys> {}

@Table('sessions', { stream: 'NEW_AND_OLD_IMAGES' })
export class Session {
  @PartitionKey() @Attribute(Uint8Array, { name: 'pk' }) id!: Uint8Array;
  @Attribute(Number) visits!: number;
  @TimeToLive() expiresAt?: Date;
}

@Repository(Session)
export class Sessions extends BaseRepository<Session, 'id'> {}
