import {
  type Checkpoint,
  type CheckpointMetadata,
  type CheckpointTuple,
  maxChannelVersion,
  type SerializerProtocol,
  TASKS,
} from '@langchain/langgraph-checkpoint';
import { InvalidItemError } from '../errors/invalid-item-error.ts';
import type { Space } from '../linker/space.ts';
import type { SpaceEntry } from '../linker/space-types.ts';
import type { ChannelValues } from './channel-values.ts';
import { type CheckpointKey, checkpointName, namesOfNamespace, parsedName } from './checkpoint-names.ts';
import { configOf } from './saver-config.ts';
import { deserialized, type Serialized } from './serialized.ts';
import { inOrder, pendingWrites, type StoredWrite, type TaskWrites, writesOf } from './stored-writes.ts';

/** Stored form of a checkpoint. */
export interface StoredCheckpoint {
  readonly checkpoint: Serialized;
  readonly metadata: Serialized;
  /** The channels whose values were put with the checkpoint. */
  readonly channels: readonly string[];
  /** Id of the checkpoint before it. */
  readonly parent?: string;
}

/** A stored checkpoint with its place and its writes. */
export interface FoundCheckpoint {
  readonly key: CheckpointKey;
  readonly stored: StoredCheckpoint;
  readonly writes: readonly StoredWrite[];
}

/** The checkpoints to list. Undefined for all. */
export interface ListedCheckpoints {
  readonly namespace: string | undefined;
  readonly id: string | undefined;
  /** Lists only the checkpoints whose id is below this one. */
  readonly before: string | undefined;
}

/** The stored parts of a thread. */
export interface ThreadParts {
  readonly space: Space;
  readonly values: ChannelValues;
  readonly serde: SerializerProtocol;
}

/** Reads the checkpoints of one thread. */
export class TupleReader {
  readonly #thread: string;
  readonly #space: Space;
  readonly #values: ChannelValues;
  readonly #serde: SerializerProtocol;

  constructor(thread: string, { space, values, serde }: ThreadParts) {
    this.#thread = thread;
    this.#space = space;
    this.#values = values;
    this.#serde = serde;
  }

  /** Reads the newest checkpoint of a namespace with its writes. Undefined if there is none. */
  async latest(namespace: string): Promise<FoundCheckpoint | undefined> {
    const range = { prefix: namesOfNamespace(namespace), descending: true, limit: 1 };
    for await (const { name, value } of this.#space.list<unknown>(range)) {
      const { task, ...key } = parsedName(name);
      return task === '' ? { key, stored: value as StoredCheckpoint, writes: [] } : this.read(key);
    }
    return undefined;
  }

  /** Reads a checkpoint with its writes, in one query. Undefined if there is none. */
  async read(key: CheckpointKey): Promise<FoundCheckpoint | undefined> {
    for await (const found of this.#found(checkpointName(key), undefined)) return found;
    return undefined;
  }

  /** Lists checkpoints, the newest of each namespace first. */
  async *#list({ namespace, id, before }: ListedCheckpoints): AsyncGenerator<FoundCheckpoint, void, undefined> {
    const prefix = namespace === undefined ? '' : namesOfNamespace(namespace);
    const end = namespace === undefined || before === undefined ? undefined : checkpointName({ namespace, id: before });
    for await (const found of this.#found(prefix, end)) {
      const isListed = (id === undefined || found.key.id === id) && (before === undefined || found.key.id < before);
      if (isListed) yield found;
    }
  }

  /** Lists checkpoints whose metadata has the same values as a filter, the newest of each namespace first. */
  async *tuples(
    listed: ListedCheckpoints,
    filter: Readonly<Record<string, unknown>>,
  ): AsyncGenerator<CheckpointTuple, void, undefined> {
    for await (const found of this.#list(listed)) {
      const tuple = matches(await this.#metadata(found), filter) ? await this.tuple(found) : undefined;
      if (tuple !== undefined) yield tuple;
    }
  }

  /**
   * Returns a checkpoint as a graph takes it. Undefined if it was deleted meanwhile.
   *
   * @throws InvalidItemError `item.unreadable` if the value of a channel is lost
   */
  async tuple(found: FoundCheckpoint): Promise<CheckpointTuple | undefined> {
    const { key, stored, writes } = found;
    const { namespace } = key;
    const checkpoint = (await deserialized(this.#serde, stored.checkpoint)) as Checkpoint;
    const missing = await this.#values.addTo(namespace, checkpoint, stored.channels);
    if (missing !== undefined) return this.#refuseLost(key, missing);
    const parent = stored.parent === undefined ? undefined : { namespace, id: stored.parent };
    if (checkpoint.v < 4 && parent !== undefined) await this.#migrate(checkpoint, parent);
    return {
      config: configOf(this.#thread, key),
      checkpoint,
      metadata: await this.#metadata(found),
      pendingWrites: await pendingWrites(this.#serde, writes),
      ...(parent && { parentConfig: configOf(this.#thread, parent) }),
    };
  }

  async #metadata({ stored }: FoundCheckpoint): Promise<CheckpointMetadata> {
    return (await deserialized(this.#serde, stored.metadata)) as CheckpointMetadata;
  }

  /** A thread that is deleted loses its checkpoints first. */
  async #refuseLost(key: CheckpointKey, channel: string): Promise<undefined> {
    if ((await this.read(key)) === undefined) return undefined;
    const place = { table: this.#space.tableName, key: `thread_id=${JSON.stringify(this.#thread)}, id=${key.id}` };
    const message = 'is missing; put the checkpoint again, or delete the thread';
    throw new InvalidItemError(place, [{ path: `channel_values.${channel}`, message }]);
  }

  /** Adds the sends of the parent, which checkpoints before version 4 kept in the writes of the parent. */
  async #migrate(checkpoint: Checkpoint, parent: CheckpointKey): Promise<void> {
    const writes = inOrder((await this.read(parent))?.writes ?? []);
    const sends = writes.filter(({ channel }) => channel === TASKS);
    checkpoint.channel_values ??= {};
    checkpoint.channel_values[TASKS] = await Promise.all(sends.map(({ value }) => deserialized(this.#serde, value)));
    checkpoint.channel_versions ??= {};
    const versions = Object.values(checkpoint.channel_versions);
    checkpoint.channel_versions[TASKS] = versions.length > 0 ? maxChannelVersion(...versions) : 1;
  }

  /** Yields checkpoints from the last name to the first. The writes of a checkpoint come before it. */
  async *#found(prefix: string, before: string | undefined): AsyncGenerator<FoundCheckpoint, void, undefined> {
    let writes: StoredWrite[] = [];
    let owner = '';
    const entries: AsyncIterable<SpaceEntry<unknown>> = this.#space.list<unknown>({ prefix, before, descending: true });
    for await (const { name, value } of entries) {
      const { task, ...key } = parsedName(name);
      // Writes without a checkpoint, which is not yet put, belong to no checkpoint that is listed.
      if (checkpointName(key) !== owner) writes = [];
      owner = checkpointName(key);
      if (task === '') yield { key, stored: value as StoredCheckpoint, writes };
      else writes.push(...writesOf(task, value as TaskWrites));
    }
  }
}

/** True if the metadata has the same values as a filter. */
const matches = (metadata: CheckpointMetadata, filter: Readonly<Record<string, unknown>>): boolean =>
  Object.entries(filter).every(([name, value]) => metadata[name as keyof CheckpointMetadata] === value);
