import {
  ConditionFailedError,
  ItemAlreadyExistsError,
  ItemNotFoundError,
  type RefusedWrite,
} from '../errors/condition-failed-error.ts';
import { InvalidItemError } from '../errors/invalid-item-error.ts';
import { isConditionFailure } from '../execution/translate-error.ts';
import type { StoredItem } from '../schema/document-codec.ts';
import type { Schema } from '../schema/schema.ts';

/** What a refused write says of the item that stood in the way; an item that can't be read is left out. */
function refusedWrite<T extends object>(
  schema: Schema<T>,
  key: StoredItem,
  error: { readonly Item?: StoredItem },
): RefusedWrite<T> {
  const place = { table: schema.table.name, key: schema.mapper.keyText(key), cause: error };
  if (error.Item === undefined) return place;
  try {
    return { ...place, item: schema.mapper.fromItem(error.Item) };
  } catch (unreadable) {
    if (unreadable instanceof InvalidItemError) return place;
    throw unreadable;
  }
}

/** A refused create in the framework's words. */
export function refusedCreate<T extends object>(schema: Schema<T>, key: StoredItem, error: unknown): unknown {
  return isConditionFailure(error) ? new ItemAlreadyExistsError(refusedWrite(schema, key, error)) : error;
}

/** A refused update or delete: without an item in the way, there is none with the key. */
export function refusedChange<T extends object>(schema: Schema<T>, key: StoredItem, error: unknown): unknown {
  if (!isConditionFailure(error)) return error;
  const refused = refusedWrite(schema, key, error);
  return error.Item === undefined ? new ItemNotFoundError(refused) : new ConditionFailedError(refused);
}

/** The error of a read that found nothing. */
export function missingItem(schema: Schema, key: StoredItem): ItemNotFoundError {
  return new ItemNotFoundError({ table: schema.table.name, key: schema.mapper.keyText(key) });
}
