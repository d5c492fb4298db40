import { InvalidItemError } from '../errors/invalid-item-error.ts';
import { DecodedItem, type ItemReading, type ResponseItem, storedOf } from '../execution/lanes/decoded-item.ts';
import type { Extension } from '../schema/extension.ts';
import { isFamily, schemaOfItem } from '../schema/family.ts';
import { hidesItems, isHidden, type Shown } from '../schema/hidden.ts';
import { isOwnItem } from '../schema/kinds.ts';
import type { Schema } from '../schema/schema.ts';
import type { StoredItem } from '../sdk-types.ts';
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

/** Decodes an item and calls `afterRead` of the extensions. */
export function entityOf<T extends object>({ schema }: RepositoryContext<T>, item: ResponseItem, part: ItemPart): T {
  const own = schema.entity === undefined || item instanceof DecodedItem ? schema : schemaOfItem(schema, item);
  const entity = instanceOf(own, item, part);
  if (part.select === undefined) for (const extension of own.extensions) showTo(extension, entity, own, item);
  return entity as T;
}

function showTo({ name, afterRead }: Extension, entity: object, schema: Schema, item: ResponseItem): void {
  try {
    afterRead?.(entity);
  } catch (cause) {
    const place = { table: schema.table.name, key: schema.mapper.keyText(storedOf(item)) };
    const message = thrownText(`afterRead of the extension '${name}'`, cause);
    throw new InvalidItemError(place, [{ path: '', message, code: 'thrown' }], { cause });
  }
}

/**
 * Decodes an item. Undefined if it is hidden or of another entity, or if it can't be read and `onInvalidItem` receives
 * the error.
 */
export function readItem<T extends object>(
  context: RepositoryContext<T>,
  item: ResponseItem | undefined,
  part: ItemPart,
  shown: Shown,
): T | undefined {
  const { schema, options } = context;
  if (item === undefined) return undefined;
  // The reader of responses has checked the entity.
  if (schema.entity !== undefined && !(item instanceof DecodedItem) && !isOwnItem(schema, item)) return undefined;
  if (hidesItems(schema, shown) && isHidden(schema, storedOf(item), nowMs(context), shown)) return undefined;
  try {
    return entityOf(context, item, part);
  } catch (error) {
    if (options.onInvalidItem === undefined || !(error instanceof InvalidItemError)) throw error;
    options.onInvalidItem(error);
    return undefined;
  }
}
