import {
  Attribute,
  addTo,
  append,
  type BaseRepository,
  beginsWith,
  contains,
  DeletedAt,
  exists,
  gte,
  increment,
  lt,
  oneOf,
  or,
  PartitionKey,
  ref,
  remove,
  setOf,
  size,
  Table,
  TimeToLive,
  Unique,
  Version,
} from 'annotable';

@Table('people')
@PartitionKey('id')
class Person {
  @Attribute(Number) id!: number;
  @Attribute(String) name!: string;
  @Attribute(Boolean) active!: boolean;
  @Attribute(setOf(String)) tags!: Set<string>;
}

const indexes = { byName: { partitionKey: 'name', projection: 'KEYS_ONLY' } } as const;

export async function calls(people: BaseRepository<Person, 'id', never, typeof indexes>): Promise<void> {
  const alone = or({ name: 'x' }, { active: true });
  // says: TypeRefusal<"name the class of the group: and<Model>(…), or<Model>(…), not<Model>(…)">
  people.scan({ filter: alone });
  // says: and 'nickname' does not exist in type 'Condition<Person>'.
  people.scan({ filter: { nickname: 'x' } });
  // says: Type 'Test<"order", 3>' is not assignable to type 'Tested<Person, string> | undefined'.
  people.scan({ filter: { name: gte(3) } });
  // says: Type 'Test<"order", true>' is not assignable to type 'Tested<Person, boolean> | undefined'.
  people.scan({ filter: { active: lt(true) } });
  // says: TypeRefusal<"only a text, a number, a date, and bytes have an order">
  people.scan({ filter: { active: lt(true) } });
  // says: TypeRefusal<"only a text and bytes have a prefix">
  people.scan({ filter: { id: beginsWith('1') } });
  // says: TypeRefusal<"only a text, a set, or a list contains something">
  people.scan({ filter: { id: contains(1) } });
  // says: TypeRefusal<"a number, a boolean, and a date have no size">
  people.scan({ filter: { id: size(gte(1)) } });
  // says: Type 'Test<"contains", 3>' is not assignable to type 'Tested<Person, Set<string>> | undefined'.
  people.scan({ filter: { tags: contains(3) } });
  // says: Type 'Test<"equal", 1>' is not assignable to type 'Tested<Person, string> | undefined'.
  people.scan({ filter: { name: oneOf([1]) } });
  // says: Type '"active"' is not assignable to type '"name"'.
  people.scan({ filter: { name: lt(ref('active')) } });
  // says: Type 'Change<"number", 1>' is not assignable to type 'Changed<Person, string> | undefined'.
  await people.update(1, { name: increment(1) });
  // says: Type 'Change<"number", 1>' is not assignable to type 'Changed<Person, string> | undefined'.
  await people.update(1, { name: increment() });
  // says: Type 'Change<"remove", true>' is not assignable to type 'Changed<Person, string> | undefined'.
  await people.update(1, { name: remove() });
  // says: TypeRefusal<"a required attribute can't be removed: declare it with ? and { optional: true }">
  await people.update(1, { name: remove() });
  // says: TypeRefusal<"only a set can be changed by addTo() and deleteFrom()">
  await people.update(1, { name: addTo(['x']) });
  // says: TypeRefusal<"only a list can be changed by append() and prepend()">
  await people.update(1, { name: append(['x']) });
  // says: TypeRefusal<"only a number can be changed by increment() and decrement()">
  await people.update(1, { active: increment(1) });
  // says: Type 'Change<"set", 1>' is not assignable to type 'Changed<Person, Set<string>> | undefined'.
  await people.update(1, { tags: addTo([1]) });
  // says: Type 'Test<"any", never>' is not assignable to type 'Changed<Person, string> | undefined'.
  await people.update(1, { name: exists() });
  // says: TypeRefusal<"only the table and its local indexes can be read consistently">
  people.query({ name: 'x' }, { index: 'byName', consistent: true });
  // says: Type 'Test<"prefix", "x">' is not assignable to type 'string'.
  people.query({ name: beginsWith('x') }, { index: 'byName' });
  // says: PartialItem<Person, "id" | "name">' is not assignable to parameter of type 'NewItem<Person, never>'.
  for await (const part of people.query({ name: 'x' }, { index: 'byName' })) await people.put(part);
}

export class Kept {
  // says: 'version' must be a number, as @Version fills it
  @Version() version!: string;
  // says: 'endsAt' must be a Date, as @TimeToLive fills it
  @TimeToLive() endsAt!: number;
  // says: 'deletedAt' must be optional (?), as only deleted items have it
  @DeletedAt() deletedAt!: Date;
  // says: 'removedAt' must be a Date, as @DeletedAt fills it
  @DeletedAt({ purgeAfterDays: 30 }) removedAt?: string;
  // says: 'tags' can't be unique: its type must be string, number, bigint, Date or Uint8Array
  @Unique() @Attribute(setOf(String)) tags!: Set<string>;
}
