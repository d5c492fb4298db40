import type { StoredItem } from '../sdk-types.ts';
import type { AttributeSchema } from './attribute-schema.ts';
import type { Schema } from './schema.ts';

/** Options of reads that also return hidden items. Items are hidden if they are expired or deleted. */
export interface Shown {
  readonly includeExpired?: boolean | undefined;
  readonly includeDeleted?: boolean | undefined;
}

/** Nothing is hidden from a raw request. */
export const everything: Shown = Object.freeze({ includeExpired: true, includeDeleted: true });

const onlyVisible: Shown = Object.freeze({});

/** Converts a time to the unit of the time to live: whole seconds since 1970. */
export function epochSecondsAt(nowMs: number): number {
  return Math.floor(nowMs / 1_000);
}

/** Returns the attributes that hide an item. Reads of some attributes read these too. */
export function hidingAttributes({ timeToLive, softDelete }: Schema): AttributeSchema[] {
  if (softDelete === undefined) return timeToLive === undefined ? [] : [timeToLive];
  return timeToLive === undefined ? [softDelete.attribute] : [timeToLive, softDelete.attribute];
}

/** True if a read with these options leaves out some items of the class. */
export function hidesItems({ timeToLive, softDelete }: Schema, shown: Shown): boolean {
  if (timeToLive !== undefined && shown.includeExpired !== true) return true;
  return softDelete !== undefined && shown.includeDeleted !== true;
}

/** True if a stored item is past its time to live. DynamoDB deletes it within days, and reads ignore it until then. */
export function isExpired({ timeToLive }: Schema, item: StoredItem | undefined, nowMs: number): boolean {
  const stored = timeToLive === undefined ? undefined : item?.[timeToLive.name]?.N;
  return stored !== undefined && Number(stored) <= epochSecondsAt(nowMs);
}

/** True if a stored item is marked as deleted, and not expired. Only `restore` and `purge` see it. */
export function isDeleted(schema: Schema, item: StoredItem | undefined, nowMs: number): boolean {
  return isMarked(schema, item) && !isExpired(schema, item, nowMs);
}

const isMarked = ({ softDelete }: Schema, item: StoredItem | undefined): boolean =>
  softDelete !== undefined && item?.[softDelete.attribute.name] !== undefined;

/** True if a read leaves out a stored item, or a write treats it as absent. */
export function isHidden(
  schema: Schema,
  item: StoredItem | undefined,
  nowMs: number,
  shown: Shown = onlyVisible,
): boolean {
  if (shown.includeExpired !== true && isExpired(schema, item, nowMs)) return true;
  return shown.includeDeleted !== true && isMarked(schema, item);
}
