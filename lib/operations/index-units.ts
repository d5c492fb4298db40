import { bytesPerWriteUnit } from '../limits.ts';
import type { IndexSchema, Schema } from '../schema/schema.ts';
import type { StoredItem } from '../sdk-types.ts';
import { itemBytes } from '../values/item-size.ts';
import { type UpdateFields, updateTargets } from './update-targets.ts';

/** Returns the write units of an item. The least is 1. */
export const writeUnitsOf = (bytes: number): number => Math.max(1, Math.ceil(bytes / bytesPerWriteUnit));

/** Returns the write units of the indexes that a new item is in. */
export function indexUnitsOfItem(schema: Schema, item: StoredItem): number {
  return Object.values(schema.indexes)
    .filter(({ key }) => key.attributes.every(({ name }) => item[name] !== undefined && item[name]?.NULL === undefined))
    .reduce((sum, index) => sum + writeUnitsOf(itemBytes(projected(schema, index, item))), 0);
}

/** Returns the write units of all indexes for an item that leaves them. @param bytes - of the whole item */
export const indexUnitsOfDelete = (schema: Schema, bytes: number): number =>
  Object.values(schema.indexes).reduce((sum, index) => sum + entryUnits(index, bytes), 0);

/**
 * Returns the write units of the indexes for an update of an item that is in all of them: two writes if the key of an
 * index changes, one if another attribute of it changes.
 */
export function indexUnitsOfUpdate(schema: Schema, update: UpdateFields, bytes: number): number {
  const changed = new Set(updateTargets(update).map(({ name }) => name));
  return Object.values(schema.indexes).reduce((sum, index) => {
    if (index.key.attributes.some(({ name }) => changed.has(name))) return sum + 2 * entryUnits(index, bytes);
    return holdsAny(index, changed) ? sum + entryUnits(index, bytes) : sum;
  }, 0);
}

/** The size of an entry with a partial projection is not known, so it is at most 1 KB. */
const entryUnits = ({ projection }: IndexSchema, bytes: number): number =>
  projection === 'ALL' ? writeUnitsOf(bytes) : 1;

const holdsAny = ({ projection }: IndexSchema, changed: ReadonlySet<string>): boolean =>
  projection === 'ALL' || (projection !== 'KEYS_ONLY' && projection.some(({ name }) => changed.has(name)));

function projected(schema: Schema, { key, projection }: IndexSchema, item: StoredItem): StoredItem {
  if (projection === 'ALL') return item;
  const included = projection === 'KEYS_ONLY' ? [] : projection;
  const names = [...schema.key.attributes, ...key.attributes, ...included].map(({ name }) => name);
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
}
