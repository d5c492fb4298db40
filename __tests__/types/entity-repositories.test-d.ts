/** Keys, queries and changes of entities: what the compiler accepts and refuses, in both dialects. */
import {
  Attribute,
  beginsWith,
  between,
  type Collection,
  decimal,
  Entity,
  EntityRepository,
  Enum,
  gt,
  gte,
  type PartialItem,
  PartitionKey,
  Repository,
  readTransaction,
  SortKey,
  Table,
  writeTransaction,
} from 'annotable';
import type { Equal, Expect } from './equal.ts';

@Table('shop')
@PartitionKey('pk')
@SortKey('sk')
class Shop {}

class Address {
  @Attribute(String) country!: string;
  @Attribute(String, { optional: true }) zip?: string;
}

const orderKeys = {
  partitionKey: 'CUSTOMER#{customerId}',
  sortKey: 'ORDER#{placedAt}#{orderId}',
  indexes: {
    byState: { partitionKey: ['entity', 'state'], sortKey: ['placedAt', 'total'] },
    open: {
      name: 'GSI1',
      partitionKey: { attribute: 'gsi1pk', template: 'OPEN#{state}#{orderId|shard:8}' },
      sortKey: { attribute: 'gsi1sk', template: '{placedAt}' },
      when: { state: 'OPEN' },
      projection: ['total'],
    },
    inverted: { partitionKey: { attribute: 'sk' }, sortKey: { attribute: 'pk' } },
    byTotal: { sortKey: 'total', projection: 'KEYS_ONLY' },
    byDay: {
      partitionKey: { attribute: 'gsi2pk', template: 'DAY#{placedAt}' },
      sortKey: { attribute: 'gsi2sk', template: '{state}#{total}' },
    },
  },
} as const;

@Entity('Order', { table: Shop, keys: orderKeys })
class Order {
  @Attribute(String) customerId!: string;
  @Attribute(Date) placedAt!: Date;
  @Attribute(String) orderId!: string;
  @Enum(['OPEN', 'PAID']) @Attribute(String) state!: 'OPEN' | 'PAID';
  @Attribute(decimal()) total!: string;
  @Attribute(Address, { optional: true }) address?: Address;
}

@Repository(Order)
class Orders extends EntityRepository<Order, typeof orderKeys> {}

const customerKeys = { partitionKey: 'CUSTOMER#{customerId}', sortKey: 'CUSTOMER' } as const;

@Entity('Customer', { table: Shop, keys: customerKeys })
class Customer {
  @Attribute(String) customerId!: string;
  @Attribute(String) name!: string;
  @Attribute(Number, { default: 0 }) visits!: number;
}

@Repository(Customer)
class Customers extends EntityRepository<Customer, typeof customerKeys, 'visits'> {}

const branchKeys = { partitionKey: 'BRANCH#{address.country}', sortKey: '{name}#{address.country}' } as const;

@Entity('Branch', { table: Shop, keys: branchKeys })
class Branch {
  @Attribute(Address) address!: Address;
  @Attribute(String) name!: string;
  @Attribute(Number) staff!: number;
}

@Repository(Branch)
class Branches extends EntityRepository<Branch, typeof branchKeys> {}

const day = new Date();

// Accepted: whole keys, and the bare value of an only part.

export async function keys(orders: Orders, customers: Customers, branches: Branches): Promise<void> {
  const order = await orders.get({ customerId: 'a', placedAt: day, orderId: 'b' });
  type _Order = Expect<Equal<typeof order, Order | undefined>>;
  await orders.getMany([{ customerId: 'a', placedAt: day, orderId: 'b' }]);
  await customers.get('a');
  await customers.getOrThrow({ customerId: 'a' });
  await customers.create({ customerId: 'a', name: 'b' });
  await branches.exists({ 'address.country': 'FR', name: 'a' });
  await branches.exists({ address: { country: 'FR' }, name: 'a' });
  if (order !== undefined) await orders.update(order, { state: 'PAID', 'address.zip': '1' });
  await branches.update({ 'address.country': 'FR', name: 'a' }, { staff: 1, 'address.zip': '1' });
  await writeTransaction()
    .update(orders, { customerId: 'a', placedAt: day, orderId: 'b' }, { state: 'PAID' })
    .delete(customers, 'a')
    .commit();
  await readTransaction().get(orders, { customerId: 'a', placedAt: day, orderId: 'b' }).run();
}

// Refused: a key with a part missing, of another type, or of another name.

export async function wrongKeys(orders: Orders, customers: Customers, branches: Branches): Promise<void> {
  // @ts-expect-error
  await orders.get({ customerId: 'a', placedAt: day });
  // @ts-expect-error
  await orders.get('a');
  // @ts-expect-error
  await orders.get({ customerId: 'a', placedAt: 'today', orderId: 'b' });
  // @ts-expect-error
  await orders.get({ customerId: 'a', placedAt: day, orderId: 'b', state: 'OPEN' });
  // @ts-expect-error
  await customers.get(1);
  // @ts-expect-error
  await branches.get({ country: 'FR', name: 'a' });
  // @ts-expect-error
  await branches.get({ 'address.zip': 'FR', name: 'a' });
  // @ts-expect-error
  await customers.create({ customerId: 'a' });
  // @ts-expect-error
  await writeTransaction().delete(orders, { customerId: 'a' }).commit();
  // @ts-expect-error
  await readTransaction().get(orders, { customerId: 'a' }).run();
}

// Refused: changes of the parts of the table's key.

export async function wrongChanges(orders: Orders, branches: Branches, order: Order): Promise<void> {
  // @ts-expect-error
  await orders.update(order, { orderId: 'c' });
  // @ts-expect-error
  await orders.upsert(order, { placedAt: day });
  // @ts-expect-error
  await branches.update({ 'address.country': 'FR', name: 'a' }, { address: { country: 'DE' } });
  // @ts-expect-error
  await writeTransaction().update(orders, order, { customerId: 'c' }).commit();
}

// Accepted: parts from left to right, with a test on the last one given.

export async function queries(orders: Orders, customers: Customers, branches: Branches): Promise<void> {
  const all = await orders.query({ customerId: 'a' }).all();
  type _All = Expect<Equal<typeof all, Order[]>>;
  await orders.query({ customerId: 'a', placedAt: day }).all();
  await orders.query({ customerId: 'a', placedAt: between(day, day) }).all();
  await orders.query({ customerId: 'a', placedAt: day, orderId: beginsWith('b') }, { filter: { state: 'OPEN' } }).all();
  await customers.query({ customerId: 'a' }).all();
  await branches.query({ 'address.country': 'FR', name: gt('a') }).all();
}

// Refused: a gap, a test before the last part, a missing part of the partition key, and a test of it.

export async function wrongQueries(orders: Orders): Promise<void> {
  // @ts-expect-error
  await orders.query({ customerId: 'a', orderId: 'b' }).all();
  // @ts-expect-error
  await orders.query({ customerId: 'a', placedAt: gte(day), orderId: 'b' }).all();
  // @ts-expect-error
  await orders.query({ placedAt: day }).all();
  // @ts-expect-error
  await orders.query({ customerId: beginsWith('a') }).all();
  // @ts-expect-error
  await orders.query({ customerId: 'a', placedAt: beginsWith('2026') }).all();
  // @ts-expect-error
  await orders.query({ customerId: 'a', state: 'OPEN' }).all();
}

// Accepted: the parts of an index, without shards, the name of the entity and the properties of `when`.

export async function indexQueries(orders: Orders): Promise<void> {
  const byState = await orders.query({ state: 'OPEN', placedAt: day, total: gt('1') }, { index: 'byState' }).all();
  type _Whole = Expect<Equal<typeof byState, Order[]>>;
  await orders.query({ state: 'OPEN' }, { index: 'byState', descending: true }).all();
  await orders.query({}, { index: 'open' }).all();
  const open = await orders.query({ placedAt: gte(day) }, { index: 'open' }).all();
  type Opened = PartialItem<Order, 'customerId' | 'placedAt' | 'orderId' | 'total'>;
  type _Projected = Expect<Equal<typeof open, Opened[]>>;
  await orders.query({ placedAt: day, orderId: 'b', customerId: beginsWith('a') }, { index: 'inverted' }).all();
  const byTotal = await orders.query({ customerId: 'a', total: gt('1') }, { index: 'byTotal', consistent: true }).all();
  type _Keys = Expect<Equal<typeof byTotal, Opened[]>>;
  await orders.query({ placedAt: day, state: gte('OPEN') }, { index: 'byDay' }).all();
  await orders.query({ placedAt: day, state: 'OPEN', total: between('1', '2') }, { index: 'byDay' }).all();
  // @ts-expect-error a test has a value of the attribute
  await orders.query({ placedAt: day, state: gte('SENT') }, { index: 'byDay' }).all();
  const selected = await orders.query({}, { index: 'open', select: ['total'] }).all();
  type _Selected = Expect<Equal<typeof selected, PartialItem<Order, 'total'>[]>>;
}

// Refused: what an index knows already, parts of other indexes, unknown indexes, and consistent reads of a global one.

export async function wrongIndexQueries(orders: Orders, customers: Customers): Promise<void> {
  // @ts-expect-error
  await orders.query({ state: 'OPEN' }, { index: 'open' }).all();
  // @ts-expect-error
  await orders.query({ orderId: 'b' }, { index: 'open' }).all();
  // @ts-expect-error
  await orders.query({ entity: 'Order', state: 'OPEN' }, { index: 'byState' }).all();
  // @ts-expect-error
  await orders.query({ placedAt: day }, { index: 'byState' }).all();
  // @ts-expect-error
  await orders.query({ state: 'OPEN', total: '1' }, { index: 'byState' }).all();
  // @ts-expect-error
  await orders.query({ placedAt: day }, { index: 'inverted' }).all();
  // @ts-expect-error
  await orders.query({}, { index: 'GSI1' }).all();
  // @ts-expect-error
  await customers.query({ customerId: 'a' }, { index: 'open' }).all();
  // @ts-expect-error
  await orders.query({}, { index: 'open', consistent: true }).all();
}

// Refused: a class that is no entity's, and keys that are no templates.

// @ts-expect-error
@Repository(Customer)
export class OfAnotherEntity extends EntityRepository<Order, typeof orderKeys> {}

// @ts-expect-error
export class NoKeys extends EntityRepository<Order, 'customerId'> {}

// Collections.

type Shared = Collection<{ customers: Customers; orders: Orders }>;

// Accepted: the union of the items, grouped by name, and filters by name.

export async function collections(shop: Shared): Promise<void> {
  const filters = { orders: { total: gt('100') }, customers: { name: 'b' } };
  const results = shop.query(
    { customerId: 'a' },
    { filters, limit: 9, cursor: 'c', onUnknown: ({ entity }) => entity },
  );
  for await (const item of results) {
    if (item instanceof Order) item.total;
    else item.name;
  }
  const all = await results.all();
  type _Union = Expect<Equal<typeof all, (Customer | Order)[]>>;
  const { items, cursor } = await results.page({ limit: 2 });
  type _Page = Expect<Equal<typeof items, (Customer | Order)[]>>;
  type _Cursor = Expect<Equal<typeof cursor, string | undefined>>;
  for await (const page of results.pages()) page.items;
  const count = await results.count();
  type _Count = Expect<Equal<typeof count, number>>;
  const { customers, orders } = await results.grouped();
  type _Customers = Expect<Equal<typeof customers, Customer[]>>;
  type _Orders = Expect<Equal<typeof orders, Order[]>>;
  await shop.query({ placedAt: gte(day) }, { index: 'open' }).all();
}

// Refused: keys, names, filters and indexes of none of the repositories.

export async function wrongCollections(shop: Shared): Promise<void> {
  // @ts-expect-error
  await shop.query({ customer: 'a' }).all();
  // @ts-expect-error
  await shop.query({}).all();
  // @ts-expect-error
  await shop.query({ customerId: 'a' }, { filters: { invoices: { total: '1' } } }).all();
  // @ts-expect-error
  await shop.query({ customerId: 'a' }, { filters: { orders: { name: 'b' } } }).all();
  // @ts-expect-error
  await shop.query({ customerId: 'a' }, { index: 'nobody' }).all();
  // @ts-expect-error
  (await shop.query({ customerId: 'a' }).grouped()).invoices;
}

// @ts-expect-error
export type NoRepositories = Collection<{ orders: Order }>;
