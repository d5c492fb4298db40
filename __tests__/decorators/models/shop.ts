/** The models of compilers.test.ts, which every compiler compiles. */
import {
  Attribute,
  BaseRepository,
  decimal,
  Enum,
  epochMillis,
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

export abstract class Stored<Id extends string> {
  @PartitionKey() @Attribute(String) readonly id!: Id;
  @Attribute(Date, { name: 'made' }) createdAt: Date = new Date(0);
}

@Table('shop', { billing: { read: 1, write: 2 }, tags: { team: 'a' } })
@SortKey('placedAt')
@Enum({ state: ['open', 'paid'] })
@Index('byState', { partitionKey: ['state', 'level'], sortKey: 'placedAt', projection: ['total', 'tags'] })
@LocalIndex('byTotal', { sortKey: 'total', projection: 'KEYS_ONLY' })
export class Order extends Stored<`ORDER#${string}`> {
  @Attribute(epochMillis()) placedAt!: Date;
  @Attribute(String) state!: 'open' | 'paid';
  @Enum([1, 2]) @Attribute(Number) level!: 1 | 2;
  @Attribute(decimal()) total!: string;
  @Attribute(Boolean) gift = false;
  @Attribute(BigInt, { optional: true }) serial?: bigint;
  @Attribute(Uint8Array, { nullable: true }) digest!: Uint8Array | null;
  @Attribute(setOf(String)) tags!: Set<string>;
  @Attribute(listOf(Address)) stops!: Address[];
  @Attribute(mapOf(Number), { hidden: true }) votes!: Record<string, number>;
  @Attribute(json(), { readOnly: true }) meta!: { source: string };
  @Attribute(() => Address) billing!: Address;

  label(): string {
    return this.id;
  }
}

/** A model whose class decorators are all inherited. */
export class Gift extends Order {
  @Attribute(String, { optional: true }) message?: string;
}

@Repository(Gift)
export class Gifts extends BaseRepository<Gift, 'id' | 'placedAt'> {}
