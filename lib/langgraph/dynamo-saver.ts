import type { RunnableConfig } from '@langchain/core/runnables';
import {
  BaseCheckpointSaver,
  type ChannelVersions,
  type Checkpoint,
  type CheckpointListOptions,
  type CheckpointMetadata,
  type CheckpointTuple,
  copyCheckpoint,
  type PendingWrite,
  type SerializerProtocol,
} from '@langchain/langgraph-checkpoint';
import { anything, type CheckOptions, optionRules, seconds } from '../errors/option-rules.ts';
import type { DynamoSpaces } from '../linker/dynamo-spaces.ts';
import type { Space } from '../linker/space.ts';
import { ChannelValues } from './channel-values.ts';
import { checkpointName, spaceOfThread, spaceOfValues, threadOfSpace, writesName } from './checkpoint-names.ts';
import { configOf, placeOf, refuse, threadOf } from './saver-config.ts';
import { serialized } from './serialized.ts';
import { mergedWrites, type TaskWrites, taskWrites } from './stored-writes.ts';
import { type StoredCheckpoint, TupleReader } from './tuple-reader.ts';

/** Seconds that values are kept longer than their checkpoint. */
const valueSeconds = 60;

/** Options of a `DynamoSaver`. */
export interface DynamoSaverOptions {
  /** Seconds until a checkpoint and its writes expire, counted from their last write. Default: they stay. */
  readonly ttlSeconds?: number | undefined;
  /** Converts values to bytes. Default: the serializer of LangGraph. */
  readonly serde?: SerializerProtocol | undefined;
}

const checkSaver: CheckOptions = optionRules<DynamoSaverOptions>({
  ttlSeconds: seconds,
  serde: anything,
});

/**
 * A checkpointer of LangGraph that keeps its threads in a table of spaces.
 *
 * Each thread has spaces of its own, so `deleteThread` deletes all of it, and a thread is read without a scan. One query
 * reads a checkpoint with its pending writes. The value of a channel is stored once for each of its versions, so a step
 * writes only what it has changed. A value can have up to 128 MiB.
 *
 * @example
 * const checkpointer = new DynamoSaver(new DynamoSpaces(client, { tableName: 'agents' }));
 * const graph = builder.compile({ checkpointer });
 * await graph.invoke(input, { configurable: { thread_id: 't1' } });
 * // Query { KeyConditionExpression: '#0 = :1 AND begins_with(#2, :3)', ScanIndexForward: false, Limit: 1, … }
 * // BatchWriteItem { RequestItems: { agents: [the values of the changed channels] } }
 * // PutItem { TableName: 'agents', Item: { space: { S: 'langgraph/thread/t1' }, name: { S: '#1ef…#' }, … } }
 */
export class DynamoSaver extends BaseCheckpointSaver {
  /** A constant, because a minifier renames classes. */
  static override readonly name: string = 'DynamoSaver';
  readonly #spaces: DynamoSpaces;
  readonly #expiry: { readonly ttlSeconds?: number | undefined };

  /** @throws ConfigurationError `configuration.invalid` if an option is unknown or not valid */
  constructor(spaces: DynamoSpaces, options: DynamoSaverOptions = {}) {
    checkSaver(options, new.target.name, 'constructor');
    super(options.serde);
    this.#spaces = spaces;
    this.#expiry = { ttlSeconds: options.ttlSeconds };
  }

  /** Reads the checkpoint that a config names, or the latest one of its thread and namespace. Undefined if none. */
  async getTuple(config: RunnableConfig): Promise<CheckpointTuple | undefined> {
    const { thread, namespace = '', id } = placeOf(config);
    if (thread === undefined) return undefined;
    const reader = this.#reader(thread);
    const stored = await (id === undefined ? reader.latest(namespace) : reader.read({ namespace, id }));
    return stored && reader.tuple(stored);
  }

  /**
   * Lists checkpoints, the newest of each namespace first. Without a thread, lists those of all threads, which reads the
   * whole table.
   */
  async *list(config: RunnableConfig, options: CheckpointListOptions = {}): AsyncGenerator<CheckpointTuple> {
    const place = placeOf(config);
    const { limit = Number.POSITIVE_INFINITY, filter = {} } = options;
    const before = options.before && placeOf(options.before).id;
    let left = limit;
    if (left <= 0) return;
    for await (const thread of this.#threads(place.thread)) {
      for await (const tuple of this.#reader(thread).tuples({ ...place, before }, filter)) {
        yield tuple;
        if (--left <= 0) return;
      }
    }
  }

  /** Puts a checkpoint, and the channel values that are new in it. A value can have up to 128 MiB. */
  async put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
    newVersions?: ChannelVersions,
  ): Promise<RunnableConfig> {
    const place = placeOf(config);
    const thread = threadOf(place);
    const key = { namespace: place.namespace ?? '', id: checkpoint.id };
    // A value must not expire before the last checkpoint that has it, so all are put again.
    const isAll = newVersions === undefined || this.#expiry.ttlSeconds !== undefined;
    const channels = Object.keys(isAll ? checkpoint.channel_values : newVersions);
    const values = this.#values(thread);
    const rest = await values.put(key.namespace, copyCheckpoint(checkpoint), channels, this.#valueExpiry);
    const stored: StoredCheckpoint = {
      checkpoint: await serialized(this.serde, rest.checkpoint),
      metadata: await serialized(this.serde, metadata),
      channels: rest.channels,
      ...(place.id !== undefined && { parent: place.id }),
    };
    await this.#space(thread).put(checkpointName(key), stored, this.#expiry);
    return configOf(thread, key);
  }

  /** Adds the writes of a task to a checkpoint. Writes that are stored already are kept, except special ones. */
  async putWrites(config: RunnableConfig, writes: PendingWrite[], taskId: string, taskPath = ''): Promise<void> {
    const place = placeOf(config);
    const thread = threadOf(place);
    const { namespace = '', id = refuse('checkpoint_id', 'is missing; pass the config that put() returned') } = place;
    if (writes.length === 0) return;
    const added = await taskWrites(this.serde, writes, taskPath);
    const name = writesName({ namespace, id }, taskId);
    const space = this.#space(thread);
    if (await space.putIfAbsent(name, added, this.#expiry)) return;
    await space.update<TaskWrites>(name, (stored) => mergedWrites(stored, added), this.#expiry);
  }

  /** Deletes all checkpoints and writes of a thread. */
  async deleteThread(threadId: string): Promise<void> {
    await this.#space(threadId).clear();
    await this.#spaces.space(spaceOfValues(threadId)).clear();
  }

  /**
   * Returns the next version of a channel: its count with a random fraction, such as `2.7182`. A fraction, because the
   * branches of a thread that was forked have the same counts, and other values.
   */
  override getNextVersion(current: number | undefined): number {
    return Math.floor(current ?? 0) + 1 + Math.random();
  }

  /** Yields one thread, or all threads of the table. */
  async *#threads(thread: string | undefined): AsyncGenerator<string, void, undefined> {
    if (thread !== undefined) return yield thread;
    for await (const space of this.#spaces.names()) {
      const found = threadOfSpace(space);
      if (found !== undefined) yield found;
    }
  }

  /** Values expire after their checkpoint, so that a checkpoint that is read still has them. */
  get #valueExpiry(): { readonly ttlSeconds?: number | undefined } {
    const { ttlSeconds } = this.#expiry;
    return { ttlSeconds: ttlSeconds && ttlSeconds + valueSeconds };
  }

  #space(thread: string): Space {
    return this.#spaces.space(spaceOfThread(thread));
  }

  #values(thread: string): ChannelValues {
    return new ChannelValues(this.#spaces.space(spaceOfValues(thread)), this.serde);
  }

  #reader(thread: string): TupleReader {
    return new TupleReader(thread, { space: this.#space(thread), values: this.#values(thread), serde: this.serde });
  }
}
