import { type DoneWrite, InvalidItemError, PrecisionError } from '../errors/invalid-item-error.ts';
import type { ActionName, WriteAction } from '../operations/action.ts';
import { isHidden } from '../schema/hidden.ts';
import type { Schema } from '../schema/schema.ts';
import type { StoredItem } from '../sdk-types.ts';
import { type Awaitable, allOf, isPromise } from '../time/awaitable.ts';
import { afterWrites, isFollowed } from './after-write.ts';
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
): Awaitable<T> {
  try {
    const entity = entityOf(context, item, part);
    return isPromise(entity) ? readLater(context, item, entity, done) : entity;
  } catch (error) {
    throw unread(context.schema, item, error, done);
  }
}

/** A function of its own, so that other writes create no closure. */
const readLater = <T extends object>(
  context: RepositoryContext,
  item: StoredItem,
  entity: Promise<T>,
  done: DoneWrite,
): Promise<T> =>
  entity.catch((error) => {
    throw unread(context.schema, item, error, done);
  });

/** Does the same as `readAfter`, for an item of `putMany`. */
export const readAfterBatch = (context: RepositoryContext, item: StoredItem): Awaitable<object> =>
  readAfter(context, item, whole, doneInBatch);

const doneInBatch: DoneWrite = { what: 'the items were written, but one', call: 'putMany()' };

/** Returns the item of a single write as an instance, and calls `afterWrite` of the extensions. */
export function readWritten<T extends object>(
  context: RepositoryContext<T>,
  action: WriteAction,
  item: StoredItem = {},
): Awaitable<T> {
  const done = doneBy[action.name as keyof typeof doneBy];
  return isFollowed(action) ? followedRead(context, action, item, done) : readAfter(context, item, whole, done);
}

async function followedRead<T extends object>(
  context: RepositoryContext<T>,
  action: WriteAction,
  stored: StoredItem,
  done: DoneWrite,
): Promise<T> {
  let item: T | undefined;
  try {
    item = await readAfter(context, stored, whole, done);
    return item;
  } finally {
    await afterWrites([{ action, item }]);
  }
}

/** True for a `deleteIfExists` that found no item, or only a hidden one. */
export const foundNone = (context: RepositoryContext, { name }: WriteAction, item: StoredItem | undefined): boolean =>
  name === 'deleteIfExists' && (item === undefined || isHidden(context.schema, item, nowMs(context)));

/**
 * Returns the instances of committed actions, undefined for all actions except `create` and `put`, and calls `afterWrite`
 * of the extensions.
 */
export async function readCommitted(committed: readonly Enlisted[]): Promise<(object | undefined)[]> {
  let items: (object | undefined)[] = [];
  try {
    items = await allOf(committed.map(readOne));
    return items;
  } finally {
    await afterWrites(committed.map(({ action }, index) => ({ action, item: items[index] })));
  }
}

function readOne({ context, action: { name, item } }: Enlisted, index: number): Awaitable<object | undefined> {
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
