import { bytesPerReadUnit } from '../limits.ts';
import type { Schema } from '../schema/schema.ts';
import type {
  BatchGetItemCommandInput,
  BatchWriteItemCommandInput,
  QueryCommandInput,
  StoredItem,
  TransactGetItemsCommandInput,
  TransactWriteItemsCommandInput,
} from '../sdk-types.ts';
import { itemBytes } from '../values/item-size.ts';
import { indexUnitsOfDelete, indexUnitsOfItem, indexUnitsOfUpdate, writeUnitsOf } from './index-units.ts';
import type { UpdateFields } from './update-targets.ts';

/** Bytes that one query or scan request reads at most. */
const maxPageBytes = 1_048_576;
/** Bytes of an item whose size is not known. */
const defaultItemBytes = 1_024;

/** The sizes that an estimate is made for. */
export interface ItemSizes {
  /** Bytes of one item. Default: the size of the item in the request, or else 1,024. */
  readonly itemBytes?: number | undefined;
  /** Number of items that one request reads. Default: its `Limit`, or else the items of 1 MB. */
  readonly items?: number | undefined;
}

/** Capacity units. */
export interface CapacityUnits {
  readonly readUnits: number;
  readonly writeUnits: number;
}

const reads = (readUnits: number): CapacityUnits => ({ readUnits, writeUnits: 0 });
const writes = (writeUnits: number): CapacityUnits => ({ readUnits: 0, writeUnits });
const none: CapacityUnits = { readUnits: 0, writeUnits: 0 };

export const sumUnits = (all: readonly CapacityUnits[]): CapacityUnits =>
  all.reduce(
    (sum, { readUnits, writeUnits }) => ({
      readUnits: sum.readUnits + readUnits,
      writeUnits: sum.writeUnits + writeUnits,
    }),
    none,
  );

/** Returns the read units of items that are read by their keys. The least of an item is half a unit. */
export const readUnitsOf = (items: number, bytes: number, isConsistent: boolean): number =>
  items * Math.max(1, Math.ceil(bytes / bytesPerReadUnit)) * (isConsistent ? 1 : 0.5);

/** Bytes of an item, if the request doesn't have the item itself. */
export const assumedBytes = ({ itemBytes: bytes = defaultItemBytes }: ItemSizes): number => bytes;

/** Returns the number of items that a query or scan reads. */
export const readItems = ({ Limit }: Pick<QueryCommandInput, 'Limit'>, sizes: ItemSizes): number =>
  sizes.items ?? Limit ?? itemsOfPage(assumedBytes(sizes));

const itemsOfPage = (bytes: number): number => Math.max(1, Math.floor(maxPageBytes / bytes));

type Estimate = (schema: Schema, input: never, sizes: ItemSizes) => CapacityUnits;

const estimates: Readonly<Record<string, Estimate>> = {
  GetItem: (_, { ConsistentRead }: { readonly ConsistentRead?: boolean }, sizes) =>
    reads(readUnitsOf(1, assumedBytes(sizes), ConsistentRead === true)),
  BatchGetItem: (_, { RequestItems = {} }: BatchGetItemCommandInput, sizes) =>
    sumUnits(
      Object.values(RequestItems).map(({ Keys = [], ConsistentRead }) =>
        reads(readUnitsOf(Keys.length, assumedBytes(sizes), ConsistentRead === true)),
      ),
    ),
  TransactGetItems: (_, { TransactItems = [] }: TransactGetItemsCommandInput, sizes) =>
    reads(2 * readUnitsOf(TransactItems.length, assumedBytes(sizes), true)),
  Query: (_, input: QueryCommandInput, sizes) => pagedUnits(input, sizes),
  Scan: (_, input: QueryCommandInput, sizes) => pagedUnits(input, sizes),
  PutItem: (schema, Put: WriteFields['Put'], sizes) => actionUnits(schema, { Put }, sizes),
  UpdateItem: (schema, Update: WriteFields['Update'], sizes) => actionUnits(schema, { Update }, sizes),
  DeleteItem: (schema, Delete: WriteFields['Delete'], sizes) => actionUnits(schema, { Delete }, sizes),
  BatchWriteItem: (schema, { RequestItems = {} }: BatchWriteItemCommandInput, sizes) =>
    sumUnits(
      Object.entries(RequestItems).flatMap(([TableName, requests]) =>
        requests.map(({ PutRequest }) => {
          const write = PutRequest === undefined ? { Delete: { TableName } } : { Put: { TableName, ...PutRequest } };
          return actionUnits(schema, write, sizes);
        }),
      ),
    ),
  TransactWriteItems: (schema, { TransactItems = [] }: TransactWriteItemsCommandInput, sizes) =>
    sumUnits(TransactItems.map((action) => actionUnits(schema, action, sizes, 2))),
};

/** Returns the estimated units of one request. Statements of PartiQL have none. */
export const requestUnits = (schema: Schema, operation: string, input: object, sizes: ItemSizes): CapacityUnits =>
  estimates[operation]?.(schema, input as never, sizes) ?? none;

/** A query or scan is charged for the sum of its items, rounded up for each page. */
function pagedUnits(input: QueryCommandInput, sizes: ItemSizes): CapacityUnits {
  const bytes = assumedBytes(sizes);
  const items = readItems(input, sizes);
  const perPage = Math.min(input.Limit ?? Number.POSITIVE_INFINITY, itemsOfPage(bytes));
  const isConsistent = input.ConsistentRead === true;
  const whole = Math.floor(items / perPage);
  const rest = items - whole * perPage;
  const pages = readUnitsOf(whole, perPage * bytes, isConsistent);
  return reads(rest > 0 || whole === 0 ? pages + readUnitsOf(1, rest * bytes, isConsistent) : pages);
}

/** The fields of a write that decide its cost. A condition check has none of them. */
interface WriteFields {
  readonly Put?: { readonly TableName?: string | undefined; readonly Item?: StoredItem | undefined } | undefined;
  readonly Update?: (UpdateFields & { readonly TableName?: string | undefined }) | undefined;
  readonly Delete?: { readonly TableName?: string | undefined } | undefined;
}

/** Returns the units of one write. @param factor - 2 in a transaction; writes of indexes count once */
function actionUnits(schema: Schema, write: WriteFields, sizes: ItemSizes, factor = 1): CapacityUnits {
  const { Put, Update, Delete } = write;
  const bytes = sizes.itemBytes ?? (Put === undefined ? assumedBytes(sizes) : itemBytes(Put.Item ?? {}));
  const own = factor * writeUnitsOf(bytes);
  // The indexes of other tables are not known.
  if ((Put ?? Update ?? Delete)?.TableName !== schema.table.name) return writes(own);
  if (Put !== undefined) return writes(own + indexUnitsOfItem(schema, Put.Item ?? {}));
  return writes(
    own + (Update === undefined ? indexUnitsOfDelete(schema, bytes) : indexUnitsOfUpdate(schema, Update, bytes)),
  );
}
