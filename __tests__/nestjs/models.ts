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
  Version,
} from 'annotable';

@Table('orders')
export class Order {
  @PartitionKey() @Attribute(String) id!: string;
  @Attribute(Number) total!: number;
  @Attribute(setOf(String)) tags!: Set<string>;
  @Attribute(String, { optional: true }) note?: string;
  @Version() version!: number;
}

@Repository(Order)
export class Orders extends BaseRepository<Order, 'id', 'version'> {}

@Table('shop', { entities: () => [Customer, Invoice] })
@PartitionKey('pk')
@SortKey('sk')
class Shop {}

const customerKeys = { partitionKey: 'CUSTOMER#{name}', sortKey: 'CUSTOMER' } as const;
const invoiceKeys = { partitionKey: 'CUSTOMER#{name}', sortKey: 'INVOICE#{number}' } as const;

@Entity('Customer', { table: Shop, keys: customerKeys })
export class Customer {
  @Attribute(String) name!: string;
}

@Entity('Invoice', { table: Shop, keys: invoiceKeys })
export class Invoice {
  @Attribute(String) name!: string;
  @Attribute(String) number!: string;
}

@Repository(Customer)
export class Customers extends EntityRepository<Customer, typeof customerKeys> {}

@Repository(Invoice)
export class Invoices extends EntityRepository<Invoice, typeof invoiceKeys> {}
