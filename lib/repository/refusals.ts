import {
  ConditionFailedError,
  ItemAlreadyExistsError,
  ItemNotFoundError,
  type RefusedWrite,
} from '../errors/condition-failed-error.ts';
import { InvalidItemError } from '../errors/invalid-item-error.ts';
import type { WriteAction } from '../operations/action.ts';
import { missingAttributes } from '../operations/update-item.ts';
import { isExpired } from '../schema/expiry.ts';
import type { Schema } from '../schema/schema.ts';
import type { StoredItem } from '../sdk-types.ts';
import { Issues } from '../values/issues.ts';

/** The conflicting item as an instance. Undefined if it can't be read. */
export function itemInTheWay(schema: Schema, stored: StoredItem | undefined): object | undefined {
  try {
    return stored && schema.mapper.fromResponse(stored);
  } catch (error) {
    if (error instanceof InvalidItemError) return undefined;
    throw error;
  }
}

/** Translates a failed condition into the error of its write. */
export function refusedAction(action: WriteAction, stored: StoredItem | undefined, cause: unknown): Error {
  const { schema, name, nowMs } = action;
  const isThere = stored !== undefined && !isExpired(schema, stored, nowMs);
  const place = { table: schema.table.name, key: schema.mapper.keyText(action.key), cause };
  const refused: RefusedWrite<object> = isThere ? { ...place, item: itemInTheWay(schema, stored) } : place;
  if (name === 'create') return new ItemAlreadyExistsError(refused);
  if ((name === 'update' || name === 'delete') && !isThere) return new ItemNotFoundError(refused);
  if (name === 'upsert' && !isThere && missingIn(action).length > 0) return unmakeable(action);
  return action.explain(refused) ?? new ConditionFailedError(refused);
}

const missingIn = ({ schema, changes, settings }: WriteAction): string[] =>
  missingAttributes(schema, changes, settings);

/** Creates the error of an upsert that can't create an item, because its changes lack required attributes. */
function unmakeable(action: WriteAction): Error {
  const issues = new Issues();
  for (const property of missingIn(action)) {
    issues.report('is required: there is no item with this key, and upsert() makes none without it');
    issues.within(issues.list.length - 1, property);
  }
  return action.schema.mapper.refusal(issues, action.schema.mapper.keyText(action.key));
}

/** Creates the error of a read that found no item. */
export function missingItem(schema: Schema, key: StoredItem): ItemNotFoundError {
  return new ItemNotFoundError({ table: schema.table.name, key: schema.mapper.keyText(key) });
}
