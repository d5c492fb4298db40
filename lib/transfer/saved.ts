import type { Checkpoint } from '../checkpoints/checkpoint.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import type { JsonValue } from '../values/attribute-type.ts';
import { isPlainObject } from '../values/collections.ts';

/**
 * Returns the state that a checkpoint has. Undefined if it has none.
 *
 * @param identity - the facts that two runs of one task have in common. The first one names the task: `{ import: table }`
 * @param read - returns the state of the saved members; undefined if they are of something else
 * @throws ConfigurationError if the checkpoint is of something else
 */
export async function loadSaved<State>(
  checkpoint: Checkpoint | undefined,
  identity: Readonly<Record<string, JsonValue>>,
  read: (saved: Readonly<Record<string, unknown>>) => State | undefined,
): Promise<State | undefined> {
  const loaded = await checkpoint?.load();
  if (loaded === undefined || loaded === null) return undefined;
  const saved = isPlainObject(loaded) ? loaded : {};
  const isSame = Object.entries(identity).every(([name, value]) => saved[name] === value);
  const state = isSame ? read(saved) : undefined;
  if (state !== undefined) return state;
  const [[task, table] = []] = Object.entries(identity);
  throw new ConfigurationError(
    `${table}: the checkpoint is of another ${task}; give each ${task} a checkpoint of its own, or delete the file to begin anew`,
  );
}
