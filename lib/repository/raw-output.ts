import type { DoneWrite } from '../errors/invalid-item-error.ts';
import { schemaOfItem } from '../schema/family.ts';
import { everything } from '../schema/hidden.ts';
import { isOwnItem } from '../schema/kinds.ts';
import type { IndexSchema, Schema } from '../schema/schema.ts';
import type { StoredItem } from '../sdk-types.ts';
import { type Awaitable, allOf } from '../time/awaitable.ts';
import type { RepositoryContext } from './context.ts';
import type { RawFields, RawRequest } from './raw-request.ts';
import { readItem } from './read-item.ts';
import { readAfter } from './written-item.ts';

/** A response, or one response of a batch, reduced to its items. */
interface StoredOutput {
  readonly Item?: StoredItem | undefined;
  readonly Items?: readonly StoredItem[] | undefined;
  readonly Attributes?: StoredItem | undefined;
  readonly SearchResults?: readonly { readonly Item?: StoredItem | undefined }[] | undefined;
  readonly Responses?: readonly StoredOutput[] | Readonly<Record<string, readonly StoredItem[]>> | undefined;
}

/**
 * Returns the response with items as instances. Items that lack attributes, for example after a projection, are partial
 * items.
 */
export async function hydrated<T extends object>(
  context: RepositoryContext<T>,
  request: RawRequest,
  output: object,
): Promise<object> {
  const { Responses } = output as StoredOutput;
  if (Responses === undefined) return hydratedOne(context, request, output);
  const requests = requestsIn(request);
  if (isList(Responses))
    return {
      ...output,
      Responses: await Promise.all(Responses.map((one, index) => hydratedOne(context, requests[index] ?? {}, one))),
    };
  const tables = Object.entries(Responses).map(async ([table, Items]) => {
    const read = await hydratedOne(context, requests[0] ?? {}, { Items });
    return [table, read.Items] as const;
  });
  return { ...output, Responses: Object.fromEntries(await Promise.all(tables)) };
}

const isList = (responses: NonNullable<StoredOutput['Responses']>): responses is readonly StoredOutput[] =>
  Array.isArray(responses);

/** The parts of a request, in the order of their responses. */
function requestsIn({ TransactItems, RequestItems, Statements, TransactStatements }: RawRequest): RawFields[] {
  const actions = (TransactItems ?? []).flatMap((action) => Object.values(action));
  const batches = Object.values(RequestItems ?? {}) as RawFields[];
  return [...actions, ...batches, ...(Statements ?? []), ...(TransactStatements ?? [])];
}

async function hydratedOne<T extends object, Output extends StoredOutput>(
  context: RepositoryContext<T>,
  fields: RawFields,
  output: Output,
): Promise<Output & { readonly Items?: readonly T[] }> {
  const { Item, Items, Attributes, SearchResults } = output;
  const extent = extentOf(context.schema, fields);
  const done = writes(fields, Attributes) ? doneRequest : undefined;
  const read = (item: StoredItem): Awaitable<T | undefined> => readRaw(context, item, extent, done);
  const list = Items && (await allOf(Items.map(read)));
  const found =
    SearchResults &&
    (await Promise.all(SearchResults.map(async (hit) => ({ ...hit, Item: await read(hit.Item ?? {}) }))));
  return {
    ...output,
    ...(Item && { Item: await read(Item) }),
    ...(list && { Items: list.filter((item) => item !== undefined) }),
    ...(found && { SearchResults: found.filter((hit) => hit.Item !== undefined) }),
    ...(Attributes && { Attributes: await read(Attributes) }),
  };
}

const doneRequest: DoneWrite = { what: 'the request was done, but an item that it returned', call: 'the request' };

/** True if a request that returns items has written: such requests return `Attributes`, or are statements. */
const writes = ({ Statement }: RawFields, Attributes: StoredItem | undefined): boolean =>
  Attributes !== undefined || (Statement !== undefined && !isSelect(Statement));

const isSelect = (statement: string): boolean => /^\s*select\b/i.test(statement);

/** Reads one item of a response. Undefined for an item of another kind, such as the guard of a unique value. */
function readRaw<T extends object>(
  context: RepositoryContext<T>,
  item: StoredItem,
  extent: Extent,
  done: DoneWrite | undefined,
): Awaitable<T | undefined> {
  if (!isOwnItem(context.schema, item)) return undefined;
  const { mapper, versions } = schemaOfItem(context.schema, item);
  const select = extent === 'item' && mapper.isWhole(item) ? undefined : [...mapper.presentIn(item)];
  const part = { select, source: 'by a raw request', nested: extent === 'paths' };
  // A part that lacks the version is read as it is.
  const isTold = versions === undefined || select === undefined || item[versions.attribute] !== undefined;
  const told = isTold ? item : { ...item, [versions.attribute]: versions.stored };
  return done === undefined ? readItem(context, told, part, everything) : readAfter(context, told, part, done);
}

/** Returns an index by its name in DynamoDB. */
const storedIndex = ({ indexes }: Schema, storedName: string): IndexSchema | undefined =>
  Object.values(indexes).find((index) => index.storedName === storedName);

/** The extent of the returned items: all attributes, some of them, or also parts of documents. */
type Extent = 'item' | 'attributes' | 'paths';

/** Returns the extent of the items that a request returns. */
function extentOf(schema: Schema, fields: RawFields): Extent {
  const { ReturnValues, UpdateExpression, ProjectionExpression, Select, IndexName, Statement } = fields;
  if (Statement !== undefined) return extentOfStatement(Statement);
  const paths = ReturnValues?.startsWith('UPDATED_') ? (UpdateExpression ?? '') : ProjectionExpression;
  if (paths !== undefined) return /[.[]/.test(paths) ? 'paths' : 'attributes';
  if (fields.AttributesToGet !== undefined) return 'attributes';
  const isProjected = IndexName !== undefined && storedIndex(schema, IndexName)?.projection !== 'ALL';
  return isProjected && Select !== 'ALL_ATTRIBUTES' ? 'attributes' : 'item';
}

/**
 * Returns the extent of the items of a statement: whole items if it selects all of a table, or returns all that it
 * wrote.
 */
function extentOfStatement(statement: string): Extent {
  if (!isSelect(statement)) return /\bmodified\b/i.test(statement) ? 'paths' : 'item';
  return /^\s*select\s+\*\s+from\s+("[^"]*"|[\w-]+)\s*(where\b|order\b|;|$)/i.test(statement) ? 'item' : 'attributes';
}
