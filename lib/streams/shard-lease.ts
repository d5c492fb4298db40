import { Attribute } from '../decorators/attribute.ts';
import { PartitionKey } from '../decorators/partition-key.ts';
import { Repository } from '../decorators/repository.ts';
import { SortKey } from '../decorators/sort-key.ts';
import { Table } from '../decorators/table.ts';
import { TimeToLive } from '../decorators/time-to-live.ts';
import { BaseRepository } from '../repository/base-repository.ts';
import { epochMillis } from '../values/attribute-type.ts';

/**
 * An item of the table of leases, in one of three forms: the position of a shard and the reader that has it, a reader that
 * is alive, and the stream that the readers of a name read.
 */
@Table('stream-leases')
@PartitionKey('readers')
@SortKey('shard')
export class ShardLease {
  /** A constant, because a minifier renames classes. */
  static readonly name: string = 'ShardLease';

  /** The common name of the readers, with the ARN of the stream. For the stream itself: only the name. */
  @Attribute(String) readers!: string;
  /** The id of a shard, `reader#` with the name of a reader, or `stream`. */
  @Attribute(String) shard!: string;
  /** The reader that has the shard. Absent if it is free. */
  @Attribute(String, { optional: true }) owner?: string;
  /** The time when the lease or the sign of life ends. */
  @Attribute(epochMillis(), { optional: true }) until?: Date;
  /** `start`, `done`, or the sequence number of the last handled change. */
  @Attribute(String, { optional: true }) position?: string;
  /** The ARN of the stream that is read. */
  @Attribute(String, { optional: true }) stream?: string;
  /** Time before which changes are left out. */
  @Attribute(Date, { optional: true }) since?: Date;
  /** Only of shards that are done, and of readers. */
  @TimeToLive() expiresAt?: Date;
}

@Repository(ShardLease)
export class LeaseRows extends BaseRepository<ShardLease, 'readers' | 'shard'> {}
