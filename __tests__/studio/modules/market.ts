import {
  Attribute,
  BaseRepository,
  DynamoLinker,
  decimal,
  Entity,
  Enum,
  Index,
  listOf,
  PartitionKey,
  Repository,
  SortKey,
  StatusRecord,
  StatusTracker,
  setOf,
  Table,
  TimeToLive,
  Transitions,
  Version,
} from '../../../lib/index.ts';

/** Text that a page must only show. */
export const hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script> {{1+1}}';

export class Line {
  @Attribute(String) sku!: string;
  @Attribute(Number) count!: number;
}

export class Address {
  @Attribute(String) city!: string;
  @Attribute(String) country!: string;
}

const states = ['OPEN', 'PAID', 'SENT'] as const;

@Table('market-orders')
@PartitionKey('customerId')
@SortKey('placedAt')
@Index('byState', { partitionKey: 'state', sortKey: 'placedAt' })
@Enum({ state: [...states] })
export class Order {
  @Attribute(String) customerId!: string;
  @Attribute(Date) placedAt!: Date;
  @Attribute(String) state!: (typeof states)[number];
  @Attribute(decimal()) total!: string;
  @Attribute(Boolean) isGift!: boolean;
  @Attribute(setOf(String), { optional: true }) tags?: Set<string>;
  @Attribute(listOf(Line)) lines!: Line[];
  @Attribute(Address) address!: Address;
  @Attribute(String, { optional: true, validate: (text: string) => text.length < 200 || 'is too long' }) note?: string;
  @Attribute(Uint8Array, { optional: true }) label?: Uint8Array;
  @Attribute(BigInt, { optional: true }) points?: bigint;
  @TimeToLive() expiresAt?: Date;
  @Version() version!: number;
}

@Repository(Order)
export class Orders extends BaseRepository<Order, 'customerId' | 'placedAt', 'version'> {}

@Table('market', { entities: () => [Customer, Purchase, Review] })
@PartitionKey('pk')
@SortKey('sk')
export class Market {}

@Entity('Customer', { table: Market, keys: { partitionKey: 'CUSTOMER#{customerId}', sortKey: 'PROFILE' } })
export class Customer {
  @Attribute(String) customerId!: string;
  @Attribute(String) name!: string;
}

@Entity('Purchase', {
  table: Market,
  keys: { partitionKey: 'CUSTOMER#{customerId}', sortKey: 'PURCHASE#{boughtAt}' },
})
export class Purchase {
  @Attribute(String) customerId!: string;
  @Attribute(Date) boughtAt!: Date;
  @Attribute(String) what!: string;
}

@Entity('Review', { table: Market, keys: { partitionKey: 'CUSTOMER#{customerId}', sortKey: 'REVIEW#{sku}' } })
export class Review {
  @Attribute(String) customerId!: string;
  @Attribute(String) sku!: string;
  @Attribute(Number) stars!: number;
  @Attribute(String) text!: string;
}

@Repository(Customer)
export class Customers extends BaseRepository<Customer, 'customerId'> {}
@Repository(Purchase)
class Purchases extends BaseRepository<Purchase, 'customerId' | 'boughtAt'> {}
@Repository(Review)
class Reviews extends BaseRepository<Review, 'customerId' | 'sku'> {}

@Table('market-jobs')
@Enum({ status: ['QUEUED', 'RUNNING', 'DONE', 'FAILED'] })
@Transitions({ QUEUED: ['RUNNING', 'FAILED'], RUNNING: ['DONE', 'FAILED'], DONE: [], FAILED: [] })
export class Job extends StatusRecord<'QUEUED' | 'RUNNING' | 'DONE' | 'FAILED'> {
  @Attribute(String) task!: string;
}

@Repository(Job)
export class Jobs extends StatusTracker<Job> {}

export const invoices = new DynamoLinker(undefined, { tableName: 'market-invoices', allowMultipleInstances: true });

/** Number of orders of `ann`. `bob` has as many. */
export const ordersEach = 40;
const firstOrderAt = Date.parse('2026-01-01T10:00:00.000Z');
const hourMs = 3_600_000;

/** Writes the items of the tests. */
export async function fill(): Promise<void> {
  const orders = new Orders();
  await Promise.all(Array.from({ length: ordersEach * 2 }, (_, place) => orders.put(orderAt(place))));
  await new Customers().put({ customerId: 'ann', name: 'Ann' });
  const purchases = new Purchases();
  for (let day = 1; day <= 9; day++) {
    const boughtAt = new Date(`2026-01-0${day}T12:00:00.000Z`);
    await purchases.put({ customerId: 'ann', boughtAt, what: 'pizza '.repeat(day * day) });
  }
  const reviews = new Reviews();
  for (const [stars, sku] of ['cola', 'margherita', 'tiramisu'].entries())
    await reviews.put({ customerId: 'ann', sku, stars, text: hostile });
  await fillJobs();
  await fillInvoices();
}

function orderAt(place: number): Omit<Order, 'version'> {
  return {
    customerId: place % 2 === 0 ? 'ann' : 'bob',
    placedAt: new Date(firstOrderAt + Math.floor(place / 2) * hourMs),
    state: states[place % 3] as Order['state'],
    total: `${place}.50`,
    isGift: place % 4 === 0,
    lines: [{ sku: 'margherita', count: place + 1 }],
    address: { city: 'Napoli', country: 'IT' },
    ...(place % 2 === 0 && { points: 9007199254740993n }),
    ...(place % 2 === 0 && { note: place % 4 === 0 ? hostile : 'first line\nsecond line \u202egnp.exe' }),
    ...(place % 3 === 0 && { tags: new Set(['new', 'gift']), label: new Uint8Array([222, 173, 190, 239]) }),
    ...(place % 5 === 0 && { expiresAt: new Date('2030-01-01T00:00:00.000Z') }),
  };
}

async function fillJobs(): Promise<void> {
  const jobs = new Jobs();
  for (const id of ['queued-1', 'queued-2', 'done-1', 'failed-1', 'failed-2'])
    await jobs.start(id, { attributes: { task: 'bake' } });
  await jobs.advance('done-1', 'RUNNING', { progress: 50, message: 'Half of it' });
  await jobs.advance('done-1', 'DONE');
  for (const id of ['failed-1', 'failed-2']) {
    await jobs.advance(id, 'RUNNING', { progress: 20 });
    await jobs.fail(id, { error: Object.assign(new Error('the oven went cold'), { code: 'OVEN_COLD' }) });
  }
}

async function fillInvoices(): Promise<void> {
  for (let number = 1; number <= 6; number++)
    await invoices.putJson(`2026/invoice-${number}`, { number, total: number * 10, customer: { name: 'Ann' } });
  const rows = Array.from({ length: 60_000 }, (_, place) => `row ${(place * 7919) % 104_729}`);
  await invoices.putJson('large/report', { rows });
}
