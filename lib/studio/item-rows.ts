import { itemToJson } from '../json/to-json.ts';
import { schemaOfItem } from '../schema/family.ts';
import { keyIdentity } from '../schema/key-identity.ts';
import type { Schema } from '../schema/schema.ts';
import type { StoredItem } from '../sdk-types.ts';
import { storedText } from '../transfer/stored-text.ts';
import { isPlainObject, setOwn } from '../values/collections.ts';
import { itemBytes } from '../values/item-size.ts';
import type { InvalidRow, ItemRow, Json, JsonObject } from './api-types.ts';
import type { CallRecord } from './call-record.ts';
import type { StudioModel } from './studio-model.ts';

/** Returns an item as DynamoDB JSON, with bytes as base64 text. */
export const storedJson = (item: StoredItem): JsonObject =>
  (JSON.parse(storedText(item)) as { readonly Item: JsonObject }).Item;

/** The model that was asked for, with the names of the other ones. */
export type RowModel = Pick<StudioModel, 'name' | 'nameOf'> & { readonly schema: Schema };

/** Returns an item for the page, without its stored form. */
export function itemRow({ name, schema, nameOf }: RowModel, entity: object, stored: StoredItem | undefined): ItemRow {
  const own = stored === undefined ? schema : schemaOfItem(schema, stored);
  const values = itemToJson(own, entity) as JsonObject;
  const model = own === schema ? name : nameOf(own);
  return { model, key: keyJson(own, values), values, bytes: stored === undefined ? 0 : itemBytes(stored) };
}

/** Returns an item for the page, with its stored form. */
export const wholeRow = (model: RowModel, entity: object, stored: StoredItem | undefined): ItemRow => ({
  ...itemRow(model, entity, stored),
  ...(stored && { stored: storedJson(stored) }),
});

/**
 * Returns the stored form of an item that no response has: a put returns none, and a tracker returns records. Undefined
 * if it can't be made, as for a partial item.
 */
export function encodedItem({ mapper }: Schema, entity: object): StoredItem | undefined {
  try {
    return mapper.toItem(entity);
  } catch {
    return undefined;
  }
}

/** Returns the values of the key by path: `{ "address.country": "FR" }`. */
function keyJson({ key: { paths } }: Schema, values: JsonObject): JsonObject {
  const key: Record<string, Json> = {};
  for (const path of paths) {
    const value = path.split('.').reduce<unknown>(memberOf, values);
    if (value !== undefined) setOwn(key, path, value);
  }
  return key;
}

const memberOf = (value: unknown, name: string): unknown =>
  isPlainObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;

/** Returns the items that a call has read. Finds the stored form of each by its key. */
export function readRows(model: RowModel, entities: readonly object[], record: CallRecord): ItemRow[] {
  const { schema } = model;
  const attributes = schema.key.attributes;
  const stored = new Map(record.items.map((item) => [keyIdentity(attributes, item), item]));
  // The stored form of an encrypted key is another one. Without omitted items, the order is the same.
  const isInOrder = record.items.length === entities.length;
  return entities.map((entity, place) =>
    itemRow(model, entity, stored.get(identityOf(schema, entity)) ?? (isInOrder ? record.items[place] : undefined)),
  );
}

function identityOf(schema: Schema, entity: object): string {
  try {
    return keyIdentity(schema.key.attributes, schema.mapper.toKey(entity));
  } catch {
    // An entry of an index can lack a part of the key that its text doesn't show, such as one in lower case.
    return '';
  }
}

/** Returns the items that a call could not read. */
export function invalidRows({ key, mapper }: Schema, { invalid, items }: CallRecord): InvalidRow[] {
  return invalid.map(({ message, key: text }) => {
    const item = items.find((each) => mapper.keyText(each) === text) ?? {};
    const parts = key.attributes.flatMap(({ name }) => (item[name] === undefined ? [] : [[name, item[name]] as const]));
    return { message, storedKey: storedJson(Object.fromEntries(parts)) };
  });
}
