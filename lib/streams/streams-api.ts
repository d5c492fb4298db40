import { ConfigurationError } from '../errors/configuration-error.ts';
import { exponential, type Schedule } from '../time/backoff.ts';
import { deadlineIn } from '../time/deadline.ts';
import { retry } from '../time/retry.ts';
import type { Position, Shard } from './shard-tree.ts';
import type { StreamRecord } from './stream-record.ts';

type Sdk = typeof import('@aws-sdk/client-dynamodb-streams');
type Client = InstanceType<Sdk['DynamoDBStreamsClient']>;

/** A `DynamoDBStreamsClient` of the package `@aws-sdk/client-dynamodb-streams`. */
export interface StreamsClient {
  readonly config: object;
  send(command: never, options?: never): Promise<unknown>;
}

/** One stream of a table. */
export interface StreamInfo {
  readonly arn: string;
  /** The time when the stream was enabled. Later streams have greater labels. */
  readonly label: string;
}

/** Records of a shard, in order. */
export interface RecordPage {
  readonly records: readonly StreamRecord[];
  /** Undefined at the end of a closed shard. */
  readonly next: string | undefined;
}

/** Milliseconds for which a request is repeated. Short before the first response, because a wrong region looks the same. */
const firstRetryMs = 15_000;
const retryMs = 300_000;
const schedule: Schedule = exponential({ baseMs: 100, maxMs: 5_000 });
const transientNames =
  /Throttl|LimitExceeded|ThroughputExceeded|^Internal|ServiceUnavailable|Timeout|^NetworkingError$/;
const transientCodes = /^(?:ECONN|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)/;

/**
 * Loads the optional package of the SDK.
 *
 * @throws ConfigurationError `configuration.invalid` if it isn't installed
 */
export async function loadStreamsSdk(): Promise<Sdk> {
  try {
    return await import('@aws-sdk/client-dynamodb-streams');
  } catch (cause) {
    throw new ConfigurationError(
      'readStream() needs the package @aws-sdk/client-dynamodb-streams; run: npm install @aws-sdk/client-dynamodb-streams',
      { cause },
    );
  }
}

/** The requests to streams. Throttled and failed requests are repeated for 5 minutes. */
export class StreamsApi {
  readonly #sdk: Sdk;
  readonly #client: Client;
  readonly #signal: AbortSignal;
  #hasResponse = false;

  constructor(sdk: Sdk, client: StreamsClient | undefined, signal: AbortSignal) {
    this.#sdk = sdk;
    this.#client = (client ?? new sdk.DynamoDBStreamsClient({})) as Client;
    this.#signal = signal;
  }

  /** Returns the streams of a table, the oldest first. Disabled streams can be read for 24 hours. */
  async streamsOf(table: string): Promise<StreamInfo[]> {
    const streams: StreamInfo[] = [];
    let ExclusiveStartStreamArn: string | undefined;
    do {
      const command = new this.#sdk.ListStreamsCommand({ TableName: table, ExclusiveStartStreamArn });
      const { Streams = [], LastEvaluatedStreamArn } = await this.#repeat(() =>
        this.#client.send(command, this.#options),
      );
      for (const { StreamArn = '', StreamLabel = '' } of Streams) streams.push({ arn: StreamArn, label: StreamLabel });
      ExclusiveStartStreamArn = LastEvaluatedStreamArn;
    } while (ExclusiveStartStreamArn !== undefined);
    return streams.sort((a, b) => (a.label < b.label ? -1 : 1));
  }

  /** Returns all shards of a stream, and whether it can get new ones. */
  async describe(arn: string): Promise<{ readonly shards: readonly Shard[]; readonly isEnabled: boolean }> {
    const shards: Shard[] = [];
    let isEnabled = true;
    let ExclusiveStartShardId: string | undefined;
    do {
      const command = new this.#sdk.DescribeStreamCommand({ StreamArn: arn, ExclusiveStartShardId });
      const { StreamDescription = {} } = await this.#repeat(() => this.#client.send(command, this.#options));
      const { Shards = [], StreamStatus, LastEvaluatedShardId } = StreamDescription;
      for (const { ShardId = '', ParentShardId, SequenceNumberRange: range = {} } of Shards)
        shards.push({
          id: ShardId,
          parent: ParentShardId,
          start: range.StartingSequenceNumber,
          end: range.EndingSequenceNumber,
        });
      isEnabled = StreamStatus !== 'DISABLED';
      ExclusiveStartShardId = LastEvaluatedShardId;
    } while (ExclusiveStartShardId !== undefined);
    return { shards, isEnabled };
  }

  /** Returns an iterator of a shard: from its oldest change, from now on, or after a sequence number. */
  async iterator(arn: string, shard: string, from: Position | 'newest'): Promise<string> {
    const types: Readonly<Record<string, 'TRIM_HORIZON' | 'LATEST'>> = { start: 'TRIM_HORIZON', newest: 'LATEST' };
    const type = types[from];
    const place = type === undefined ? { SequenceNumber: from } : {};
    const command = new this.#sdk.GetShardIteratorCommand({
      StreamArn: arn,
      ShardId: shard,
      ShardIteratorType: type ?? 'AFTER_SEQUENCE_NUMBER',
      ...place,
    });
    const { ShardIterator = '' } = await this.#repeat(() => this.#client.send(command, this.#options));
    return ShardIterator;
  }

  /** True if a stream has deleted a shard. A list of its shards can lack one that exists. */
  async isDeleted(arn: string, shard: string): Promise<boolean> {
    try {
      await this.iterator(arn, shard, 'start');
      return false;
    } catch (error) {
      if (isTrimmed(error)) return true;
      throw error;
    }
  }

  async page(iterator: string): Promise<RecordPage> {
    const command = new this.#sdk.GetRecordsCommand({ ShardIterator: iterator });
    const { Records = [], NextShardIterator } = await this.#repeat(() => this.#client.send(command, this.#options));
    return { records: Records as readonly StreamRecord[], next: NextShardIterator ?? undefined };
  }

  get #options(): { abortSignal: AbortSignal } {
    return { abortSignal: this.#signal };
  }

  async #repeat<Result>(send: () => Promise<Result>): Promise<Result> {
    const deadline = deadlineIn(this.#hasResponse ? retryMs : firstRetryMs);
    const result = await retry(send, { schedule, signal: this.#signal, deadline, retryIf: isTransient });
    this.#hasResponse = true;
    return result;
  }
}

/** True for the error of a shard, or of changes, that the stream has deleted. */
export function isTrimmed(error: unknown): boolean {
  const { name = '' } = error instanceof Error ? error : {};
  return name === 'TrimmedDataAccessException' || name === 'ResourceNotFoundException';
}

/** True for an error that ends by itself: throttling, a fault of the service, or of the network. */
function isTransient(error: unknown): boolean {
  const { name = '', code = '', $metadata }: Partial<Fault> = error instanceof Error ? (error as Partial<Fault>) : {};
  return transientNames.test(name) || transientCodes.test(String(code)) || ($metadata?.httpStatusCode ?? 0) >= 500;
}

interface Fault {
  readonly name: string;
  readonly code: unknown;
  readonly $metadata: { readonly httpStatusCode?: number | undefined };
}
