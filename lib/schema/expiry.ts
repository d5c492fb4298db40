import type { StoredItem } from '../sdk-types.ts';
import type { Schema } from './schema.ts';

/** A time as DynamoDB's TTL counts it: whole seconds since 1970. */
export function epochSecondsAt(nowMs: number): number {
  return Math.floor(nowMs / 1_000);
}

/** True where a stored item is past its time to live: DynamoDB deletes it within days, and until then it is not there. */
export function isExpired({ timeToLive }: Schema, item: StoredItem | undefined, nowMs: number): boolean {
  const stored = timeToLive === undefined ? undefined : item?.[timeToLive.name]?.N;
  return stored !== undefined && Number(stored) <= epochSecondsAt(nowMs);
}
