import {
  Attribute,
  BaseRepository,
  DynamoLinker,
  Entity,
  Enum,
  Index,
  LocalIndex,
  listOf,
  mapOf,
  PartitionKey,
  Repository,
  SortKey,
  StatusRecord,
  StatusTracker,
  setOf,
  Table,
  TimeToLive,
  Transitions,
  Unique,
  Version,
} from '../../../lib/index.ts';

export class Address {
  @Attribute(String) city!: string;
  @Attribute(String, { optional: true }) zip?: string;
}

/** A table of its own, with a version. */
@Table('studio-orders')
@PartitionKey('customerId')
@SortKey('placedAt')
@Index('byState', { partitionKey: 'state', sortKey: 'placedAt' })
@Index('keysByTotal', { partitionKey: 'state', sortKey: 'total', projection: 'KEYS_ONLY' })
@LocalIndex('byTotal', { sortKey: 'total' })
@Enum({ state: ['OPEN', 'PAID'] })
export class Order {
  @Attribute(String) customerId!: string;
  @Attribute(Date) placedAt!: Date;
  @Attribute(String) state!: 'OPEN' | 'PAID';
  @Attribute(Number) total!: number;
  @Attribute(BigInt, { optional: true }) points?: bigint;
  @Attribute(setOf(String), { optional: true }) tags?: Set<string>;
  @Attribute(Uint8Array, { optional: true }) label?: Uint8Array;
  @Attribute(Address, { optional: true }) address?: Address;
  @Attribute(String, { hidden: true, optional: true }) secret?: string;
  @Version() version!: number;
}

@Repository(Order)
export class Orders extends BaseRepository<Order, 'customerId' | 'placedAt', 'version'> {}

/** Without a version: writes are guarded by values. */
@Table('studio-notes')
@PartitionKey('noteId')
export class Note {
  @Attribute(Number) noteId!: number;
  @Attribute(String) text!: string;
  @Attribute(String, { optional: true }) mood?: string;
  @Attribute(Number, { default: 5 }) stars!: number;
  @Attribute(listOf(String), { optional: true }) lines?: string[];
  @Attribute(mapOf(Number), { optional: true }) counts?: Record<string, number>;
  @Attribute(Address, { optional: true }) address?: Address;
  @TimeToLive() expiresAt?: Date;
}

@Table('studio-shop', { entities: () => [Customer, Purchase] })
@PartitionKey('pk')
@SortKey('sk')
export class Shop {}

@Entity('Customer', { table: Shop, keys: { partitionKey: 'CUSTOMER#{customerId}', sortKey: 'PROFILE' } })
export class Customer {
  @Attribute(String) customerId!: string;
  @Attribute(String) name!: string;
  @Unique() @Attribute(String, { optional: true }) email?: string;
}

@Entity('Purchase', {
  table: Shop,
  keys: { partitionKey: 'CUSTOMER#{customerId}', sortKey: 'PURCHASE#{boughtAt}#{number|pad:6}' },
})
export class Purchase {
  @Attribute(String) customerId!: string;
  @Attribute(Date) boughtAt!: Date;
  @Attribute(Number) number!: number;
  @Attribute(String) what!: string;
}

@Table('studio-jobs')
@Enum({ status: ['QUEUED', 'RUNNING', 'DONE', 'FAILED'] })
@Transitions({ QUEUED: ['RUNNING', 'FAILED'], RUNNING: ['DONE', 'FAILED'], DONE: [], FAILED: [] })
export class Job extends StatusRecord<'QUEUED' | 'RUNNING' | 'DONE' | 'FAILED'> {
  @Attribute(String) task!: string;
}

@Repository(Job)
export class Jobs extends StatusTracker<Job> {}

/** A linker of the module. */
export const profiles = new DynamoLinker(undefined, { tableName: 'studio-profiles', allowMultipleInstances: true });

export const notAModel = 1;
