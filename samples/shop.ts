/**
 * A shop. Customers have a unique email address, the stock of a product never falls below zero, and orders have a
 * version. To place an order is one transaction over three tables. If two people save the same order, the second one
 * gets an error.
 *
 * Transactions need dynoxide or DynamoDB. dynalite doesn't have them.
 */
import {
  Attribute,
  and,
  append,
  BaseRepository,
  CreatedAt,
  contains,
  decrement,
  Enum,
  GeneratedId,
  gte,
  Index,
  increment,
  listOf,
  NotUniqueError,
  oneOf,
  PartitionKey,
  Repository,
  readTransaction,
  SortKey,
  Table,
  TransactionFailedError,
  Unique,
  UpdatedAt,
  Version,
  VersionConflictError,
  writeTransaction,
} from 'annotable';
import { startLocal } from 'annotable/local';

@Table('shop-customers')
class Customer {
  @GeneratedId('ulid') @PartitionKey() id!: string;
  @Unique() @Attribute(String) email!: string;
  @Attribute(String) name!: string;
  @Attribute(Number, { default: 0 }) orders!: number;
}

@Table('shop-products')
class Product {
  @PartitionKey() @Attribute(String) sku!: string;
  @Attribute(String) title!: string;
  @Attribute(Number) cents!: number;
  @Attribute(Number) stock!: number;
}

class Line {
  @Attribute(String) sku!: string;
  @Attribute(Number) count!: number;
}

@Table('shop-orders')
@Index('byState', { partitionKey: 'state', sortKey: 'placedAt' })
@Enum({ state: ['PLACED', 'PAID', 'SENT'] })
class Order {
  @PartitionKey() @Attribute(String) customerId!: string;
  @SortKey() @GeneratedId('ulid') orderId!: string;
  @Attribute(String) state!: 'PLACED' | 'PAID' | 'SENT';
  @Attribute(listOf(Line)) lines!: Line[];
  @Attribute(listOf(String), { default: [] }) notes!: string[];
  @CreatedAt() placedAt!: Date;
  @UpdatedAt() changedAt!: Date;
  @Version() version!: number;
}

@Repository(Customer)
class Customers extends BaseRepository<Customer, 'id', 'id' | 'orders'> {}

@Repository(Product)
class Products extends BaseRepository<Product, 'sku'> {}

@Repository(Order)
class Orders extends BaseRepository<
  Order,
  'customerId' | 'orderId',
  'orderId' | 'notes' | 'placedAt' | 'changedAt' | 'version'
> {}

const engine = await startLocal();
const customers = new Customers(engine.client);
const products = new Products(engine.client);
const orders = new Orders(engine.client);
for (const repository of [customers, products, orders]) await repository.table.ensure();

await products.putMany([
  { sku: 'tea', title: 'Tea', cents: 450, stock: 5 },
  { sku: 'pot', title: 'Pot', cents: 2900, stock: 1 },
]);

const ann = await customers.create({ email: 'ann@example.com', name: 'Ann' });
try {
  await customers.create({ email: 'ann@example.com', name: 'Another Ann' });
} catch (error) {
  if (!(error instanceof NotUniqueError)) throw error;
  console.log(`taken     ${error.attribute}: ${error.code}`);
}
await customers.update(ann.id, { email: 'ann@example.org' });
await customers.create({ email: 'ann@example.com', name: 'Another Ann' });
console.log('freed     another customer has the old address of Ann');

/** Writes the order, the stock of each product, and the order count of the customer, or none of them. */
async function placeOrder(customer: Customer, lines: Line[]): Promise<void> {
  const transaction = writeTransaction(engine.client).create(orders, {
    customerId: customer.id,
    state: 'PLACED',
    lines,
  });
  for (const { sku, count } of lines) {
    transaction.update(products, sku, { stock: decrement(count) }, { if: { stock: gte(count) } });
  }
  await transaction.update(customers, customer.id, { orders: increment() }).commit();
}

await placeOrder(ann, [
  { sku: 'tea', count: 2 },
  { sku: 'pot', count: 1 },
]);
try {
  await placeOrder(ann, [
    { sku: 'tea', count: 1 },
    { sku: 'pot', count: 1 },
  ]);
} catch (error) {
  if (!(error instanceof TransactionFailedError)) throw error;
  const [reason] = error.reasons.filter(({ code }) => code !== 'None');
  console.log(`sold out  ${reason?.key}: ${reason?.code}, and nothing was written`);
}

const [customer, tea, pot] = await readTransaction(engine.client)
  .get(customers, ann.id)
  .get(products, 'tea')
  .get(products, 'pot')
  .run();
console.log(`now       ${customer?.orders} order, ${tea?.stock} tea, ${pot?.stock} pots`);

const placed = await orders.query({ customerId: ann.id }).first();
if (placed === undefined) throw new Error('the order is missing');
const key = { customerId: placed.customerId, orderId: placed.orderId };
await orders.update(key, { state: 'PAID', notes: append(['paid by card']) }, { version: placed.version });
try {
  await orders.put({ ...placed, state: 'SENT' });
} catch (error) {
  if (!(error instanceof VersionConflictError)) throw error;
  const current = error.item as Order | undefined;
  console.log(`conflict  version ${error.expected} was read, ${current?.version} is stored: ${current?.state}`);
}

const open = await orders
  .scan({ filter: and({ state: oneOf(['PLACED', 'PAID']) }, { notes: contains('paid by card') }) })
  .all();
const { items, cursor } = await orders.query({ state: 'PAID' }, { index: 'byState' }).page({ limit: 10 });
console.log(
  `open      ${open.length} by scan, ${items.length} through the index, ${cursor === undefined ? 'no more' : 'more'}`,
);

await engine.stop();
