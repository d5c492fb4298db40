/** The types of conditions, changes, queries and transactions. */
import {
  Attribute,
  addTo,
  and,
  append,
  BaseRepository,
  beginsWith,
  between,
  type Condition,
  CreatedAt,
  contains,
  DeletedAt,
  decimal,
  decrement,
  deleteFrom,
  Enum,
  eq,
  exists,
  GeneratedId,
  gt,
  gte,
  ifNotExists,
  increment,
  listOf,
  lt,
  mapOf,
  ne,
  not,
  notExists,
  oneOf,
  or,
  PartitionKey,
  prepend,
  Repository,
  readTransaction,
  ref,
  remove,
  type Selection,
  SortKey,
  set,
  setOf,
  size,
  Table,
  TimeToLive,
  typeIs,
  Unique,
  UpdatedAt,
  Version,
  type WriteTransaction,
  writeTransaction,
} from 'annotable';
import type { Equal, Expect } from './equal.ts';

class Place {
  @Attribute(String) city!: string;
  @Attribute(String, { optional: true }) zip?: string;
  @Attribute(Number) lat!: number;
}

@Table('users')
@Enum({ state: ['open', 'closed'] })
class User {
  @PartitionKey() @Attribute(String) id!: string;
  @SortKey() @Attribute(Date) since!: Date;
  @Attribute(String) name!: string;
  @Attribute(String) state!: 'open' | 'closed';
  @Attribute(Number) visits!: number;
  @Attribute(Number, { optional: true }) limit?: number;
  @Attribute(BigInt) serial!: bigint;
  @Attribute(decimal()) balance!: string;
  @Attribute(Boolean) active!: boolean;
  @Attribute(Uint8Array) photo!: Uint8Array;
  @Attribute(setOf(String)) tags!: Set<string>;
  @Attribute(setOf(Number)) lucky!: Set<number>;
  @Attribute(listOf(Place)) places!: Place[];
  @Attribute(listOf(String)) log!: string[];
  @Attribute(mapOf(Number)) votes!: Record<string, number>;
  @Attribute(Place, { optional: true }) home?: Place;
  @Attribute(String, { nullable: true }) note!: string | null;
  greet(): string {
    return this.name;
  }
}

const indexes = {
  byName: { partitionKey: 'name', sortKey: ['state', 'visits'] },
  byTwo: { partitionKey: ['name', 'state'], sortKey: 'visits', projection: ['balance'] },
  keys: { partitionKey: 'serial', projection: 'KEYS_ONLY' },
  local: { sortKey: 'visits' },
} as const;

@Repository(User)
class Users extends BaseRepository<User, 'id' | 'since'> {}

@Repository(User)
class IndexedUsers extends BaseRepository<User, 'id' | 'since', never, typeof indexes> {}

declare const users: Users;
declare const indexed: IndexedUsers;
declare const since: Date;
declare const amount: number;
const key = { id: 'x', since } as const;

export const accepted: readonly Condition<User>[] = [
  {},
  { name: 'Ann', visits: gte(3), active: true, note: null },
  { name: undefined, state: oneOf(['open', 'closed']), serial: between(1n, 9n), since: lt(since) },
  {
    name: beginsWith('A'),
    photo: beginsWith(new Uint8Array()),
    tags: contains('x'),
    lucky: contains(3),
    log: contains('x'),
  },
  { name: contains('x'), home: exists(), limit: notExists(), note: typeIs('NULL'), balance: gt('1.5') },
  { tags: size(gte(2)), name: size(3), places: size(between(1, 2)), photo: size(eq(4)), votes: size(1) },
  { 'home.city': 'Paris', 'home.zip': exists(), 'places[0].lat': between(1, 9), 'votes.ann': gt(1), 'log[3]': ne('x') },
  { visits: lt(ref('limit')), limit: ref('visits'), name: ref('home.city'), since: eq(since), note: ne(null) },
  { home: { city: 'Paris', lat: 1 }, places: [{ city: 'x', lat: 1 }], tags: new Set(['a']), log: eq(['a']) },
  or({ name: 'Ann' }, not({ visits: lt(3) }), and({ tags: contains('x') }, {})),
  and(or({ name: beginsWith('A') }), undefined),
];

/** A group in a constant names its class. */
const busy = or<User>({ visits: gte(3) }, { active: true });
const quiet = not(busy);
export const named: readonly Condition<User>[] = [busy, quiet, and(busy, { name: 'x' })];

// @ts-expect-error no such attribute
or<User>({ nickname: 'x' });

export const refused: readonly Condition<User>[] = [
  // @ts-expect-error no such attribute
  { nickname: 'x' },
  // @ts-expect-error methods are no attributes
  { greet: exists() },
  // @ts-expect-error of another type
  { visits: 'x' },
  // @ts-expect-error of another type
  { visits: gte('3') },
  // @ts-expect-error not among the enum's values
  { state: 'ajar' },
  // @ts-expect-error not among the enum's values
  { state: oneOf(['open', 'ajar']) },
  // @ts-expect-error a string is no array of values
  { name: oneOf('open') },
  // @ts-expect-error booleans have no order
  { active: lt(true) },
  // @ts-expect-error sets have no order
  { tags: gt(new Set(['a'])) },
  // @ts-expect-error numbers have no prefix
  { visits: beginsWith('1') },
  // @ts-expect-error numbers contain nothing
  { visits: contains(1) },
  // @ts-expect-error a set of strings contains no number
  { tags: contains(1) },
  // @ts-expect-error numbers have no size
  { visits: size(1) },
  // @ts-expect-error a size is a number
  { tags: size(gte('2')) },
  // @ts-expect-error never null
  { name: null },
  // @ts-expect-error no such type
  { note: typeIs('X') },
  // @ts-expect-error no such path
  { 'home.street': 'x' },
  // @ts-expect-error no such path
  { 'name.x': 'x' },
  // @ts-expect-error no such attribute
  { visits: lt(ref('nickname')) },
  // @ts-expect-error another attribute of another type
  { visits: lt(ref('name')) },
  // @ts-expect-error a change is no test
  { visits: increment(1) },
  // @ts-expect-error mixed types
  { visits: between(1, '9') },
  // @ts-expect-error a bigint is no number
  { serial: 1 },
  // @ts-expect-error in a group too
  or({ nickname: 'x' }),
  // @ts-expect-error in a group too
  and({ name: 'Ann' }, not({ visits: 'x' })),
];

export async function changes(): Promise<void> {
  await users.update(key, {
    visits: increment(),
    limit: decrement(2),
    serial: increment(1n),
    balance: increment('0.5'),
  });
  await users.update(key, {
    visits: increment(1.5),
    limit: decrement(1e-7),
    serial: decrement(2),
    balance: increment('1'),
  });
  await users.update(key, { visits: increment(amount), serial: increment(amount) });
  await users.update(key, { visits: increment(ref('limit')), limit: set(ref('visits')), name: ifNotExists('x') });
  await users.update(key, {
    log: append(['a']),
    places: prepend([{ city: 'x', lat: 1 }]),
    tags: addTo(['a']),
    lucky: deleteFrom(new Set([1])),
  });
  await users.update(key, {
    limit: remove(),
    'home.zip': remove(),
    home: remove(),
    'places[0]': remove(),
    'votes.ann': remove(),
  });
  await users.update(key, {
    tags: remove(),
    note: null,
    'votes.ann': increment(),
    'home.lat': increment(1),
    state: 'closed',
  });
  await users.update(key, { visits: 1 }, { if: { visits: lt(3) }, version: 3 });
  await users.upsert(key, { visits: increment() }, { if: or({ name: 'x' }, { name: 'y' }) });
  await users.put(await users.getOrThrow(key), { if: { name: 'x' } });
  await users.delete(key, { if: not({ active: true }), version: 1 });

  // @ts-expect-error no number
  await users.update(key, { name: increment(1) });
  // @ts-expect-error a number of another kind
  await users.update(key, { visits: increment(1n) });
  // @ts-expect-error no number
  await users.update(key, { name: increment() });
  // @ts-expect-error no number
  await users.update(key, { note: decrement() });
  // @ts-expect-error a decimal is added as text
  await users.update(key, { balance: increment('x') });
  // @ts-expect-error a decimal is added as text
  await users.update(key, { balance: increment() });
  // @ts-expect-error a decimal is added as text
  await users.update(key, { balance: decrement(1) });
  // @ts-expect-error a bigint has no fraction
  await users.update(key, { serial: increment(1.5) });
  // @ts-expect-error a bigint has no fraction
  await users.update(key, { serial: decrement(1e-7) });
  // @ts-expect-error no list
  await users.update(key, { tags: append(['a']) });
  // @ts-expect-error other elements
  await users.update(key, { log: append([1]) });
  // @ts-expect-error no set
  await users.update(key, { log: addTo(['a']) });
  // @ts-expect-error other elements
  await users.update(key, { lucky: addTo(['a']) });
  // @ts-expect-error required
  await users.update(key, { name: remove() });
  // @ts-expect-error required
  await users.update(key, { 'home.city': remove() });
  // @ts-expect-error of another type
  await users.update(key, { limit: ifNotExists('5') });
  // @ts-expect-error of another type
  await users.update(key, { limit: set(ref('name')) });
  // @ts-expect-error a string is no collection
  await users.update(key, { tags: addTo('admin') });
  // @ts-expect-error a string is no collection
  await users.update(key, { tags: deleteFrom('admin') });
  // @ts-expect-error a string is no collection
  await users.update(key, { log: append('admin') });
  // @ts-expect-error a string is no collection
  await users.update(key, { log: prepend('admin') });
  // @ts-expect-error bytes are no collection of numbers
  await users.update(key, { lucky: addTo(new Uint8Array([1])) });
  // @ts-expect-error a Map is no collection of its values
  await users.update(key, { tags: addTo(new Map([['a', 'b']])) });
  // @ts-expect-error a string is no list
  await users.update(key, { log: 'admin' });
  // @ts-expect-error a string is no set
  await users.update(key, { tags: 'admin' });
  // @ts-expect-error a test is no change
  await users.update(key, { limit: gte(1) });
  // @ts-expect-error a key
  await users.update(key, { id: 'y' });
  // @ts-expect-error a group is no change
  await users.update(key, or({ name: 'x' }));
  // @ts-expect-error create has no condition
  await users.create(await users.getOrThrow(key), { if: { name: 'x' } });
}

export async function reads(): Promise<void> {
  const items = await users
    .query({ id: 'x', since: between(since, since) }, { filter: { visits: gte(3) }, pageSize: 5 })
    .all();
  type _Items = Expect<Equal<typeof items, User[]>>;
  const named = await users.query({ name: 'x' }, { index: 'byName', select: ['id', 'name'] }).page({ limit: 3 });
  type _Named = Expect<Equal<typeof named.items, Selection<User, 'id' | 'name'>[]>>;
  const count: number = await users.scan({ segments: 4, filter: or({ name: 'x' }), consistent: true }).count();
  await users.query({ id: 'x' }, { consistent: true }).first();
  // An index that the compiler doesn't know can be a local one.
  users.query({ id: 'x', visits: lt(3) }, { index: 'local', consistent: true });
  users.scan({ index: 'local', consistent: true });
  users.query({ name: 'x' }, { index: 'byName' });
  users.query({ id: 'x' }, { descending: true });
  users.query({ id: 'x', since: undefined }, { index: undefined });
  // @ts-expect-error without an index, the table's key
  users.query({});
  // @ts-expect-error without an index, the table's key
  users.query({ name: 'x' });
  // @ts-expect-error without an index, the table's key
  users.query({ name: 'x' }, { limit: 3, filter: { visits: 3 } });
  // @ts-expect-error without an index, the table's key
  users.query({ id: 'x', name: 'x' });
  // @ts-expect-error the partition key by its value
  users.query({ id: beginsWith('x') });
  // @ts-expect-error the partition key by its value
  users.query({ id: undefined });
  // @ts-expect-error a scan has no direction
  users.scan({ descending: true });
  // @ts-expect-error a query has no segments
  users.query({ id: 'x' }, { segments: 4 });
  // @ts-expect-error no such attribute
  users.query({ nickname: 'x' });
  // @ts-expect-error a key is tested by ranges and prefixes
  users.query({ id: 'x', since: exists() });

  const whole = await indexed.query({ name: 'x', state: 'open', visits: gte(3) }, { index: 'byName' }).all();
  type _Whole = Expect<Equal<typeof whole, User[]>>;
  await indexed.query({ name: 'x', state: beginsWith('o') }, { index: 'byName' }).all();
  await indexed.query({ name: 'x' }, { index: 'byName' }).all();
  await indexed.query({ id: 'x', visits: lt(3) }, { index: 'local', consistent: true }).all();
  await indexed.query({ id: 'x', since }).all();
  const [part] = await indexed.query({ name: 'x', state: 'open' }, { index: 'byTwo' }).all();
  type _Part = Expect<
    Equal<Exclude<keyof NonNullable<typeof part>, symbol>, 'id' | 'since' | 'name' | 'state' | 'visits' | 'balance'>
  >;
  const [keys] = await indexed.scan({ index: 'keys' }).all();
  type _Keys = Expect<Equal<Exclude<keyof NonNullable<typeof keys>, symbol>, 'id' | 'since' | 'serial'>>;

  // @ts-expect-error no such index
  indexed.query({ name: 'x' }, { index: 'byNone' });
  // @ts-expect-error from left to right: state comes first
  indexed.query({ name: 'x', visits: 3 }, { index: 'byName' });
  // @ts-expect-error after a test comes nothing
  indexed.query({ name: 'x', state: beginsWith('o'), visits: 3 }, { index: 'byName' });
  // @ts-expect-error all of the partition key
  indexed.query({ name: 'x' }, { index: 'byTwo' });
  // @ts-expect-error the partition key by its value
  indexed.query({ name: beginsWith('x') }, { index: 'byName' });
  // @ts-expect-error a global index is not read consistently
  indexed.query({ name: 'x' }, { index: 'byName', consistent: true });
  // @ts-expect-error not in the table's key
  indexed.query({ id: 'x', name: 'x' });
  // @ts-expect-error the table's key
  indexed.query({});
  // @ts-expect-error a local index has the table's partition key
  indexed.query({ visits: 3 }, { index: 'local' });
  // @ts-expect-error not in the key of the local index
  indexed.query({ id: 'x', name: 'x' }, { index: 'local' });
  // @ts-expect-error the index lacks it
  part?.places;
  // @ts-expect-error a part is not written back whole
  await indexed.put(part as NonNullable<typeof part>);
  void count;
}

@Table('orders')
class Order {
  @GeneratedId() @PartitionKey() id!: string;
  @Unique() @Attribute(String) number!: string;
  @Unique() @Attribute(Number, { optional: true }) slot?: number;
  @Version() version!: number;
  @CreatedAt() createdAt!: Date;
  @UpdatedAt() updatedAt!: Date;
  @TimeToLive() endsAt?: Date;
  @DeletedAt({ purgeAfterDays: 30 }) deletedAt?: Date;
}

@Repository(Order)
class Orders extends BaseRepository<Order, 'id', 'id' | 'version' | 'createdAt' | 'updatedAt'> {}
declare const orders: Orders;

export async function transactions(): Promise<void> {
  const back: [undefined, undefined] = await writeTransaction().restore(orders, '1').purge(orders, '2').commit();
  const restored: Order = await orders.restore('1', { version: 2, if: { number: '1' } });
  const purged: Order = await orders.purge(restored);
  void [back, purged, await orders.get('1', { includeDeleted: true })];
  // @ts-expect-error a key is the key of the class
  await orders.restore({ number: '1' });
  const written = await writeTransaction()
    .create(orders, { number: '1' })
    .put(orders, await orders.getOrThrow('1'))
    .update(users, key, { visits: increment() }, { if: { visits: lt(3) } })
    .upsert(orders, '1', { endsAt: since })
    .delete(users, key, { version: 1 })
    .deleteIfExists(orders, { id: 'x' })
    .check(users, key, { name: 'x' })
    .commit({ token: 't' });
  type _Written = Expect<Equal<typeof written, [Order, Order, undefined, undefined, undefined, undefined, undefined]>>;
  const result = await readTransaction()
    .get(users, key)
    .get(orders, '1')
    .get(users, key, { select: ['name'] })
    .run();
  type _Result = Expect<
    Equal<typeof result, [User | undefined, Order | undefined, Selection<User, 'name'> | undefined]>
  >;

  // @ts-expect-error no such attribute
  writeTransaction().create(orders, { number: '1', colour: 'red' });
  // @ts-expect-error required
  writeTransaction().create(orders, {});
  // @ts-expect-error another key
  writeTransaction().delete(orders, { since });
  // @ts-expect-error another class's condition
  writeTransaction().check(users, key, { number: '1' });
  // @ts-expect-error another key
  readTransaction().get(orders, 3);
}

export async function transactionsInLoops(numbers: readonly string[]): Promise<void> {
  const added = writeTransaction();
  for (const number of numbers) added.create(orders, { number });
  const some = await added.commit();
  type _Some = Expect<Equal<typeof some, unknown[]>>;

  let assigned = writeTransaction();
  for (const number of numbers) assigned = assigned.create(orders, { number }).delete(users, key);
  const others = await assigned.commit();
  type _Others = Expect<Equal<typeof others, unknown[]>>;

  let begun = writeTransaction().create(orders, { number: '0' });
  for (const number of numbers) begun = begun.create(orders, { number }).delete(users, key);
  const [begin] = await begun.commit();
  type _Begin = Expect<Equal<typeof begin, Order>>;

  const addTo = (transaction: WriteTransaction) => transaction.create(orders, { number: '1' });
  const [order] = await addTo(writeTransaction()).commit();
  type _Order = Expect<Equal<typeof order, Order>>;

  const [first, ...rest] = await writeTransaction().create(orders, { number: '1' }).commit();
  type _First = Expect<Equal<typeof first, Order>>;
  type _Rest = Expect<Equal<typeof rest, []>>;
  // @ts-expect-error one action has one result
  const [, second] = await writeTransaction().delete(orders, '1').commit();
  return second;
}

export class Kept {
  // @ts-expect-error a version is a number
  @Version() version!: string;
  // @ts-expect-error a time is a Date
  @CreatedAt() createdAt!: number;
  // @ts-expect-error a time is a Date
  @UpdatedAt() updatedAt!: string;
  // @ts-expect-error a time to live is a Date
  @TimeToLive() endsAt!: number;
  // @ts-expect-error only deleted items have the time of a delete
  @DeletedAt() deletedAt!: Date;
  // @ts-expect-error the time of a delete is a Date
  @DeletedAt() removedAt?: number;
  // @ts-expect-error days are a number
  @DeletedAt({ purgeAfterDays: '30' }) purgedAt?: Date;
  // @ts-expect-error an id is a string
  @GeneratedId() id!: number;
  // @ts-expect-error only scalars can be unique
  @Unique() @Attribute(setOf(String)) tags!: Set<string>;
}
