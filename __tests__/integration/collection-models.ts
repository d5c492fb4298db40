import {
  Attribute,
  type Client,
  DeletedAt,
  decimal,
  Entity,
  EntityRepository,
  epochSeconds,
  PartitionKey,
  Repository,
  type RepositoryOptions,
  SortKey,
  Table,
  TimeToLive,
} from 'annotable';

/** Declares a table with customers, orders, invoices, and notes, which share the partition of a customer. */
export function collectionModels(tableName: string) {
  @Table(tableName, { entities: () => [Customer, Order, Invoice, Note] })
  @PartitionKey('pk')
  @SortKey('sk')
  class Shop {}

  const customerKeys = { partitionKey: 'CUSTOMER#{customerId}', sortKey: 'A' } as const;

  @Entity('Customer', { table: Shop, keys: customerKeys })
  class Customer {
    @Attribute(String) customerId!: string;
    @Attribute(String) name!: string;
  }

  const orderKeys = {
    partitionKey: 'CUSTOMER#{customerId}',
    sortKey: 'ORDER#{orderId}',
    indexes: {
      byDay: {
        name: 'GSI1',
        partitionKey: { attribute: 'gsi1pk', template: 'DAY#{day}' },
        sortKey: { attribute: 'gsi1sk', template: '{orderId}' },
      },
    },
  } as const;

  @Entity('Order', { table: Shop, keys: orderKeys })
  class Order {
    @Attribute(String) customerId!: string;
    @Attribute(Number) orderId!: number;
    @Attribute(decimal()) total!: string;
    @Attribute(String, { optional: true }) day?: string;
    @TimeToLive() @Attribute(epochSeconds(), { optional: true }) expiresAt?: Date;
  }

  const invoiceKeys = {
    partitionKey: 'CUSTOMER#{payer}',
    sortKey: 'INVOICE#{number}',
    indexes: {
      payments: {
        name: 'GSI1',
        partitionKey: { attribute: 'gsi1pk', template: 'DAY#{payday}' },
        sortKey: { attribute: 'gsi1sk', template: 'INVOICE#{number}' },
      },
    },
  } as const;

  @Entity('Invoice', { table: Shop, keys: invoiceKeys })
  class Invoice {
    @Attribute(String) payer!: string;
    @Attribute(Number) number!: number;
    @Attribute(decimal()) sum!: string;
    @Attribute(String, { optional: true }) payday?: string;
    @DeletedAt() deletedAt?: Date;
  }

  const noteKeys = { partitionKey: 'CUSTOMER#{customerId}', sortKey: 'NOTE#{text}' } as const;

  @Entity('Note', { table: Shop, keys: noteKeys })
  class Note {
    @Attribute(String) customerId!: string;
    @Attribute(String) text!: string;
  }

  @Repository(Customer)
  class Customers extends EntityRepository<Customer, typeof customerKeys> {}
  @Repository(Order)
  class Orders extends EntityRepository<Order, typeof orderKeys> {}
  @Repository(Invoice)
  class Invoices extends EntityRepository<Invoice, typeof invoiceKeys> {}
  @Repository(Note)
  class Notes extends EntityRepository<Note, typeof noteKeys> {}

  return {
    Customer,
    Order,
    Invoice,
    repositories: (client: Client, options?: RepositoryOptions) => ({
      customers: new Customers(client, options),
      orders: new Orders(client, options),
      invoices: new Invoices(client, options),
    }),
    notes: (client: Client) => new Notes(client),
  };
}
