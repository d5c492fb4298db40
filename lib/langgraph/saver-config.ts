import type { RunnableConfig } from '@langchain/core/runnables';
import { getCheckpointId } from '@langchain/langgraph-checkpoint';
import { ValidationError } from '../errors/validation-error.ts';
import type { CheckpointKey } from './checkpoint-names.ts';

/** The place that a config names. Undefined for what it leaves out. */
export interface ConfigPlace {
  readonly thread: string | undefined;
  readonly namespace: string | undefined;
  readonly id: string | undefined;
}

/**
 * Returns the place that a config names.
 *
 * @throws ValidationError `item.invalid` if a part of it is not a string
 */
export function placeOf(config: RunnableConfig): ConfigPlace {
  const { thread_id: thread, checkpoint_ns: namespace } = config.configurable ?? {};
  const id = getCheckpointId(config);
  for (const [path, value] of Object.entries({ thread_id: thread, checkpoint_ns: namespace, checkpoint_id: id }))
    if (value !== undefined && value !== null && typeof value !== 'string')
      refuse(path, `must be a string, not ${typeof value}`);
  return { thread: thread || undefined, namespace: namespace ?? undefined, id: id || undefined };
}

/**
 * Returns the thread of a config.
 *
 * @throws ValidationError `item.invalid` if the config has none
 */
export function threadOf({ thread }: ConfigPlace): string {
  return thread ?? refuse('thread_id', 'is missing; pass { configurable: { thread_id: … } } to the graph');
}

/** Returns the config of a checkpoint. */
export const configOf = (thread: string, { namespace, id }: CheckpointKey): RunnableConfig => ({
  configurable: { thread_id: thread, checkpoint_ns: namespace, checkpoint_id: id },
});

/** @throws ValidationError `item.invalid` */
export function refuse(path: string, message: string): never {
  throw new ValidationError({ table: 'DynamoSaver' }, [{ path: `configurable.${path}`, message }]);
}
