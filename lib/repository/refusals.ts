import {
  ConditionFailedError,
  ItemAlreadyExistsError,
  ItemNotFoundError,
  type RefusedWrite,
} from '../errors/condition-failed-error.ts';
import { InvalidItemError } from '../errors/invalid-item-error.ts';
import { OtherEntityError } from '../errors/other-entity-error.ts';
import { ValidationError } from '../errors/validation-error.ts';
import { Operator, type OperatorKind } from '../expressions/operator.ts';
import { kindMismatch } from '../expressions/variants.ts';
import type { ActionName, WriteAction } from '../operations/action.ts';
import { isMarking, isRestorable } from '../operations/soft-delete.ts';
import { missingAttributes } from '../operations/update-item.ts';
import { schemaOfItem } from '../schema/family.ts';
import { isDeleted, isHidden } from '../schema/hidden.ts';
import { isOfClass, isOwnItem } from '../schema/kinds.ts';
import type { Schema } from '../schema/schema.ts';
import type { StoredItem } from '../sdk-types.ts';
import { Issues } from '../values/issues.ts';

/** The conflicting item as an instance. Undefined if it can't be read. */
export function conflictingItem(schema: Schema, stored: StoredItem | undefined): object | undefined {
  try {
    return stored && isOwnItem(schema, stored) ? schemaOfItem(schema, stored).mapper.fromResponse(stored) : undefined;
  } catch (error) {
    if (error instanceof InvalidItemError) return undefined;
    throw error;
  }
}

/** Translates a failed condition into the error of its write. */
export function refusedAction(action: WriteAction, stored: StoredItem | undefined, cause: unknown): Error {
  const { schema, name, nowMs } = action;
  const met = metItem(action, stored);
  const isThere = met !== undefined;
  const place = { table: schema.table.name, key: schema.mapper.keyText(action.key), cause };
  const refused: RefusedWrite<object> = isThere ? { ...place, item: conflictingItem(schema, met) } : place;
  const deleted = isDeleted(schema, met, nowMs);
  if (isMarking(name) && !deleted) return new ItemNotFoundError(refused, 'there is no deleted item with this key');
  if (name === 'create' || (deleted && creates(name))) return new ItemAlreadyExistsError(refused, deleted);
  if (isThere && !isMetBy(action, met)) return otherEntity(schema, action.key, met, cause);
  if (isThere && schema.versions?.isNewer(met)) return schema.mapper.upgrades?.newer(met, true, cause) as Error;
  const absent = isThere ? undefined : refusedForAbsence(action, refused);
  return absent ?? action.explain(refused) ?? new ConditionFailedError(refused, mismatchOf(action, met));
}

/** True if a stored item is of the class of the write. A check accepts the items of subclasses too. */
const isMetBy = ({ name, schema }: WriteAction, met: StoredItem): boolean =>
  isOwnItem(schema, met) && (name === 'check' || isOfClass(schema, met));

/** Returns the error of a write that needs an item, if there is none. */
function refusedForAbsence(action: WriteAction, refused: RefusedWrite<object>): Error | undefined {
  const { name } = action;
  if (name === 'update' || name === 'delete') return new ItemNotFoundError(refused);
  return name === 'upsert' && missingIn(action).length > 0 ? incompleteUpsert(action) : undefined;
}

/**
 * Returns the stored item that a refused write met. Undefined if it is expired, or deleted and the write treats it as
 * absent.
 */
export function metItem({ name, schema, nowMs }: WriteAction, stored: StoredItem | undefined): StoredItem | undefined {
  if (name === 'restore') return isRestorable(schema, stored, nowMs) ? stored : undefined;
  if (name === 'purge') return isDeleted(schema, stored, nowMs) ? stored : undefined;
  return isHidden(schema, stored, nowMs, { includeDeleted: creates(name) }) ? undefined : stored;
}

const creates = (name: ActionName): boolean => name === 'create' || name === 'put' || name === 'upsert';

/** Returns the reason why a change inside a document of several classes was refused, if that is the reason. */
const mismatchOf = ({ schema, changes, settings }: WriteAction, met: StoredItem | undefined): string | undefined =>
  met && kindMismatch(schema, { ...changes, ...settings.additions }, met);

const missingIn = ({ schema, changes, settings }: WriteAction): string[] =>
  missingAttributes(schema, changes, settings);

/** Creates the error of an upsert that can't create an item, because its changes lack required attributes. */
function incompleteUpsert(action: WriteAction): Error {
  const issues = new Issues();
  for (const property of missingIn(action)) {
    issues.report('is required: there is no item with this key, and upsert() makes none without it', 'required');
    issues.within(issues.list.length - 1, property);
  }
  return action.schema.mapper.refusal(issues, action.schema.mapper.keyText(action.key));
}

/** Creates the error of a key that holds an item of another entity. */
export function otherEntity(schema: Schema, key: StoredItem, stored: StoredItem, cause?: unknown): OtherEntityError {
  const place = { table: schema.table.name, key: schema.mapper.keyText(key), cause };
  return new OtherEntityError(place, schema.entity?.nameOf(stored));
}

/** Creates the error of a read that found no item. */
export function missingItem(schema: Schema, key: StoredItem): ItemNotFoundError {
  return new ItemNotFoundError({ table: schema.table.name, key: schema.mapper.keyText(key) });
}

/** Changes that accept a stored value of any type. */
const untyped: ReadonlySet<OperatorKind> = new Set(['set', 'remove', 'ifNotExists']);

/** The messages of DynamoDB and of dynoxide for a stored value of another type. */
const wrongType = /has an incorrect data type|Operands for|list operands/;

/**
 * Translates the error of a change of a stored value of another type, such as NULL. DynamoDB doesn't name the path,
 * so the error has an issue for each change that can be the reason. Undefined for any other error.
 *
 * @param failure - the error of a request, or a reason of a canceled transaction
 */
export function wrongOperand(action: WriteAction, failure: unknown, cause: unknown = failure): Error | undefined {
  const { message, Message } = (failure ?? {}) as { readonly message?: string; readonly Message?: string };
  if (!wrongType.test(`${message ?? Message}`)) return undefined;
  const { schema, key, changes, settings } = action;
  const issues = Object.entries({ ...changes, ...settings.additions }).flatMap(([path, change]) =>
    Operator.is(change) && !untyped.has(change.kind)
      ? { path, message: "can't be changed if another type is stored, such as NULL; set it to a value first" }
      : [],
  );
  if (issues.length === 0) return undefined;
  return new ValidationError({ table: schema.table.name, key: schema.mapper.keyText(key) }, issues, { cause });
}
