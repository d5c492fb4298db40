import { InvalidItemError } from '../errors/invalid-item-error.ts';
import { imageOf } from '../repository/read-item.ts';
import { guardAttribute } from '../schema/kinds.ts';
import type { Schema } from '../schema/schema.ts';
import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import { itemBytes } from '../values/item-size.ts';
import type { ItemRow, PartitionRow } from './api-types.ts';
import { itemRow, type RowModel } from './item-rows.ts';

/** Returns a stored key value as text. */
export const keyValueText = ({ S, N, B }: AttributeValue): string => S ?? N ?? Buffer.from(B ?? []).toString('base64');

/** A partition whose items are read. */
export interface ReadPartition {
  /** The model that was asked for. */
  readonly asked: RowModel;
  /** All classes of the table. */
  readonly schemas: readonly Schema[];
  /** The stored names of the sort key. */
  readonly sort: readonly string[];
  /** True if items can lack attributes, because the index has only a part of them. */
  readonly isPartial: boolean;
}

/** Returns an item of a partition for the page. */
export async function partitionRow(
  { asked: { schema: asked, nameOf }, schemas, sort, isPartial }: ReadPartition,
  item: StoredItem,
): Promise<PartitionRow> {
  const sortText = sort.flatMap((name) => (item[name] === undefined ? [] : keyValueText(item[name]))).join(' / ');
  const place = { sort: sortText, bytes: itemBytes(item) };
  if (Object.hasOwn(item, guardAttribute)) return { ...place, entity: 'unique value' };
  const name = asked.entity?.nameOf(item);
  const own =
    asked.entity === undefined ? asked : schemas.find(({ entity }) => name !== undefined && entity?.name === name);
  const entity = own?.entity?.name ?? own?.name ?? name ?? 'unknown';
  if (own === undefined) return { ...place, entity };
  try {
    return { ...place, entity, row: await rowOf({ name: nameOf(own), schema: own, nameOf }, item, isPartial) };
  } catch (error) {
    if (error instanceof InvalidItemError) return { ...place, entity, problem: error.message };
    throw error;
  }
}

/** Decodes an item as reads do. An entry of an index can lack attributes. */
async function rowOf(model: RowModel, item: StoredItem, isPartial: boolean): Promise<ItemRow> {
  const { schema } = model;
  const { mapper, encryption } = schema;
  if (!isPartial || mapper.isWhole(item)) return itemRow(model, await imageOf(schema, item), item);
  const opened = encryption === undefined ? item : await encryption.opened(schema, item);
  return itemRow(model, mapper.fromItem(opened, new Set(mapper.presentIn(opened)), 'through an index'), item);
}
