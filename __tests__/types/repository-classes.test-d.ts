/** Classes of repositories as values: what the public types accept and refuse, in both dialects. */
import {
  type AnyRepository,
  Attribute,
  BaseRepository,
  type Client,
  DynamoLinker,
  Entity,
  EntityRepository,
  PartitionKey,
  Repository,
  type RepositoryClass,
  type RepositoryOptions,
  RequestStatusRepository,
  SortKey,
  Table,
  Version,
} from 'annotable';
import type { Equal, Expect } from './equal.ts';

@Table('orders')
class Order {
  @PartitionKey() @Attribute(String) id!: string;
  @Attribute(Number) total!: number;
  @Version() version!: number;
}

@Repository(Order)
class Orders extends BaseRepository<Order, 'id', 'version'> {
  large(): Promise<Order[]> {
    return this.scan({ filter: { total: 1000 } }).all();
  }
}

@Table('shop')
@PartitionKey('pk')
@SortKey('sk')
class Shop {}

const customerKeys = { partitionKey: 'CUSTOMER#{name}', sortKey: 'CUSTOMER' } as const;

@Entity('Customer', { table: Shop, keys: customerKeys })
class Customer {
  @Attribute(String) name!: string;
}

@Repository(Customer)
class Customers extends EntityRepository<Customer, typeof customerKeys> {}

/** With an option of its own. */
class Journal extends Orders {
  constructor(client?: Client, options: RepositoryOptions & { readonly prefix?: string } = {}) {
    const { prefix = '', ...own } = options;
    super(client, { ...own, tableName: `${prefix}journal` });
  }
}

/** With another required argument. */
class Tenant extends Orders {
  constructor(client: Client, tenant: string) {
    super(client, { tableName: `orders-${tenant}` });
  }
}

abstract class Base extends BaseRepository<Order, 'id'> {}

declare function open<R extends AnyRepository>(Class: RepositoryClass<R>): R;
declare function openAll(classes: readonly RepositoryClass[]): readonly AnyRepository[];

export type Opened = [
  Expect<Equal<ReturnType<typeof orders.large>, Promise<Order[]>>>,
  Expect<Equal<typeof orders, Orders>>,
  Expect<Equal<typeof customers, Customers>>,
];
const orders = open(Orders);
const customers = open(Customers);

export const classes: readonly RepositoryClass[] = [Orders, Customers, Journal, RequestStatusRepository, DynamoLinker];
export const repositories: readonly AnyRepository[] = [...openAll([Orders, Customers]), orders, customers];

// @ts-expect-error The class of the items is no repository.
openAll([Order]);
// @ts-expect-error An abstract class creates nothing.
openAll([Base]);
// @ts-expect-error This class requires a tenant.
openAll([Tenant]);
// @ts-expect-error A repository is no class.
openAll([orders]);
// @ts-expect-error An item is no repository.
export const item: AnyRepository = new Order();
// @ts-expect-error Keys depend on the class, so any repository has no get.
await repositories[0]?.get('1');
