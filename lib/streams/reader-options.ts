import type { Checkpoint } from '../checkpoints/checkpoint.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import {
  abortSignal,
  type CheckOptions,
  callback,
  kind,
  milliseconds,
  type OptionKind,
  oneOfThese,
  optionRules,
} from '../errors/option-rules.ts';
import type { StreamTrimmedError } from '../errors/stream-trimmed-error.ts';
import { isWhole } from '../errors/whole-number.ts';
import type { OnInvalidRecord } from './handler-options.ts';
import type { ShardLeases } from './shard-leases.ts';
import type { StreamsClient } from './streams-api.ts';

/** Options of `readStream`. */
export interface ReadStreamOptions {
  /**
   * Where a read without a saved position begins: `'oldest'` for all changes of the last 24 hours, also those of a stream
   * that was switched off meanwhile; `'newest'` for the changes from now on. After a restart before the first change of a
   * shard, changes of the last 5 minutes before the begin can come too. Default: `'oldest'`.
   */
  readonly from?: 'oldest' | 'newest' | undefined;
  /** Keeps the position, so that the next process continues there. Default: none, so each read begins with `from`. */
  readonly checkpoint?: Checkpoint | undefined;
  /** Leases of `shardLeases`, so that several readers share the shards. They keep the position, in place of `checkpoint`. */
  readonly leases?: ShardLeases | undefined;
  /**
   * Number of handled changes of a shard after which the position is saved. After a kill, at most this number of changes
   * of each shard is repeated. Default: 100.
   */
  readonly checkpointEvery?: number | undefined;
  /** A `DynamoDBStreamsClient`. Default: one that the SDK configures from its environment. */
  readonly client?: StreamsClient | undefined;
  /** Receives each record whose item can't be read; the reader goes on. If it throws, the loop ends with its error. */
  readonly onInvalid?: OnInvalidRecord | undefined;
  /** Receives the error of each shard whose next changes are deleted; the reader goes on. Default: the loop throws it. */
  readonly onTrimmed?: ((error: StreamTrimmedError) => unknown) | undefined;
  /** Ends the loop without an error, after the position is saved. */
  readonly signal?: AbortSignal | undefined;
  /** Longest pause in milliseconds before a shard without changes is read again. Default: 500. */
  readonly pollMs?: number | undefined;
}

const checkpoint: OptionKind = kind('must be an object with the functions load and save', (value) => {
  const { load, save } = (value ?? {}) as Partial<Checkpoint>;
  return typeof load === 'function' && typeof save === 'function';
});

/** Not by class, because another copy of the package can have created it. */
const isLeases = (value: unknown): boolean => typeof (value as Partial<ShardLeases> | null)?.positions === 'function';

const client: OptionKind = kind(
  'must be a DynamoDBStreamsClient of @aws-sdk/client-dynamodb-streams (a DynamoDBClient reads no streams)',
  (value) => {
    const { send, config } = (value ?? {}) as Partial<StreamsClient>;
    const { serviceId } = (config ?? {}) as { readonly serviceId?: unknown };
    return typeof send === 'function' && serviceId !== 'DynamoDB';
  },
);

const checkOptions: CheckOptions = optionRules<ReadStreamOptions>({
  from: oneOfThese('oldest', 'newest'),
  checkpoint,
  leases: kind('must be the result of shardLeases()', isLeases),
  checkpointEvery: kind('must be a whole number of 1 or more', (value) => isWhole(value, 1)),
  client,
  onInvalid: callback,
  onTrimmed: callback,
  signal: abortSignal,
  pollMs: milliseconds,
});

/** @throws ConfigurationError if an option is unknown or invalid */
export function checkReaderOptions(options: ReadStreamOptions): void {
  checkOptions(options, 'readStream', 'constructor');
  if (options.checkpoint !== undefined && options.leases !== undefined)
    throw new ConfigurationError('readStream: leases keep the position themselves; leave out checkpoint');
  if (options.pollMs === Number.POSITIVE_INFINITY)
    throw new ConfigurationError('readStream: pollMs must be a finite number of milliseconds');
}
