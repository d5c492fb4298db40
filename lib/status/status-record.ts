import { Attribute } from '../decorators/attribute.ts';
import { Index } from '../decorators/index-decorators.ts';
import { PartitionKey } from '../decorators/partition-key.ts';
import { TimeToLive } from '../decorators/time-to-live.ts';
import { Version } from '../decorators/version.ts';
import { epochMillis, type JsonValue, json, listOf } from '../values/attribute-type.ts';
import { RecentWrites } from './recent-writes.ts';

/** The reason of a failed or canceled request. */
export class StatusFailure {
  /** A constant, because a minifier renames classes. */
  static readonly name: string = 'StatusFailure';

  /** Code for programs, at most 100 bytes: `'CANCELLED'`, `'ETIMEDOUT'`, or the name of the error class. */
  @Attribute(String) code!: string;
  @Attribute(String) message!: string;
  /** True if the same request can succeed later. */
  @Attribute(Boolean) retryable!: boolean;
  @Attribute(json(), { optional: true }) details?: JsonValue;
}

/** One entry in the history of a tracked request. */
export class StatusStep {
  /** A constant, because a minifier renames classes. */
  static readonly name: string = 'StatusStep';

  @Attribute(String) status!: string;
  @Attribute(Date) at!: Date;
  @Attribute(Number, { optional: true }) progress?: number;
  @Attribute(String, { optional: true }) message?: string;
  /** Worker that took the step, if it named itself. */
  @Attribute(String, { optional: true }) owner?: string;
}

/**
 * `T`, but some of its properties can be undefined: `Undefinable<{ a: 1; b?: 2 }, 'b'>` → `{ a: 1; b?: 2 | undefined
 * }`.
 */
type Undefinable<T, Name extends keyof T> = Omit<T, Name> & { readonly [Part in Name]?: T[Part] | undefined };

/** Returns a history entry without the properties that are undefined. */
export function statusStep({
  status,
  at,
  ...known
}: Undefinable<StatusStep, 'progress' | 'message' | 'owner'>): StatusStep {
  const { progress, message, owner } = known;
  return {
    status,
    at,
    ...(progress !== undefined && { progress }),
    ...(message !== undefined && { message }),
    ...(owner !== undefined && { owner }),
  };
}

/**
 * The stored record of one tracked request. Extend it with a table, the statuses, and their transitions.
 *
 * @example
 * @Table('training-runs')
 * @Enum({ status: ['QUEUED', 'TRAINING', 'SUCCESS', 'ERROR'] })
 * @Transitions({ QUEUED: ['TRAINING', 'ERROR'], TRAINING: ['SUCCESS', 'ERROR'], SUCCESS: [], ERROR: [] })
 * class TrainingRun extends StatusRecord<'QUEUED' | 'TRAINING' | 'SUCCESS' | 'ERROR'> {}
 */
@PartitionKey('requestId')
@Index('byUser', { partitionKey: 'userId', sortKey: 'createdAt' })
@Index('byStatus', { partitionKey: 'statusShard', sortKey: 'steppedAt' })
@Index('open', { partitionKey: 'openShard', sortKey: 'staleAt' })
export abstract class StatusRecord<Status extends string = string> {
  @Attribute(String) requestId!: string;
  @Attribute(String) status!: Status;
  /** Time of the last change of status, progress, or message. */
  @Attribute(Date) timestamp!: Date;
  /** Time of the last step. Lists by status are sorted by it. */
  @Attribute(Date) steppedAt!: Date;
  @Attribute(Date) createdAt!: Date;
  /** Time when the request left its first status. */
  @Attribute(Date, { optional: true }) startedAt?: Date;
  /** Time when the request reached a final status. */
  @Attribute(Date, { optional: true }) finishedAt?: Date;
  /** Percent, 0 to 100. It never falls. */
  @Attribute(Number, { optional: true }) progress?: number;
  /** Units done, if the progress is counted in units. */
  @Attribute(Number, { optional: true }) done?: number;
  /** Total units. Absent until the number is known. */
  @Attribute(Number, { optional: true }) total?: number;
  @Attribute(String, { optional: true }) message?: string;
  @Attribute(String, { optional: true }) userId?: string;
  /** Id of the request that this one is a part of. */
  @Attribute(String, { optional: true }) parentId?: string;
  @Attribute(json(), { optional: true }) metadata?: JsonValue;
  /** Result of the request. Also undefined if it is in the result store: `resultOf()` reads it from there. */
  @Attribute(json(), { optional: true, nullable: true }) result?: JsonValue | null;
  /** Id of the result in the result store of the tracker. */
  @Attribute(String, { optional: true }) resultId?: string;
  @Attribute(StatusFailure, { optional: true }) error?: StatusFailure;
  /** Worker that has claimed the request. */
  @Attribute(String, { optional: true }) owner?: string;
  /** End of the lease. Until then, no other worker can claim the request. */
  @Attribute(epochMillis(), { optional: true }) leaseUntil?: Date;
  /** Number of claims since the start or the last redrive. */
  @Attribute(Number, { default: 0 }) attempts!: number;
  /** Number of restarts after a failure or a cancelation. */
  @Attribute(Number, { default: 0 }) redrives!: number;
  /** Time of the first `cancel()`. Workers check it in the records that `heartbeat` and `advance` return. */
  @Attribute(Date, { optional: true }) cancelRequestedAt?: Date;
  @Attribute(String, { optional: true }) cancelReason?: string;
  /** Last steps, oldest first. The tracker option `maxHistory` limits their number. */
  @Attribute(listOf(StatusStep)) history!: StatusStep[];
  /** Number of all steps, also of those that the history no longer has. */
  @Attribute(Number) steps!: number;
  /** Higher after each write. */
  @Version() version!: number;
  /** Expiry of the record, from the retention of the tracker. */
  @TimeToLive() expiresAt?: Date;

  /** Hash of the payload of the start. */
  @Attribute(String, { optional: true, hidden: true }) payloadHash?: string;
  /** Ids of the last 16 writes. A write that is repeated because its response was lost is applied once. */
  @RecentWrites()
  @Attribute(listOf(String), { hidden: true })
  writes!: string[];
  /** Partition of the index `byStatus`: `TRAINING#3`. */
  @Attribute(String, { hidden: true }) statusShard!: string;
  /** Partition of the index `open`: `open#3` or `held#3`. Absent if the request has ended. */
  @Attribute(String, { optional: true, hidden: true }) openShard?: string;
  /** Time from which a request counts as idle: the end of its lease, or the last change of an unclaimed request. */
  @Attribute(epochMillis(), { hidden: true }) staleAt!: Date;
}

/** Attributes that the framework fills in when a request starts. */
export type StatusFilled =
  | 'status'
  | 'timestamp'
  | 'steppedAt'
  | 'createdAt'
  | 'attempts'
  | 'redrives'
  | 'history'
  | 'steps'
  | 'version'
  | 'writes'
  | 'statusShard'
  | 'staleAt';
