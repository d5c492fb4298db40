import {
  Attribute,
  BaseRepository,
  CreatedAt,
  GeneratedId,
  Index,
  PartitionKey,
  Repository,
  SortKey,
  Table,
  TimeToLive,
  Unique,
  Version,
} from 'annotable';

@Table('phonebook')
@PartitionKey('personId')
export class Phone {
  @Attribute(Number) personId!: number;
  @Attribute(String) name!: string;
  @CreatedAt() createdAt!: Date;
  @TimeToLive() expiresAt?: Date;
}

@Repository(Phone)
export class Phones extends BaseRepository<Phone, 'personId', 'createdAt'> {}

@Table('orders')
@PartitionKey('customerId')
@SortKey('orderId')
@Index('byStatus', { partitionKey: 'status', sortKey: 'orderId' })
export class Order {
  @Attribute(String) customerId!: string;
  @GeneratedId('ulid') orderId!: string;
  @Attribute(String) status!: string;
  @Unique() @Attribute(String) code!: string;
  @Version() version!: number;
}

@Repository(Order)
export class Orders extends BaseRepository<Order, 'customerId' | 'orderId', 'orderId' | 'version'> {}
