import type { StoredItem } from '../sdk-types.ts';
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
  const guards = schema.uniques.length > 0 && (index === undefined ? isScan : indexHoldsGuards(schema, index));
  return { guards, entities: schema.entity !== undefined && (isScan || !isToldByKey(schema, index)) };
}

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

/** True if the fixed text at the beginning of the keys tells the class from all other entities of the table. */
function isToldByKey(schema: Schema, index: IndexSchema | undefined): boolean {
  const { entity } = schema;
  const known = entity?.known;
  if (entity === undefined || known === undefined) return false;
  const others = known.filter((other) => other.entity !== undefined && !entity.concrete.has(other.entity.name));
  return others.every((other) => {
    const parts = index === undefined ? other.key.parts : partsOf(other, index.storedName);
    return parts === undefined || (index?.key ?? schema.key).parts.some((part, place) => differ(part, parts[place]));
  });
}

const partsOf = ({ indexes }: Schema, storedName: string): Schema['key']['parts'] | undefined =>
  Object.values(indexes).find((index) => index.storedName === storedName)?.key.parts;

type KeyPart = Schema['key']['parts'][number];

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
