import type { JsonValue } from '../values/attribute-type.ts';

/**
 * A place that keeps the position of a long read, so that the next process continues from there.
 *
 * Each read needs a checkpoint of its own. A save must replace the state as a whole: never half of it.
 *
 * @example
 * const checkpoint: Checkpoint = {
 *   load: async () => JSON.parse((await redis.get('orders-feed')) ?? 'null'),
 *   save: async (state) => void (await redis.set('orders-feed', JSON.stringify(state))),
 * };
 */
export interface Checkpoint {
  /** Returns the state of the last `save`. Undefined or null if there is none. */
  load(): Promise<unknown>;
  /** Saves a state, which is JSON. The read waits until it is saved. */
  save(state: JsonValue): Promise<void>;
}
