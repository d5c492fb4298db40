import { ConfigurationError } from '../errors/configuration-error.ts';
import type { Position } from './shard-tree.ts';

/** The state of a checkpoint: JSON. */
export interface SavedState {
  /** The ARN of the stream. */
  readonly stream: string;
  /** The position in each shard. */
  readonly shards: Readonly<Record<string, Position>>;
  /** For a reader that began with the newest changes: the time of its begin, as ISO text. */
  readonly since?: string;
  /** The time of the save, as ISO text. */
  readonly savedAt: string;
}

const positionPattern = /^(?:start|done|\d+)$/;

/**
 * Checks the state that a checkpoint has loaded. Undefined if there is none.
 *
 * @throws ConfigurationError `configuration.invalid` if it is not the state of a reader
 */
export function parseState(loaded: unknown, table: string): SavedState | undefined {
  if (loaded === undefined || loaded === null) return undefined;
  const { stream, shards, since, savedAt } = (typeof loaded === 'object' ? loaded : {}) as Partial<SavedState>;
  const isValid =
    typeof stream === 'string' &&
    typeof shards === 'object' &&
    shards !== null &&
    Object.values(shards).every((position) => typeof position === 'string' && positionPattern.test(position)) &&
    isTime(savedAt) &&
    (since === undefined || isTime(since));
  if (!isValid)
    throw new ConfigurationError(
      `readStream: the checkpoint for ${table} has no position of a stream, { stream, shards, savedAt }; give each reader ` +
        'a checkpoint of its own, or delete the saved state to begin anew',
    );
  return { stream, shards: { ...shards }, savedAt: savedAt as string, ...(since !== undefined && { since }) };
}

const isTime = (text: unknown): boolean => typeof text === 'string' && !Number.isNaN(Date.parse(text));
