import type { ShardFeed, ShardPage } from './shard-feed.ts';
import type { Position } from './shard-tree.ts';
import type { StreamRecord } from './stream-record.ts';

/** A shard that this reader reads. */
export interface ActiveShard {
  readonly id: string;
  feed: ShardFeed;
  /** The last handled record. */
  position: Position;
  /** Number of handled records after the last save. */
  unsaved: number;
  /** Number of lists of the shards after its last record was handled. */
  listsAfterEnd: number;
  /** True if another reader has taken the shard. */
  isLost: boolean;
}

/** Counts a record as handled. */
export function countHandled(shard: ActiveShard, { dynamodb }: StreamRecord): void {
  shard.position = dynamodb?.SequenceNumber ?? shard.position;
  shard.unsaved++;
}

/** Records of one shard, to be handled in order. */
export interface WalkPage extends ShardPage {
  readonly shard: ActiveShard;
}
