import type { StoredItem } from '../sdk-types.ts';
import type { KeyPart, KeySchema } from './key-schema.ts';
import type { IndexSchema, Schema } from './schema.ts';

/** The attribute that marks an item as the guard of a unique value. It contains the key of the item with the value. */
export const guardAttribute = 'annotable#owner';

/** The kinds of items that a read of a class can meet besides its own. */
export interface OtherKinds {
  /** The guards of unique values. */
  readonly guards: boolean;
  /** Other entities of the same table. */
  readonly entities: boolean;
}

/** Returns the kinds of items that a read of the table or of an index can meet. */
export function otherKinds(schema: Schema, index: IndexSchema | undefined, isScan: boolean): OtherKinds {
  return {
    guards: meetsGuards(schema, index, isScan),
    entities: schema.entity !== undefined && (isScan || !isToldByKey(schema, index)),
  };
}

/** True if a read of the table or of an index can meet guards of the unique values of a class. */
export const meetsGuards = (schema: Schema, index: IndexSchema | undefined, isScan: boolean): boolean =>
  schema.uniques.length > 0 && (index === undefined ? isScan : indexHoldsGuards(schema, index));

/** True if a stored item belongs to the class: it is no guard, and no other entity of the table. */
export function isOwnItem({ entity, uniques }: Pick<Schema, 'entity' | 'uniques'>, item: StoredItem): boolean {
  if (entity === undefined && uniques.length === 0) return true;
  return !Object.hasOwn(item, guardAttribute) && (entity === undefined || entity.owns(item));
}

/** True if an item is of the class itself, and not of a subclass. */
export const isOfClass = ({ entity }: Schema, item: StoredItem): boolean =>
  entity === undefined || entity.nameOf(item) === entity.name;

/**
 * True if an index also contains guards, because a guard has all attributes of its keys: those of the table and the time
 * to live.
 */
export function indexHoldsGuards(
  { key, timeToLive }: Pick<Schema, 'key' | 'timeToLive'>,
  { partitionKey, sortKey }: IndexSchema,
): boolean {
  const held = new Set([...key.attributes.map(({ name }) => name), timeToLive?.name]);
  return [...partitionKey, ...sortKey].every(({ name }) => held.has(name));
}

/** Whether the fixed texts of a key tell its class. Kept, because it depends only on the entities of the table. */
const toldByKey = new WeakMap<KeySchema, boolean>();

function isToldByKey(schema: Schema, index: IndexSchema | undefined): boolean {
  const key = index?.key ?? schema.key;
  const isTold = toldByKey.get(key) ?? tellsEntities(schema, index);
  toldByKey.set(key, isTold);
  return isTold;
}

/** True if the fixed texts in the keys tell the class from all other entities of the table. */
function tellsEntities(schema: Schema, index: IndexSchema | undefined): boolean {
  const { entity } = schema;
  const known = entity?.known;
  if (entity === undefined || known === undefined) return false;
  const others = known.filter((other) => other.entity !== undefined && !entity.concrete.has(other.entity.name));
  return !others.some((other) => shares((index?.key ?? schema.key).parts, other, index));
}

/** True if another entity can have items in a partition of the class, in the table or an index. */
export const sharesPartition = (schema: Schema, other: Schema, index: IndexSchema | undefined): boolean =>
  shares((index?.key ?? schema.key).partition, other, index);

/** True if another entity can have an item whose key begins with the same fixed texts. */
function shares(parts: readonly KeyPart[], other: Schema, index: IndexSchema | undefined): boolean {
  if (index === undefined) return !parts.some((part, place) => differ(part, other.key.parts[place]));
  const own = Object.values(other.indexes).find(({ storedName }) => storedName === index.storedName);
  // Without the index in its class, an item is still in it if it has all attributes of the key.
  if (own === undefined) return index.key.attributes.every(({ name }) => storesAttribute(other, name));
  return !parts.some((part, place) => differ(part, own.key.parts[place]));
}

/** True if items of an entity can have an attribute. */
const storesAttribute = ({ attributes, key, made }: Schema, stored: string): boolean =>
  stored === made?.entity?.attribute ||
  [...Object.values(attributes), ...key.attributes, ...(made?.derived ?? [])].some(({ name }) => name === stored);

/** True if no text can be the value of both key attributes, as their fixed beginnings and ends show. */
function differ(one: KeyPart, other: KeyPart | undefined): boolean {
  const [a, b] = [fixedTexts(one), fixedTexts(other)];
  const canBeginAlike = a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix);
  const canEndAlike = a.suffix.endsWith(b.suffix) || b.suffix.endsWith(a.suffix);
  return !canBeginAlike || !canEndAlike;
}

/** Returns the fixed texts that every value of a key attribute begins and ends with. */
function fixedTexts(part: KeyPart | undefined): { readonly prefix: string; readonly suffix: string } {
  const { prefix = '', pieces = [] } = part?.template?.template ?? {};
  const last = pieces.at(-1);
  return { prefix, suffix: typeof last === 'string' ? last : '' };
}
