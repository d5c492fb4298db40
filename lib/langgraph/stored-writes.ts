import {
  type CheckpointPendingWrite,
  compareWritesSortKeys,
  type PendingWrite,
  type SerializerProtocol,
  WRITES_IDX_MAP,
  writesSortKey,
} from '@langchain/langgraph-checkpoint';
import { deserialized, type Serialized, serialized } from './serialized.ts';

/** Stored writes of one task: all of them in one entry, so that a read never sees a part of them. */
export interface TaskWrites {
  /** The path of the task, by which writes are sorted. */
  readonly path: string;
  /** The channel and the value of each write, by its index. */
  readonly writes: Readonly<Record<string, readonly [channel: string, value: Serialized]>>;
}

/** One stored write. */
export interface StoredWrite {
  readonly task: string;
  readonly path: string;
  readonly index: number;
  readonly channel: string;
  readonly value: Serialized;
}

/** Returns the stored form of the writes of a task. Special channels, such as errors, have indexes below 0. */
export async function taskWrites(
  serde: SerializerProtocol,
  writes: readonly PendingWrite[],
  path: string,
): Promise<TaskWrites> {
  const entries = writes.map(async ([channel, value], position) => {
    const index = WRITES_IDX_MAP[channel] ?? position;
    return [index, [channel, await serialized(serde, value)]] as const;
  });
  return { path, writes: Object.fromEntries(await Promise.all(entries)) };
}

/** Adds writes to those that a task has stored. A special write replaces the stored one. Any other write is kept. */
export function mergedWrites(stored: TaskWrites | undefined, added: TaskWrites): TaskWrites {
  if (stored === undefined) return added;
  const special = Object.entries(added.writes).filter(([index]) => Number(index) < 0);
  return { path: stored.path, writes: { ...added.writes, ...stored.writes, ...Object.fromEntries(special) } };
}

/** Returns the writes of one entry. */
export const writesOf = (task: string, { path, writes }: TaskWrites): StoredWrite[] =>
  Object.entries(writes).map(([index, [channel, value]]) => ({ task, path, index: Number(index), channel, value }));

/** Returns writes in the order in which a graph applies them. */
export function inOrder(writes: readonly StoredWrite[]): StoredWrite[] {
  const keyed = writes.map((write) => ({ write, key: writesSortKey(write.path, write.task, write.index) }));
  return keyed.sort((a, b) => compareWritesSortKeys(a.key, b.key)).map(({ write }) => write);
}

/** Returns writes as a checkpoint has them, in order. */
export const pendingWrites = (
  serde: SerializerProtocol,
  writes: readonly StoredWrite[],
): Promise<CheckpointPendingWrite[]> =>
  Promise.all(
    inOrder(writes).map(async ({ task, channel, value }): Promise<CheckpointPendingWrite> => {
      return [task, channel, await deserialized(serde, value)];
    }),
  );
