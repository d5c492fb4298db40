import { type DoneWrite, InvalidItemError, PrecisionError } from '../errors/invalid-item-error.ts';
import type { ActionName } from '../operations/action.ts';
import { isHidden } from '../schema/hidden.ts';
import type { Schema } from '../schema/schema.ts';
import type { StoredItem } from '../sdk-types.ts';
import { nowMs, type RepositoryContext } from './context.ts';
import type { Enlisted } from './enlisted.ts';
import { entityOf, type ItemPart } from './read-item.ts';

const whole = { select: undefined };

const doneWrite = (name: ActionName, verb: string): DoneWrite => ({
  what: `the item was ${verb}, but`,
  call: `${name}()`,
});

/** Constant, because every write needs one: no allocation per call. */
const doneBy: Readonly<Record<Exclude<ActionName, 'check'>, DoneWrite>> = {
  create: doneWrite('create', 'created'),
  put: doneWrite('put', 'written'),
  upsert: doneWrite('upsert', 'written'),
  update: doneWrite('update', 'updated'),
  delete: doneWrite('delete', 'deleted'),
  deleteIfExists: doneWrite('deleteIfExists', 'deleted'),
  restore: doneWrite('restore', 'restored'),
  purge: doneWrite('purge', 'purged'),
};

/**
 * Returns an item that a write returned as an instance. `onInvalidItem` is not called: the write throws.
 *
 * @throws InvalidItemError `item.unreadable`, with `written: true`
 */
export function readAfter<T extends object>(
  context: RepositoryContext<T>,
  item: StoredItem,
  part: ItemPart,
  done: DoneWrite,
): T {
  try {
    return entityOf(context, item, part);
  } catch (error) {
    throw unread(context.schema, item, error, done);
  }
}

/** Does the same as `readAfter`, for the item of a single write. */
export function readWritten<T extends object>(
  context: RepositoryContext<T>,
  name: keyof typeof doneBy,
  item: StoredItem,
): T {
  return readAfter(context, item, whole, doneBy[name]);
}

/** Does the same as `readWritten`, for `deleteIfExists`. Undefined if there was no item, or only a hidden one. */
export function readDeleted<T extends object>(
  context: RepositoryContext<T>,
  item: StoredItem | undefined,
): T | undefined {
  if (item === undefined || isHidden(context.schema, item, nowMs(context))) return undefined;
  return readWritten(context, 'deleteIfExists', item);
}

/** Returns the instance of a committed action. Undefined for all actions except `create` and `put`. */
export function readCommitted({ context, action: { name, item } }: Enlisted, index: number): object | undefined {
  if (item === undefined) return undefined;
  const done = { what: `the transaction was done, but the item of action ${index}, ${name},`, call: 'commit()' };
  return readAfter(context, item, whole, done);
}

function unread(schema: Schema, item: StoredItem, error: unknown, done: DoneWrite): InvalidItemError {
  if (!(error instanceof InvalidItemError)) {
    const place = { table: schema.table.name, key: schema.mapper.keyText(item) };
    const message = 'a function of the class, such as afterRead or a converter, threw; see error.cause';
    return new InvalidItemError(place, [{ path: '', message, code: 'thrown' }], { cause: error, done });
  }
  const Unread = error instanceof PrecisionError ? PrecisionError : InvalidItemError;
  return new Unread(error, error.issues, { cause: error.cause, done });
}
