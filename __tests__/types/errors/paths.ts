import {
  Attribute,
  type BaseRepository,
  gte,
  increment,
  json,
  listOf,
  mapOf,
  PartitionKey,
  remove,
  setOf,
  Table,
} from 'annotable';

class Place {
  @Attribute(String) city!: string;
  @Attribute(Number) lat!: number;
}

@Table('trips')
@PartitionKey('id')
class Trip {
  @Attribute(Number) id!: number;
  @Attribute(String) name!: string;
  @Attribute(BigInt) serial!: bigint;
  @Attribute(setOf(String)) tags!: Set<string>;
  @Attribute(mapOf(Place)) places!: Record<string, Place>;
  @Attribute(mapOf(listOf(Number))) legs!: Record<string, number[]>;
  @Attribute(mapOf(Number)) votes!: Record<string, number>;
  @Attribute(json()) meta!: { kind: 'a'; a: number } | { kind: 'b'; b: string };
}

export async function calls(trips: BaseRepository<Trip, 'id'>): Promise<void> {
  // says: Type 'Change<"fraction", 1.5>' is not assignable to type 'Changed<Trip, bigint> | undefined'.
  await trips.update(1, { serial: increment(1.5) });
  // says: & ChangedWithin<Trip, string>) | undefined'.
  await trips.update(1, { 'places.home.city': 3 });
  // says: Type 'Change<"remove", true>' is not assignable to type '((string | number | ChangesWithin<Trip, string> |
  await trips.update(1, { 'places.home.city': remove() });
  // says: Type 'string' is not assignable to type '((number | ChangesWithin<Trip, number | undefined> |
  await trips.update(1, { 'legs.first[0]': 'x' });
  // says: Type 'string' is not assignable to type 'ChangedWithin<Trip, number | undefined>'.
  await trips.update(1, { 'votes["a.b"]': 'x' });
  // says: Type 'string' is not assignable to type 'ChangedWithin<Trip, number> | undefined'.
  await trips.update(1, { 'meta.a': 'x' });
  // says: ''meta.c'' does not exist in type 'AttributeChanges<Trip, "id"> | Changes<Trip, "id">'.
  await trips.update(1, { 'meta.c': 'x' });
  // says: Type 'string' is not assignable to type 'number | RefTo<Trip, number>'.
  trips.scan({ filter: { 'places.home.lat': gte('x') } });
  // says: Property 'id' is missing in type '{}' but required in type '{ readonly id: number; }'.
  trips.query({});
  // says: 'name' does not exist in type 'TableQueryKey<Trip, "id">'.
  trips.query({ name: 'x' });
  const part = await trips.getOrThrow(1, {
    select: ['id', 'name', 'serial', 'tags', 'places', 'legs', 'votes', 'meta'],
  });
  // says: Argument of type 'PartialItem<Trip, keyof Trip>' is not assignable to parameter of type 'NewItem<Trip, never>'
  await trips.put(part);
}
