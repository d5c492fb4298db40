/** The version of a class: steps with and without types, on tables of one class and on entities. */
import { Attribute, BaseRepository, Entity, PartitionKey, type PlainItem, Repository, Table } from 'annotable';
import { backfill } from 'annotable/backfill';

interface V1 {
  id: string;
  sum: string;
}
interface V2 {
  id: string;
  total: number;
}

@Table('typed', {
  version: 5,
  upgrade: {
    1: ({ sum, ...item }: V1): V2 => ({ ...item, total: Number(sum) }),
    2: (item) => ({ ...item, region: 'EU' }),
    3: (item: PlainItem) => ({ ...item, note: String(item['note']) }),
    4: (item: { total?: number }) => {
      item.total ??= 0;
      return item;
    },
  },
  versionAttribute: 'v',
  onNewer: 'read',
})
export class Typed {
  @PartitionKey() @Attribute(String) id!: string;
  @Attribute(Number) total!: number;
}

// @ts-expect-error a step is synchronous
@Table('async', { version: 2, upgrade: { 1: async (item: V1) => item } })
export class Async {
  @PartitionKey() @Attribute(String) id!: string;
}

// @ts-expect-error a step returns an item
@Table('text', { version: 2, upgrade: { 1: () => 'text' } })
export class Text {
  @PartitionKey() @Attribute(String) id!: string;
}

// @ts-expect-error a version is a number
@Table('version', { version: '2' })
export class Version {
  @PartitionKey() @Attribute(String) id!: string;
}

@Table('shop')
@PartitionKey('pk')
class Shop {}

const keys = { partitionKey: 'ORDER#{id}' } as const;

@Entity('Order', { table: Shop, keys, version: 2, upgrade: { 1: (item: V1) => item } })
export class Order {
  @Attribute(String) id!: string;
}

@Entity('Special', { version: 3, upgrade: { 2: (item: V2) => item } })
export class Special extends Order {}

@Repository(Typed)
class Typeds extends BaseRepository<Typed, 'id'> {}

export const done = [
  backfill(new Typeds(), { change: ({ total }) => (total > 1 ? { total: 0 } : undefined) }),
  backfill(new Typeds(), { change: async () => ({ total: 0 }) }),
  // @ts-expect-error the changes fit the class
  backfill(new Typeds(), { change: () => ({ total: 'much' }) }),
  // @ts-expect-error a key never changes
  backfill(new Typeds(), { change: () => ({ id: 'b' }) }),
];
