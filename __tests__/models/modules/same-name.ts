import { Attribute, BaseRepository, PartitionKey, Repository, Table } from '../../../lib/index.ts';

export { Archive, OldOrders, OldShop } from './old-models.ts';

@Table('orders')
@PartitionKey('id')
class Order {
  @Attribute(String) id!: string;
}

@Repository(Order)
export class Orders extends BaseRepository<Order, 'id'> {}

@Table('customers')
@PartitionKey('id')
export class Customer {
  @Attribute(String) id!: string;
}

@Table('entries')
@PartitionKey('id')
export class Entry {
  @Attribute(String) id!: string;
}
