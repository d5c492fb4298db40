import {
  Attribute,
  decimal,
  Entity,
  EntityRepository,
  Enum,
  PartitionKey,
  Repository,
  SortKey,
  Table,
} from 'annotable';

/** Declares a table with customers and orders. */
export function shopModels(tableName: string) {
  @Table(tableName, { entities: () => [Customer, Order] })
  @PartitionKey('pk')
  @SortKey('sk')
  class Shop {}

  const customerKeys = { partitionKey: 'CUSTOMER#{customerId}', sortKey: 'PROFILE' } as const;

  @Entity('Customer', { table: Shop, keys: customerKeys })
  class Customer {
    @Attribute(String) customerId!: string;
    @Attribute(String) name!: string;
  }

  const orderKeys = {
    partitionKey: 'CUSTOMER#{customerId}',
    sortKey: 'ORDER#{placedAt}#{orderId}',
    indexes: {
      byState: { partitionKey: 'state', sortKey: 'placedAt' },
      open: {
        name: 'GSI1',
        partitionKey: { attribute: 'gsi1pk', template: '{state}#{region}' },
        sortKey: { attribute: 'gsi1sk', template: '{placedAt}#{orderId}' },
        when: { state: 'OPEN' },
      },
      inverted: { partitionKey: { attribute: 'sk' }, sortKey: { attribute: 'pk' } },
    },
  } as const;

  @Entity('Order', { table: Shop, keys: orderKeys })
  class Order {
    @Attribute(String) customerId!: string;
    @Attribute(Date) placedAt!: Date;
    @Attribute(String) orderId!: string;
    @Enum(['OPEN', 'PAID']) @Attribute(String) state!: 'OPEN' | 'PAID';
    @Attribute(String, { optional: true }) region?: string;
    @Attribute(decimal()) total!: string;
  }

  @Repository(Customer)
  class Customers extends EntityRepository<Customer, typeof customerKeys> {}
  @Repository(Order)
  class Orders extends EntityRepository<Order, typeof orderKeys> {}
  return { Shop, Customer, Order, Customers, Orders };
}
