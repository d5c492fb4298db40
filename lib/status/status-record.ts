import { Attribute } from '../decorators/attribute.ts';
import { Index } from '../decorators/index-decorators.ts';
import { PartitionKey } from '../decorators/partition-key.ts';
import { TimeToLive } from '../decorators/time-to-live.ts';
import { Version } from '../decorators/version.ts';
import { epochMillis, type JsonValue, json, listOf } from '../values/attribute-type.ts';
import { RecentWrites } from './recent-writes.ts';

/** Why a request failed. */
export class StatusFailure {
  /** A constant, because a minifier renames classes. */
  static readonly name: string = 'StatusFailure';

  /** For programs: `'CANCELLED'`, `'ETIMEDOUT'`, or the error's class. */
  @Attribute(String) code!: string;
  @Attribute(String) message!: string;
  /** True where the same request may succeed when it is tried again. */
  @Attribute(Boolean) retryable!: boolean;
  @Attribute(json(), { optional: true }) details?: JsonValue;
}

/** One entry of a request's history. */
export class StatusStep {
  /** A constant, because a minifier renames classes. */
  static readonly name: string = 'StatusStep';

  @Attribute(String) status!: string;
  @Attribute(Date) at!: Date;
  @Attribute(Number, { optional: true }) progress?: number;
  @Attribute(String, { optional: true }) message?: string;
  /** Who took the step, where it was claimed. */
  @Attribute(String, { optional: true }) owner?: string;
}

/** A type of which some properties may be undefined, too. */
type Unknown<T, Name extends keyof T> = Omit<T, Name> & { readonly [Part in Name]?: T[Part] | undefined };

/** A step of what is known of it. */
export function statusStep({
  status,
  at,
  ...known
}: Unknown<StatusStep, 'progress' | 'message' | 'owner'>): StatusStep {
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
 * What a tracker keeps of one request; subclass it with a table, the statuses and their transitions.
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
  /** When the status, the progress or the message last changed. */
  @Attribute(Date) timestamp!: Date;
  /** When its last step was taken: what lists by status go by. */
  @Attribute(Date) steppedAt!: Date;
  @Attribute(Date) createdAt!: Date;
  /** When it left its first status. */
  @Attribute(Date, { optional: true }) startedAt?: Date;
  /** When it came to a final status. */
  @Attribute(Date, { optional: true }) finishedAt?: Date;
  /** Per cent, 0 to 100; it never falls. */
  @Attribute(Number, { optional: true }) progress?: number;
  /** Units done, where progress is counted. */
  @Attribute(Number, { optional: true }) done?: number;
  /** Units in all; absent until it is known. */
  @Attribute(Number, { optional: true }) total?: number;
  @Attribute(String, { optional: true }) message?: string;
  @Attribute(String, { optional: true }) userId?: string;
  /** The request that this one is a part of. */
  @Attribute(String, { optional: true }) parentId?: string;
  @Attribute(json(), { optional: true }) metadata?: JsonValue;
  /** What it came to; undefined too where it lies in the tracker's result store: `resultOf()` gives it from there. */
  @Attribute(json(), { optional: true, nullable: true }) result?: JsonValue | null;
  /** The id of the result in the tracker's result store. */
  @Attribute(String, { optional: true }) resultId?: string;
  @Attribute(StatusFailure, { optional: true }) error?: StatusFailure;
  /** Who works on it. */
  @Attribute(String, { optional: true }) owner?: string;
  /** Until when nobody else may claim it. */
  @Attribute(epochMillis(), { optional: true }) leaseUntil?: Date;
  /** How often it was claimed. */
  @Attribute(Number, { default: 0 }) attempts!: number;
  /** How often it was started again after it had failed. */
  @Attribute(Number, { default: 0 }) redrives!: number;
  /** When somebody asked to cancel it; the worker looks for it in what `heartbeat` and `advance` give. */
  @Attribute(Date, { optional: true }) cancelRequestedAt?: Date;
  @Attribute(String, { optional: true }) cancelReason?: string;
  /** The last steps, the oldest first. */
  @Attribute(listOf(StatusStep)) history!: StatusStep[];
  /** How many steps there were in all: the number of the last one. */
  @Attribute(Number) steps!: number;
  /** Another with every write. */
  @Version() version!: number;
  /** When it is deleted; by the tracker's retention. */
  @TimeToLive() expiresAt?: Date;

  /** A hash of what it was started with. */
  @Attribute(String, { optional: true, hidden: true }) payloadHash?: string;
  /** What the last writes are known by: one that is repeated because its answer was lost is done once. */
  @RecentWrites()
  @Attribute(listOf(String), { hidden: true })
  writes!: string[];
  /** Where the index by status has it: `TRAINING#3`. */
  @Attribute(String, { hidden: true }) statusShard!: string;
  /** Where the index of those that have not ended has it. */
  @Attribute(String, { optional: true, hidden: true }) openShard?: string;
  /** From when it is stale: the end of its lease, or, unclaimed, its last step. */
  @Attribute(epochMillis(), { hidden: true }) staleAt!: Date;
}

/** What the tracker fills in when a request starts. */
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
