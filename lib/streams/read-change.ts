import { isGuardKey } from '../operations/unique-guards.ts';
import { imageOf } from '../repository/read-item.ts';
import { isFamily, schemaOfItem } from '../schema/family.ts';
import { guardAttribute, isOwnItem } from '../schema/kinds.ts';
import type { Schema } from '../schema/schema.ts';
import type { StoredItem } from '../sdk-types.ts';
import { deepIdentity } from '../values/compare-stored.ts';
import type { StreamChange } from './stream-change.ts';
import type { RecordParts } from './stream-record.ts';

const noNames: ReadonlySet<string> = new Set();

/** The read that a key without an image came from, as messages name it. */
const keySource = 'from the key of a stream record';

/** True if a record is of the guard of a unique value, which is no item of a class. */
export const isGuardRecord = (schema: Schema, { item, keys }: RecordParts): boolean =>
  Object.hasOwn(item, guardAttribute) || isGuardKey(schema, keys);

/** Returns the schema of a record's item among all entities that a table lists. Undefined if none has it. */
export function listedSchema(schemas: readonly Schema[], item: StoredItem): Schema | undefined {
  const [{ entity } = {}] = schemas;
  const name = entity?.nameOf(item);
  return name === undefined ? undefined : entity?.known?.find((listed) => listed.entity?.name === name);
}

/**
 * Returns the change of a record whose item belongs to a class.
 *
 * @throws InvalidItemError `item.unreadable` if an image doesn't fit the class
 */
export async function changeOf(schema: Schema, record: RecordParts): Promise<StreamChange> {
  const parts = schema.encryption === undefined && !isFamily(schema) ? record : await openedParts(schema, record);
  const own = schemaOfItem(schema, parts.item);
  const { keys, after } = parts;
  // A put can replace an item of another class, which the handlers of this class can't take.
  const before = parts.before !== undefined && isOwnItem(schema, parts.before) ? parts.before : undefined;
  const images = {
    before: before && (await imageOf(schema, before)),
    after: after && (await imageOf(schema, after)),
  };
  const key = own.key.argumentOf(images.after ?? images.before ?? keyEntity(own, keys));
  const changed = changedIn(own, { ...parts, before });
  return withFacts(parts, { entity: own.entity?.name ?? own.name, key, ...images, changed });
}

/** Decrypts the images, because two ciphertexts of one value differ. An image of another class is left as it is. */
async function openedParts(schema: Schema, parts: RecordParts): Promise<RecordParts> {
  const opened = async (image: StoredItem | undefined): Promise<StoredItem | undefined> => {
    const own = image && isOwnItem(schema, image) ? schemaOfItem(schema, image) : undefined;
    return image && own?.encryption ? own.encryption.opened(own, image) : image;
  };
  return { ...parts, before: await opened(parts.before), after: await opened(parts.after) };
}

/** Returns the change of a record whose class is unknown: with stored items. */
export function storedChangeOf(schemas: readonly Schema[], parts: RecordParts): StreamChange {
  const { keys, before, after, item } = parts;
  const entity = schemas[0]?.entity?.nameOf(item) ?? '';
  return withFacts(parts, { entity, key: keys, before, after, changed: noNames });
}

/** The properties of a change that depend on its class. */
type ClassFacts = Pick<StreamChange, 'entity' | 'key' | 'changed'> & {
  readonly before: object | undefined;
  readonly after: object | undefined;
};

/** Absent images are absent properties, so that printed changes are short. */
function withFacts({ type, expired, at, sequenceNumber }: RecordParts, facts: ClassFacts): StreamChange {
  const { entity, key, before, after, changed } = facts;
  const images = { ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
  return { type, entity, key, ...images, changed, expired, at, sequenceNumber } as StreamChange;
}

/** Returns an instance that has only the properties that a key contains. */
function keyEntity({ key, mapper }: Schema, keys: StoredItem): object {
  return mapper.fromItem(keys, new Set(key.readable), keySource, true);
}

/** Returns the properties that a change has set, changed, or removed. */
function changedIn(schema: Schema, { type, before, after }: RecordParts): ReadonlySet<string> {
  const { attributes, mapper } = schema;
  // What an upgrade to a newer version of the class changes is no change of the item.
  const [old, current] = [before, after].map((image) => image && (mapper.upgrades?.upgraded(image) ?? image));
  if (type === 'insert') return current === undefined ? noNames : mapper.presentIn(current);
  if (type === 'remove') return old === undefined ? noNames : mapper.presentIn(old);
  if (old === undefined || current === undefined) return noNames;
  const changed = Object.values(attributes).filter(({ name }) => identityOf(old, name) !== identityOf(current, name));
  return new Set(changed.map(({ property }) => property));
}

function identityOf(item: StoredItem, name: string): string | undefined {
  const value = Object.hasOwn(item, name) ? item[name] : undefined;
  return value === undefined ? undefined : deepIdentity(value);
}
