import { isGuardKey } from '../operations/unique-guards.ts';
import { imageOf } from '../repository/read-item.ts';
import { schemaOfItem } from '../schema/family.ts';
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
export async function changeOf(schema: Schema, parts: RecordParts): Promise<StreamChange> {
  const own = schemaOfItem(schema, parts.item);
  const { before, after } = parts;
  const images = {
    // A put can replace an item of another class, which the handlers of this class can't take.
    before: before !== undefined && isOwnItem(schema, before) ? await imageOf(schema, before) : undefined,
    after: after !== undefined ? await imageOf(schema, after) : undefined,
  };
  const key = own.key.argumentOf(images.after ?? images.before ?? keyEntity(own, parts.keys));
  return withFacts(parts, { entity: own.entity?.name ?? own.name, key, ...images, changed: changedIn(own, parts) });
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
  const properties = new Set(key.paths.map((path) => path.split('.')[0] ?? path));
  return mapper.fromItem(keys, properties, keySource, true);
}

/** Returns the properties that a change has set, changed, or removed. */
function changedIn({ attributes, mapper }: Schema, { type, before, after }: RecordParts): ReadonlySet<string> {
  if (type === 'insert') return after === undefined ? noNames : mapper.presentIn(after);
  if (type === 'remove') return before === undefined ? noNames : mapper.presentIn(before);
  if (before === undefined || after === undefined) return noNames;
  const changed = Object.values(attributes).filter(({ name }) => identityOf(before, name) !== identityOf(after, name));
  return new Set(changed.map(({ property }) => property));
}

function identityOf(item: StoredItem, name: string): string | undefined {
  const value = Object.hasOwn(item, name) ? item[name] : undefined;
  return value === undefined ? undefined : deepIdentity(value);
}
