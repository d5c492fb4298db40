/** The parameter and result types of a repository. */
import {
  Attribute,
  BaseRepository,
  type Changes,
  decimal,
  gte,
  json,
  type Key,
  listOf,
  mapOf,
  type NewItem,
  type PartialItem,
  PartitionKey,
  Repository,
  type Selection,
  SortKey,
  schemaOf,
  setOf,
  Table,
} from 'annotable';
import type { Equal, Expect } from './equal.ts';

class Address {
  @Attribute(String) city!: string;
  @Attribute(String, { optional: true }) zip?: string;
  label(): string {
    return this.city;
  }
}

class Call {
  @Attribute(Date) at!: Date;
  @Attribute(Number) secs!: number;
  @Attribute(Address, { optional: true }) from?: Address;
}

@Table('people')
@PartitionKey('id')
class Person {
  @Attribute(Number) id!: number;
  @Attribute(String) name!: string;
  @Attribute(String, { optional: true }) note?: string;
  @Attribute(String, { nullable: true }) mood!: string | null;
  @Attribute(String) state!: 'open' | 'closed';
  @Attribute(Date) born!: Date;
  @Attribute(Uint8Array, { optional: true }) photo?: Uint8Array;
  @Attribute(decimal(), { optional: true }) price?: string;
  @Attribute(setOf(String)) tags!: Set<string>;
  @Attribute(Address) address!: Address;
  @Attribute(Address, { optional: true }) second?: Address;
  @Attribute(listOf(Call)) calls!: Call[];
  @Attribute(listOf(listOf(Number))) matrix!: number[][];
  @Attribute(mapOf(Number)) votes!: Record<string, number>;
  @Attribute(json(), { optional: true }) meta?: { source: string; at?: number };
  @Attribute(Date, { default: () => new Date() }) createdAt!: Date;
  greet(): string {
    return this.name;
  }
}

@Repository(Person)
class People extends BaseRepository<Person, 'id', 'createdAt'> {}

@Table('orders')
@PartitionKey('customer')
@SortKey('placedAt')
class Order {
  @Attribute(String) customer!: string;
  @Attribute(Date) placedAt!: Date;
  @Attribute(Number) total!: number;
}

@Repository(Order)
class Orders extends BaseRepository<Order, 'customer' | 'placedAt'> {}

declare const people: People;
declare const orders: Orders;
declare const person: Person;
declare const signal: AbortSignal;

const whole = {
  id: 1,
  name: 'Ann',
  mood: null,
  state: 'open',
  born: new Date(),
  tags: new Set(['a']),
  address: { city: 'Paris' },
  calls: [{ at: new Date(), secs: 1, from: { city: 'Lyon', zip: '1' } }],
  matrix: [[1]],
  votes: { ann: 1 },
} as const;

export async function creates(): Promise<void> {
  // Accepted: a plain object, an instance, and readonly collections, without methods and filled attributes.
  const created = await people.create(whole);
  type _Created = Expect<Equal<typeof created, Person>>;
  await people.create(person);
  await people.put(person, { signal });
  await people.put({ ...whole, note: 'x', photo: Buffer.from('x'), meta: { source: 'web' }, second: new Address() });
  await people.create({ ...whole, createdAt: new Date(), note: undefined, second: undefined });
  await people.putMany([person, whole]);
  const readonlyTags: ReadonlySet<string> = new Set();
  const readonlyCalls: readonly Readonly<Call>[] = [];
  await people.create({ ...whole, tags: readonlyTags, calls: readonlyCalls });
  await people.create({ ...whole, address: { city: 'Paris', zip: undefined } });

  // Rejected: missing or unknown attributes, and other types.
  // @ts-expect-error
  await people.create({ id: 1, name: 'Ann' });
  // @ts-expect-error
  await people.create({ ...whole, nickname: 'A' });
  // @ts-expect-error
  await people.create({ ...whole, greet: () => 'x' });
  // @ts-expect-error
  await people.create({ ...whole, id: '1' });
  // @ts-expect-error
  await people.create({ ...whole, id: undefined });
  // @ts-expect-error
  await people.create({ ...whole, name: null });
  // @ts-expect-error
  await people.create({ ...whole, note: null });
  // @ts-expect-error
  await people.create({ ...whole, state: 'ajar' });
  // @ts-expect-error
  await people.create({ ...whole, born: '2020-01-01' });
  // @ts-expect-error
  await people.create({ ...whole, tags: ['a'] });
  // @ts-expect-error
  await people.create({ ...whole, address: { zip: '1' } });
  // @ts-expect-error
  await people.create({ ...whole, address: { city: 'Paris', street: 'x' } });
  // @ts-expect-error
  await people.create({ ...whole, calls: [{ at: new Date(), secs: '1' }] });
  // @ts-expect-error
  await people.create({ ...whole, votes: { ann: 'x' } });
  // @ts-expect-error
  await people.create({ ...whole, meta: { source: 1 } });
  // @ts-expect-error
  await people.putMany([whole, { id: 1 }]);
  // @ts-expect-error
  await people.put(new Address());
  // @ts-expect-error
  await people.create(whole, { signals: signal });
}

export async function explanations(): Promise<void> {
  // Accepted: the name of a method and its arguments.
  const { readUnits, unitsFor } = await people.explain('get', 1, { select: ['name'], consistent: true });
  type _Units = Expect<Equal<typeof readUnits, number>>;
  unitsFor({ itemBytes: 1, items: 2 });
  await people.explain('create', whole);
  await people.explain('update', { id: 1 }, { name: 'x', 'address.city': 'y' }, { if: { state: 'open' } });
  await people.explain('deleteMany', [1, 2], { concurrency: 2 });
  await people.explain('raw', 'Scan', ({ name }) => ({ FilterExpression: `attribute_exists(${name('note')})` }));
  await orders.explain('deletePartition', { customer: 'c' });
  await orders.query({ customer: 'c' }).explain({ items: 5 });

  // Rejected: no method that sends requests, and arguments that the method rejects.
  // @ts-expect-error
  await people.explain('query', { id: 1 });
  // @ts-expect-error
  await people.explain('get', '1');
  // @ts-expect-error
  await people.explain('get', 1, { select: ['nick'] });
  // @ts-expect-error
  await people.explain('create', { id: 1, name: 'Ann' });
  // @ts-expect-error
  await people.explain('update', 1, { name: 5 });
  // @ts-expect-error
  await people.explain('update', 1);
  // @ts-expect-error
  await orders.query({ customer: 'c' }).explain({ bytes: 5 });
}

export async function loads(): Promise<void> {
  // Accepted: a key, and options of a whole read. Returns the whole item.
  const loaded = await people.load(1, { consistent: true, includeExpired: true, signal, timeoutMs: 5 });
  type _Loaded = Expect<Equal<typeof loaded, Person | undefined>>;
  await orders.load({ customer: 'c', placedAt: new Date() });

  // Rejected: another key, and a selection.
  // @ts-expect-error
  await people.load('1');
  // @ts-expect-error
  await people.load(1, { select: ['name'] });
}

export async function keys(): Promise<void> {
  // Accepted: the key attributes, or the bare value of a single one.
  await people.get(1);
  await people.get({ id: 1 });
  await people.exists(1, { consistent: true });
  await people.deleteIfExists(1);
  await people.deleteMany([1, { id: 2 }]);
  await orders.get({ customer: 'c', placedAt: new Date() });

  // @ts-expect-error
  await people.get('1');
  // @ts-expect-error
  await people.get({ id: '1' });
  // @ts-expect-error
  await people.get({ name: 'Ann' });
  // @ts-expect-error
  await people.get({ id: 1, name: 'Ann' });
  // @ts-expect-error
  await people.get(undefined);
  // @ts-expect-error
  await orders.get('c');
  // @ts-expect-error
  await orders.get(new Date());
  // @ts-expect-error
  await orders.get({ customer: 'c' });
  // @ts-expect-error
  await orders.getMany(['c']);
  // @ts-expect-error
  await people.deleteMany(1);
}

export async function selects(): Promise<void> {
  const all = await people.get(1);
  const some = await people.get(1, { select: ['name', 'note'] });
  const sure = await people.getOrThrow(1, { select: ['born'], consistent: true });
  const plain = await people.getOrThrow(1);
  const many = await people.getMany([1, { id: 2 }]);
  const manySome = await people.getMany([1], { select: ['name'], timeoutMs: 1, concurrency: 2 });
  const found = await people.exists(1);
  const updated = await people.update(1, { name: 'x' });
  const deleted = await people.delete(1);
  const maybe = await people.deleteIfExists(1);
  type _Types = [
    Expect<Equal<typeof all, Person | undefined>>,
    Expect<Equal<typeof some, Selection<Person, 'name' | 'note'> | undefined>>,
    Expect<Equal<typeof sure, Selection<Person, 'born'>>>,
    Expect<Equal<typeof plain, Person>>,
    Expect<Equal<typeof many, (Person | undefined)[]>>,
    Expect<Equal<typeof manySome, (Selection<Person, 'name'> | undefined)[]>>,
    Expect<Equal<typeof found, boolean>>,
    Expect<Equal<typeof updated, Person>>,
    Expect<Equal<typeof deleted, Person>>,
    Expect<Equal<typeof maybe, Person | undefined>>,
  ];
  plain.greet();

  // A selection and its copies are marked, so that they can't be written. A whole item can.
  const required = ['id', 'name', 'mood', 'state', 'born', 'tags', 'address', 'calls', 'matrix', 'votes'] as const;
  const part = await people.getOrThrow(1, { select: required });
  await people.put(await people.getOrThrow(1));
  const named: { readonly name: string } = part;
  const byHand: Selection<Person, 'name'> = { name: named.name };
  // @ts-expect-error
  await people.put(part);
  // @ts-expect-error
  await people.put({ ...part, name: 'Anna' });
  // @ts-expect-error
  await people.create(part);
  // @ts-expect-error
  await people.putMany([part]);
  // @ts-expect-error
  await people.put(byHand);
  // @ts-expect-error
  some?.born;
  // @ts-expect-error a string is no array of attributes
  await people.get(1, { select: 'name' });
  // @ts-expect-error a string is no array of keys
  await people.getMany('1');
  // @ts-expect-error a string is no array of items
  await people.putMany('1');
  // @ts-expect-error
  await people.get(1, { select: ['nickname'] });
  // @ts-expect-error
  await people.get(1, { select: ['greet'] });
  // @ts-expect-error
  await people.get(1, { select: ['address.city'] });
  // @ts-expect-error
  await people.exists(1, { select: ['name'] });
}

export async function updates(): Promise<void> {
  // Accepted: attributes and paths, with their own types, null if nullable, and undefined.
  await people.update(1, { name: 'Anna', note: undefined, mood: null, state: 'closed', born: new Date() });
  await people.update({ id: 1 }, { 'address.zip': '75001', 'address.city': 'Paris', 'second.city': 'Lyon' });
  await people.update(1, { address: { city: 'Paris' }, second: new Address(), calls: [{ at: new Date(), secs: 1 }] });
  await people.update(1, { 'calls[0].secs': 3, 'calls[12]': { at: new Date(), secs: 1 }, 'calls[0].from.zip': 'x' });
  await people.update(1, { 'matrix[0][1]': 4, 'matrix[3]': [1, 2] });
  await people.update(1, { 'votes.ann': 3, votes: { bob: 1 } });
  await people.update(1, { 'meta.source': 'web', meta: { source: 'web' } });
  await people.update(1, { tags: new Set(['a']) as ReadonlySet<string>, photo: Buffer.from('x') });

  // Rejected: keys.
  // @ts-expect-error
  await people.update(1, { id: 2 });
  // @ts-expect-error
  await orders.update({ customer: 'c', placedAt: new Date() }, { placedAt: new Date() });
  // Rejected: paths that don't exist.
  // @ts-expect-error
  await people.update(1, { nickname: 'x' });
  // @ts-expect-error
  await people.update(1, { greet: () => 'x' });
  // @ts-expect-error
  await people.update(1, { 'address.street': 'x' });
  // @ts-expect-error
  await people.update(1, { 'address.label': () => 'x' });
  // @ts-expect-error
  await people.update(1, { 'calls.secs': 1 });
  // @ts-expect-error
  await people.update(1, { 'calls[x].secs': 1 });
  // @ts-expect-error
  await people.update(1, { 'calls[0].length': 1 });
  // @ts-expect-error
  await people.update(1, { 'name.length': 1 });
  // @ts-expect-error
  await people.update(1, { 'born.getTime': 1 });
  // @ts-expect-error
  await people.update(1, { 'tags.size': 1 });
  // Rejected: values of another type.
  // @ts-expect-error
  await people.update(1, { name: 1 });
  // @ts-expect-error
  await people.update(1, { name: null });
  // @ts-expect-error
  await people.update(1, { note: null });
  // @ts-expect-error
  await people.update(1, { state: 'ajar' });
  // @ts-expect-error
  await people.update(1, { 'address.zip': 75001 });
  // @ts-expect-error
  await people.update(1, { 'address.city': null });
  // @ts-expect-error
  await people.update(1, { 'calls[0].secs': '3' });
  // @ts-expect-error
  await people.update(1, { 'votes.ann': 'x' });
  // @ts-expect-error
  await people.update(1, { 'matrix[0][1]': [4] });
  // @ts-expect-error
  await people.update(1, { 'meta.source': 1 });
  // @ts-expect-error
  await people.update(1, { address: { city: 'x', street: 'y' } });
  // @ts-expect-error
  await people.update(1, { tags: ['a'] });
}

// The types by themselves.

type NewOrder = NewItem<Order, 'total'>;
type Exact = { readonly customer: string; readonly placedAt: Date; readonly total?: number | undefined };

export type Types = [
  Expect<Equal<Key<Person, 'id'>, Pick<Person, 'id'> | number>>,
  Expect<Equal<Key<Order, 'customer' | 'placedAt'>, Pick<Order, 'customer' | 'placedAt'>>>,
  Expect<Equal<{ [P in keyof NewOrder as P extends string ? P : never]: NewOrder[P] }, Exact>>,
  Expect<Equal<Selection<Person, never>, Person>>,
  Expect<Equal<Selection<Person, 'id'>, PartialItem<Person, 'id'>>>,
  Expect<Equal<keyof Changes<Order, 'customer' | 'placedAt'> & string, 'total'>>,
  Expect<Equal<Extract<Changes<Order, 'customer' | 'placedAt'>['total'], number | undefined>, number | undefined>>,
];

// @Repository: on a repository of the model or of its schema.

@Repository(schemaOf(Order))
export class OfSchema extends BaseRepository<Order, 'customer' | 'placedAt'> {}

@Repository(Person)
export class WithConstructor extends BaseRepository<Person, 'id'> {
  constructor(readonly purpose: string) {
    super();
  }
}

@Repository(Person)
export abstract class AbstractPeople extends BaseRepository<Person, 'id'> {
  abstract find(): Promise<Person>;
}

export class Inherited extends People {}

export class GenericRepository<T extends Person> extends BaseRepository<T, 'id'> {}

// @ts-expect-error
@Repository(Person)
export class OfAnotherModel extends BaseRepository<Order, 'customer' | 'placedAt'> {}

// @ts-expect-error
@Repository(Order)
export class OfAnotherModelToo extends BaseRepository<Person, 'id'> {}

class Employee extends Person {
  @Attribute(Number) salary!: number;
}

@Repository(Employee)
export class Employees extends BaseRepository<Employee, 'id'> {}

// @ts-expect-error
@Repository(Person)
export class OfAChild extends BaseRepository<Employee, 'id'> {}

// @ts-expect-error
@Repository(Employee)
export class OfAParent extends BaseRepository<Person, 'id'> {}

// @ts-expect-error
@Repository(Person)
export class NoRepository {}

// @ts-expect-error
@Repository()
export class NoModel extends BaseRepository<Person, 'id'> {}

// @ts-expect-error
@Repository({ name: 'Person' })
export class NoClass extends BaseRepository<Person, 'id'> {}

export class OnProperty {
  // @ts-expect-error
  @Repository(Person) people!: People;
}

// Rejected: keys and filled attributes that the class doesn't have.

// @ts-expect-error
export class NoSuchKey extends BaseRepository<Person, 'identifier'> {}

// @ts-expect-error
export class NoSuchFilled extends BaseRepository<Person, 'id', 'updatedAt'> {}

// Unknown indexes accept any key of attributes of the class.

interface Loose {
  id: string;
  // biome-ignore lint/suspicious/noExplicitAny: the subject of the test
  at: any;
  name?: string;
}

export function looselyTyped(loose: BaseRepository<Loose, 'id' | 'at'>): unknown[] {
  return [
    loose.query({ id: 'a', at: 1 }),
    loose.query({ at: 1 }),
    loose.query({ name: 'a', at: gte(1) }, { index: 'byName' }),
    // @ts-expect-error
    loose.query({ name: 'a' }),
    // @ts-expect-error
    loose.query({ names: 'a' }, { index: 'byName' }),
  ];
}

// biome-ignore lint/suspicious/noExplicitAny: the subject of the test
export const untyped = (repository: BaseRepository<any, any>): unknown[] => [
  repository.query({ a: 1 }),
  repository.query({ a: gte(1) }, { index: 'x' }),
];

interface Task {
  state: 'open' | 'done';
  at: number;
}

// Literal types of a key are kept, also if a function returns the key.
export const queriedByResults = async (tasks: BaseRepository<Task, 'state' | 'at'>): Promise<unknown[]> => [
  tasks.query((() => ({ state: 'open' }))()),
  tasks.query({ state: await Promise.resolve('open') }),
  // @ts-expect-error
  tasks.query((() => ({ state: 'closed' }))()),
];
