/** Exports without type annotations, for which the compiler must name each type through the package. */
import {
  Attribute,
  and,
  BaseRepository,
  type Changes,
  type Condition,
  Enum,
  Extend,
  entry,
  GeneratedId,
  gt,
  Index,
  json,
  LocalIndex,
  listOf,
  mapOf,
  or,
  PartitionKey,
  Repository,
  readTransaction,
  SortKey,
  setOf,
  Table,
  TimeToLive,
  Unique,
  Version,
  writeTransaction,
} from 'annotable';

export class Address {
  @Attribute(String) city!: string;
}

export const Text = Attribute(String);
export const Note = Attribute(String, { optional: true, validate: (text) => text.length < 100 });
export const Place = Attribute(Address);
export const Later = Attribute(() => Address, { nullable: true });
export const Tags = Attribute(setOf(String));
export const Meta = Attribute(json());
export const Link = Attribute(String, { convert: { to: (url: URL) => url.href, from: (href) => new URL(href) } });
export const Typeless = Attribute();
export const Id = PartitionKey();
export const ById = PartitionKey('id');
export const Sort = SortKey();
export const State = Enum(['open', 'closed']);
export const States = Enum({ state: ['open', 'closed'] });
export const ByState = Index('byState', { partitionKey: ['state', 'id'], projection: ['total'] });
export const ByTotal = LocalIndex('byTotal', { sortKey: 'total' });
export const Only = Unique();
export const Changed = Version();
export const Ends = TimeToLive();
export const Made = GeneratedId();
export const Orders = Table('orders');
export const Logged = Extend({ name: 'log' });
export const OfAddress = Repository(Address);
export const meta = json();
export const metas = listOf(mapOf(json()));

export interface Versioned {
  id: string;
  version: number;
}

/** Generic in its class: what is written for the constraint is cast, as docs/model/inheritance.md says. */
export abstract class Versions<T extends Versioned> extends BaseRepository<T, 'id', 'version'> {
  changed() {
    return this.scan({ filter: and<Versioned>({ version: gt(1) }) as Condition<T> });
  }
  reset(id: string) {
    return this.update({ id } as Pick<T, 'id'>, { version: 1 } as unknown as Changes<T, 'id'>);
  }
  read(id: string) {
    return readTransaction()
      .get(this, { id } as Pick<T, 'id'>)
      .run();
  }
  forget(id: string) {
    return writeTransaction().delete(this, { id } as Pick<T, 'id'>);
  }
}

export const newer = or<Versioned>({ version: gt(1) });
export const vote = entry('votes', 'a.b');

export const namedOf = (type: Parameters<typeof listOf>[0]) => ('type' in type ? type : null);
