import { InvalidItemError } from '../errors/invalid-item-error.ts';
import { DecodedItem, type ItemReading, type ResponseItem, storedOf } from '../execution/lanes/decoded-item.ts';
import type { Extension } from '../schema/extension.ts';
import { isFamily, schemaOfItem } from '../schema/family.ts';
import { hidesItems, isHidden, type Shown } from '../schema/hidden.ts';
import { isOwnItem } from '../schema/kinds.ts';
import { isNewerItem } from '../schema/newer.ts';
import type { Schema } from '../schema/schema.ts';
import type { StoredItem } from '../sdk-types.ts';
import { type Awaitable, isPromise, mapped } from '../time/awaitable.ts';
import { thrownText } from '../values/issues.ts';
import { nowMs, type RepositoryContext } from './context.ts';

/** The extent of a partial item. */
export interface ItemPart {
  readonly select: readonly string[] | undefined;
  /** The source of the partial item, as messages name it. */
  readonly source?: string | undefined;
  /** True if documents can be partial too. */
  readonly nested?: boolean | undefined;
}

/** Adds the key to an item, because a selection can lack it. */
export function withKey(key: StoredItem, item: StoredItem | undefined): StoredItem | undefined {
  if (item === undefined) return undefined;
  for (const name in key) if (!Object.hasOwn(item, name)) return { ...key, ...item };
  return item;
}

/**
 * Returns the reader that decodes whole items directly from the response. Undefined for partial items, if items can be
 * hidden, and if they can have different classes.
 */
export function readingOf(
  { schema }: RepositoryContext,
  { select, nested }: ItemPart,
  shown: Shown,
): ItemReading | undefined {
  const isPart = select !== undefined || nested === true;
  return hidesItems(schema, shown) || isPart || isFamily(schema) ? undefined : schema.mapper.reader;
}

/** Decodes an item. If the response reader decoded it already, the first caller receives that instance. */
function instanceOf<T extends object>(
  { mapper }: Schema<T>,
  item: ResponseItem,
  { select, source, nested }: ItemPart,
): T {
  const made = item instanceof DecodedItem ? item.take() : undefined;
  return (made as T | undefined) ?? mapper.fromResponse(storedOf(item), select && new Set(select), source, nested);
}

/** Decodes an item and calls `afterRead` of the extensions. Returns a promise only if one of them does. */
export function entityOf<T extends object>(
  { schema }: RepositoryContext<T>,
  item: ResponseItem,
  part: ItemPart,
): Awaitable<T> {
  const own = schema.entity === undefined || item instanceof DecodedItem ? schema : schemaOfItem(schema, item);
  const entity = instanceOf(own, item, part);
  if (part.select !== undefined || own.extensions.length === 0) return readOnlyIfNewer(own, entity) as T;
  return showToAll(own, entity, item, 0) as Awaitable<T>;
}

/**
 * Returns the image of a stream record as an instance of the item's own class, as reads do.
 *
 * @throws InvalidItemError `item.unreadable` if the image doesn't fit the class
 */
export function imageOf<T extends object>(schema: Schema<T>, image: StoredItem): Awaitable<T> {
  const own = schemaOfItem(schema, image);
  const opened = own.encryption === undefined ? image : own.encryption.opened(own, image);
  return mapped(opened, (item) => showToAll(own, own.mapper.fromItem(item), item, 0)) as Awaitable<T>;
}

/** Calls the extensions from one on, in order. */
function showToAll(schema: Schema, entity: object, item: ResponseItem, from: number): Awaitable<object> {
  for (let place = from; place < schema.extensions.length; place++) {
    const called = showTo(schema.extensions[place] as Extension, entity, schema, item);
    if (called !== undefined) return showToRest(called, schema, entity, item, place + 1);
  }
  return readOnlyIfNewer(schema, entity);
}

/** Freezes the instance of an item of a newer version, after the extensions have changed it. */
const readOnlyIfNewer = ({ versions }: Schema, entity: object): object =>
  versions !== undefined && isNewerItem(entity) ? Object.freeze(entity) : entity;

/** A function of its own, so that other reads create no closure. */
const showToRest = (
  called: Promise<void>,
  schema: Schema,
  entity: object,
  item: ResponseItem,
  from: number,
): Promise<object> => called.then(() => showToAll(schema, entity, item, from));

/** Calls one extension. Undefined if it is done. */
function showTo(extension: Extension, entity: object, schema: Schema, item: ResponseItem): Promise<void> | undefined {
  if (extension.afterRead === undefined) return undefined;
  try {
    const called = extension.afterRead(entity);
    return isPromise(called) ? showing(called, extension, schema, item) : undefined;
  } catch (cause) {
    throw rejected(extension, schema, item, cause);
  }
}

async function showing(called: Promise<void>, extension: Extension, schema: Schema, item: ResponseItem): Promise<void> {
  try {
    await called;
  } catch (cause) {
    throw rejected(extension, schema, item, cause);
  }
}

function rejected({ name }: Extension, schema: Schema, item: ResponseItem, cause: unknown): InvalidItemError {
  const place = { table: schema.table.name, key: schema.mapper.keyText(storedOf(item)) };
  const message = thrownText(`afterRead of the extension '${name}'`, cause);
  return new InvalidItemError(place, [{ path: '', message, code: 'thrown' }], { cause });
}

/**
 * Decodes an item. Undefined if it is hidden or of another entity, or if it can't be read and `onInvalidItem` receives
 * the error. Returns a promise only if an extension does.
 */
export function readItem<T extends object>(
  context: RepositoryContext<T>,
  item: ResponseItem | undefined,
  part: ItemPart,
  shown: Shown,
): Awaitable<T | undefined> {
  const { schema } = context;
  if (item === undefined) return undefined;
  // The reader of responses has checked the entity.
  if (schema.entity !== undefined && !(item instanceof DecodedItem) && !isOwnItem(schema, item)) return undefined;
  if (hidesItems(schema, shown) && isHidden(schema, storedOf(item), nowMs(context), shown)) return undefined;
  try {
    const entity = entityOf(context, item, part);
    return isPromise(entity) ? unlessSkipped(context, item, entity) : entity;
  } catch (error) {
    return skipped(context, item, error);
  }
}

/** A function of its own, so that other reads create no closure. */
const unlessSkipped = <T>(context: RepositoryContext, item: ResponseItem, entity: Promise<T>): Promise<T | undefined> =>
  entity.catch((error) => skipped(context, item, error));

/** Passes the error of an item to `onInvalidItem`. */
function skipped(
  { schema, options: { onInvalidItem } }: RepositoryContext,
  item: ResponseItem,
  error: unknown,
): undefined {
  if (onInvalidItem === undefined || !(error instanceof InvalidItemError)) throw error;
  onInvalidItem(error, schema.mapper.keyOf(storedOf(item)));
}
