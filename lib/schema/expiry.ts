import type { StoredItem } from '../sdk-types.ts';
import type { Schema } from './schema.ts';

/** Converts a time to the unit of the time to live: whole seconds since 1970. */
export function epochSecondsAt(nowMs: number): number {
  return Math.floor(nowMs / 1_000);
}

/** True if a stored item is past its time to live. DynamoDB deletes it within days, and reads ignore it until then. */
export function isExpired({ timeToLive }: Schema, item: StoredItem | undefined, nowMs: number): boolean {
  const stored = timeToLive === undefined ? undefined : item?.[timeToLive.name]?.N;
  return stored !== undefined && Number(stored) <= epochSecondsAt(nowMs);
}
