import { InvalidItemError } from '../errors/invalid-item-error.ts';
import { DecodedItem, type ItemReading, type ResponseItem, storedOf } from '../execution/lanes/decoded-item.ts';
import { isExpired } from '../schema/expiry.ts';
import type { Extension } from '../schema/extension.ts';
import type { Schema } from '../schema/schema.ts';
import type { StoredItem } from '../sdk-types.ts';
import { thrownText } from '../values/issues.ts';
import { nowMs, type RepositoryContext } from './context.ts';

/** What a part of an item is read by. */
export interface ItemPart {
  readonly select: readonly string[] | undefined;
  /** Where the part comes from, in a message's words. */
  readonly source?: string | undefined;
  /** True where documents may be parts too. */
  readonly nested?: boolean | undefined;
}

/** An item that was read by its key, with the key, which a selection may lack. */
export function withKey(key: StoredItem, item: StoredItem | undefined): StoredItem | undefined {
  if (item === undefined) return undefined;
  for (const name in key) if (!Object.hasOwn(item, name)) return { ...key, ...item };
  return item;
}

/** What reads whole items straight from an answer; undefined where each has to be looked at, or a part of it is wanted. */
export function readingOf(
  { schema }: RepositoryContext,
  { select, nested }: ItemPart,
  includeExpired: boolean | undefined,
): ItemReading | undefined {
  const mayExpire = schema.timeToLive !== undefined && includeExpired !== true;
  return mayExpire || select !== undefined || nested === true ? undefined : schema.mapper.reader;
}

/** An instance of an item; where that was read straight from an answer, the one that was made then goes to the first. */
function instanceOf<T extends object>(
  { mapper }: Schema<T>,
  item: ResponseItem,
  { select, source, nested }: ItemPart,
): T {
  const made = item instanceof DecodedItem ? item.take() : undefined;
  return (made as T | undefined) ?? mapper.fromResponse(storedOf(item), select && new Set(select), source, nested);
}

/** An item as an instance that the extensions have seen. */
export function entityOf<T extends object>({ schema }: RepositoryContext<T>, item: ResponseItem, part: ItemPart): T {
  const entity = instanceOf(schema, item, part);
  if (part.select === undefined) for (const extension of schema.extensions) showTo(extension, entity, schema, item);
  return entity;
}

function showTo({ name, afterRead }: Extension, entity: object, schema: Schema, item: ResponseItem): void {
  try {
    afterRead?.(entity);
  } catch (cause) {
    const place = { table: schema.table.name, key: schema.mapper.keyText(storedOf(item)) };
    const message = thrownText(`afterRead of the extension '${name}'`, cause);
    throw new InvalidItemError(place, [{ path: '', message }], { cause });
  }
}

/** An item as an instance; undefined where it is past its time, or can't be read and `onInvalidItem` takes it. */
export function readItem<T extends object>(
  context: RepositoryContext<T>,
  item: ResponseItem | undefined,
  part: ItemPart,
  includeExpired: boolean | undefined,
): T | undefined {
  const { schema, options } = context;
  if (item === undefined) return undefined;
  const mayExpire = schema.timeToLive !== undefined && includeExpired !== true;
  if (mayExpire && isExpired(schema, storedOf(item), nowMs(context))) return undefined;
  try {
    return entityOf(context, item, part);
  } catch (error) {
    if (options.onInvalidItem === undefined || !(error instanceof InvalidItemError)) throw error;
    options.onInvalidItem(error);
    return undefined;
  }
}
