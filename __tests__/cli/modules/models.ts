import {
  Attribute,
  BaseRepository,
  Entity,
  Enum,
  Index,
  PartitionKey,
  Repository,
  SortKey,
  setOf,
  Table,
  Version,
} from '../../../lib/index.ts';

@Table('orders')
@PartitionKey('customerId')
@SortKey('placedAt')
@Index('byState', { partitionKey: 'state', sortKey: 'placedAt' })
@Enum({ state: ['OPEN', 'PAID'] })
export class Order {
  @Attribute(String) customerId!: string;
  @Attribute(Date) placedAt!: Date;
  @Attribute(String) state!: 'OPEN' | 'PAID';
  @Attribute(Number) total!: number;
  @Attribute(BigInt, { optional: true }) points?: bigint;
  @Attribute(setOf(String), { optional: true }) tags?: Set<string>;
}

@Table('people')
@PartitionKey('personId')
class Person {
  @Attribute(Number) personId!: number;
  @Attribute(String) name!: string;
  @Version() version!: number;
}

/** Exports its repository only. */
@Repository(Person)
export class People extends BaseRepository<Person, 'personId', 'version'> {}

const shopKeys = { partitionKey: 'ITEM#{sku}', sortKey: 'ITEM' } as const;

@Table('shop', { entities: () => [Article] })
@PartitionKey('pk')
@SortKey('sk')
export class Shop {}

@Entity('Article', { table: Shop, keys: shopKeys })
export class Article {
  @Attribute(String) sku!: string;
  @Attribute(String) title!: string;
}

export const notAModel = 1;

/** Called by `annotable local --seed`. */
export async function seed(): Promise<void> {
  await new People().create({ personId: 42, name: 'Seeded' });
}
