/** Models without a mistake, which the compiler must accept with all settings. */
import {
  Attribute,
  BaseRepository,
  decimal,
  Enum,
  enumsOf,
  epochSeconds,
  Index,
  json,
  LocalIndex,
  listOf,
  mapOf,
  PartitionKey,
  Repository,
  SortKey,
  setOf,
  Table,
} from 'annotable';

export class Address {
  @Attribute(String) city!: string;
  @Attribute(String, { optional: true }) zip?: string;
}

@Table('people')
@PartitionKey('team')
@SortKey('joined')
@Enum({ state: ['open', 'closed'] })
@Index('byState', { partitionKey: ['state', 'team'], sortKey: 'note', projection: ['flag', 'address'] })
@LocalIndex('byCount', { sortKey: 'count' })
export class Person {
  @Attribute(String) team!: string;
  @Attribute(Date) joined!: Date;
  @Attribute(Number) count!: number;
  @Attribute(Boolean) flag!: boolean;
  @Attribute(BigInt) big!: bigint;
  @Attribute(Uint8Array) bytes!: Uint8Array;
  @Attribute(String) state!: 'open' | 'closed';
  @Attribute(String, { optional: true }) note?: string;
  @Attribute(String, { nullable: true }) mood!: string | null;
  @Attribute(Number, { optional: true, nullable: true }) either?: number | null;
  @Attribute(setOf(String)) tags!: Set<string>;
  @Attribute(setOf(Number), { optional: true }) numbers?: ReadonlySet<number>;
  @Attribute(listOf(Number)) scores!: readonly number[];
  @Attribute(mapOf(Number)) votes!: Record<string, number>;
  @Attribute(decimal()) price!: string;
  @Attribute(epochSeconds()) born!: Date;
  @Attribute(json()) meta!: { source: string; at?: number };
  @Attribute(Address) address!: Address;
  @Attribute(listOf(() => Address)) others!: Address[];
  @Attribute(String, { convert: { to: (url: URL) => url.href, from: (text) => new URL(text) } }) site!: URL;
}

@Table('documents')
export class Document<Id extends string> {
  @PartitionKey() @Attribute(String) id!: Id;
  @SortKey() @Attribute(Number) readonly version!: number;
  @Enum(['draft', 'final']) @Attribute(String) stage!: 'draft' | 'final';
}

@Repository(Person)
export class People extends BaseRepository<Person, 'team' | 'joined', 'count'> {}

export async function use(people: People): Promise<string | undefined> {
  const key = { team: 'a', joined: new Date() };
  await people.update(key, { note: 'x', 'address.zip': '1', 'votes.ann': 2, 'others[0].city': 'Paris' });
  const some = await people.get(key, { select: ['note', 'mood'] });
  const { State } = enumsOf(Person);
  return some?.note ?? State.open;
}
