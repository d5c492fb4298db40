/** Queries that follow a partial index, and deletions of partitions: accepted and rejected calls, in both dialects. */
import {
  Attribute,
  BaseRepository,
  gte,
  Index,
  type PartialItem,
  PartitionKey,
  Repository,
  SortKey,
  Table,
} from 'annotable';
import type { Equal, Expect } from './equal.ts';

const indexes = {
  byState: { partitionKey: 'state', projection: 'KEYS_ONLY' },
  byTotal: { partitionKey: 'total' },
} as const;

@Table('orders')
@PartitionKey('customer')
@SortKey('number')
@Index('byState', indexes.byState)
@Index('byTotal', indexes.byTotal)
class Order {
  @Attribute(String) customer!: string;
  @Attribute(Number) number!: number;
  @Attribute(String) state!: string;
  @Attribute(Number) total!: number;
}

@Repository(Order)
class Orders extends BaseRepository<Order, 'customer' | 'number', never, typeof indexes> {}

declare const orders: Orders;
declare const follow: boolean;
type Keys = PartialItem<Order, 'customer' | 'number' | 'state'>;

export async function follows(): Promise<void> {
  // Accepted: the items are whole, or have the selected properties of the whole item.
  const whole = await orders.query({ state: 'a' }, { index: 'byState', follow: true }).all();
  const scanned = await orders.scan({ index: 'byState', follow: true }).first();
  const some = await orders.query({ state: 'a' }, { index: 'byState', follow: true, select: ['total'] }).all();
  const sure = await orders.query({ state: 'a' }, { index: 'byState', follow: true, consistent: true }).all();
  const keys = await orders.query({ state: 'a' }, { index: 'byState' }).all();
  const not = await orders.query({ state: 'a' }, { index: 'byState', follow: false }).all();
  const perhaps = await orders.query({ state: 'a' }, { index: 'byState', follow }).all();
  const table = await orders.query({ customer: 'a' }, { follow: true, consistent: true }).all();
  type _Results = [
    Expect<Equal<typeof whole, Order[]>>,
    Expect<Equal<typeof scanned, Order | undefined>>,
    Expect<Equal<typeof some, PartialItem<Order, 'total'>[]>>,
    Expect<Equal<typeof sure, Order[]>>,
    Expect<Equal<typeof keys, Keys[]>>,
    Expect<Equal<typeof not, Keys[]>>,
    Expect<Equal<typeof perhaps, Keys[]>>,
    Expect<Equal<typeof table, Order[]>>,
  ];

  // Rejected: a consistent read of a global index that is not followed, or that has all attributes.
  // @ts-expect-error
  orders.query({ state: 'a' }, { index: 'byState', consistent: true });
  // @ts-expect-error
  orders.query({ state: 'a' }, { index: 'byState', consistent: true, follow });
  // @ts-expect-error
  orders.query({ total: 1 }, { index: 'byTotal', consistent: true, follow: true });
  // @ts-expect-error
  orders.query({ state: 'a' }, { index: 'byState', follow: 'yes' });
}

export async function deletions(): Promise<void> {
  // Accepted: a partition key, with a value or a test of the sort key.
  const count = await orders.deletePartition({ customer: 'a' });
  type _Count = Expect<Equal<typeof count, number>>;
  await orders.deletePartition({ customer: 'a', number: gte(3) }, { limit: 10, cursor: undefined, concurrency: 2 });
  await orders.deletePartition({ customer: 'a' }, { onProgress: (deleted) => deleted.toFixed() });

  // Rejected: another key, and options of other calls.
  // @ts-expect-error
  await orders.deletePartition({});
  // @ts-expect-error
  await orders.deletePartition({ state: 'a' });
  // @ts-expect-error
  await orders.deletePartition({ customer: gte('a') });
  // @ts-expect-error
  await orders.deletePartition({ customer: 'a' }, { filter: { total: 1 } });
}
