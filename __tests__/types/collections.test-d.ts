/** The function `collection`, and the deletion of a partition: what the compiler accepts and refuses. */
import { Attribute, collection, Entity, EntityRepository, PartitionKey, Repository, SortKey, Table } from 'annotable';
import type { Equal, Expect } from './equal.ts';

@Table('shop')
@PartitionKey('pk')
@SortKey('sk')
class Shop {}

const customerKeys = { partitionKey: 'CUSTOMER#{customerId}', sortKey: 'A' } as const;

@Entity('Customer', { table: Shop, keys: customerKeys })
class Customer {
  @Attribute(String) customerId!: string;
  @Attribute(String) name!: string;
}

const orderKeys = { partitionKey: 'CUSTOMER#{customerId}', sortKey: 'ORDER#{orderId}' } as const;

@Entity('Order', { table: Shop, keys: orderKeys })
class Order {
  @Attribute(String) customerId!: string;
  @Attribute(Number) orderId!: number;
}

@Repository(Customer)
class Customers extends EntityRepository<Customer, typeof customerKeys> {}

@Repository(Order)
class Orders extends EntityRepository<Order, typeof orderKeys> {}

declare const customers: Customers;
declare const orders: Orders;

// Accepted: repositories by names, whose items are typed by name.

export async function accepted(): Promise<void> {
  const shop = collection({ customers, orders });
  const grouped = await shop.query({ customerId: 'a' }, { includeDeleted: true }).grouped();
  type _Grouped = Expect<Equal<typeof grouped.orders, Order[]>>;
  const [item] = await shop.query({ customerId: 'a' }).all();
  type _Item = Expect<Equal<typeof item, Customer | Order | undefined>>;
  const count = await shop.deletePartition({ customerId: 'a' }, { limit: 10 });
  type _Count = Expect<Equal<typeof count, number>>;
}

// Refused: no repositories, and keys and options of none of them.

export async function refused(): Promise<void> {
  // @ts-expect-error
  collection(customers, orders);
  // @ts-expect-error
  collection({ customers: Customer });
  const shop = collection({ customers, orders });
  // @ts-expect-error
  await shop.deletePartition({ orderId: 1 });
  // @ts-expect-error
  await shop.deletePartition({ customerId: 'a' }, { filters: {} });
}
