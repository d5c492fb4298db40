/** The place of a checkpoint. */
export interface CheckpointKey {
  /** Namespace of the graph: '' for the graph itself, else the path of a subgraph. */
  readonly namespace: string;
  readonly id: string;
}

/** Prefix of the spaces that contain threads. Separates them from the other spaces of the table. */
const threadPrefix = 'langgraph/thread/';
/** Prefix of the spaces that contain the channel values of threads. */
const valuesPrefix = 'langgraph/values/';

/** Returns the name of the space of a thread. */
export const spaceOfThread = (thread: string): string => threadPrefix + thread;

/** Returns the name of the space of the channel values of a thread. */
export const spaceOfValues = (thread: string): string => valuesPrefix + thread;

/** Returns the thread of a space. Undefined if the space contains no thread. */
export const threadOfSpace = (space: string): string | undefined =>
  space.startsWith(threadPrefix) ? space.slice(threadPrefix.length) : undefined;

/** Returns a text without `#`, so that names can be split: `'a#b'` → `'a%23b'`. */
export const escaped = (text: string): string => text.replace(/[%#]/g, encodeURIComponent);

/** Returns the prefix of the names of all checkpoints of a namespace, in the order of their ids. */
export const namesOfNamespace = (namespace: string): string => `${escaped(namespace)}#`;

/**
 * Returns the name of a checkpoint: `child#1ef…#`. The names of its writes begin with it, and follow it:
 * `child#1ef…#task`. So one query reads a checkpoint with its writes.
 */
export const checkpointName = ({ namespace, id }: CheckpointKey): string =>
  `${namesOfNamespace(namespace)}${escaped(id)}#`;

/** Returns the name of the writes of a task. */
export const writesName = (key: CheckpointKey, task: string): string => checkpointName(key) + escaped(task);

/** Returns the place that a name says, and the task if it is a name of writes. */
export function parsedName(name: string): CheckpointKey & { readonly task: string } {
  const [namespace = '', id = '', task = ''] = name.split('#').map(decodeURIComponent);
  return { namespace, id, task };
}
