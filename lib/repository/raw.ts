import type { Calls } from '../execution/calls.ts';
import type { CallOptions } from '../execution/executor.ts';
import { encodeTested } from '../expressions/operand.ts';
import { parsePath, type ResolvedPath, resolvePath } from '../expressions/path.ts';
import { Placeholders, placeholderFields } from '../expressions/placeholders.ts';
import type { StoredItem } from '../schema/document-codec.ts';
import type { AttributeValue } from '../sdk-types.ts';
import { Issues } from '../values/issues.ts';
import type { RepositoryContext } from './context.ts';
import { readItem } from './read-item.ts';

/** The calls that `raw` makes. */
export type RawOperation = 'GetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'Query' | 'Scan' | 'ExecuteStatement';

/** What a raw request is written with. Every function refuses what the class can't have. */
export interface RawParts {
  /** The table's name; quoted, as PartiQL wants it, in `ExecuteStatement`. */
  readonly table: string;
  /** The placeholder of a path: `name('address.city')` → `#0.#1`. */
  readonly name: (path: string) => string;
  /** The placeholder of a value of a path's type: `value('visits', 3)` → `:2`. */
  readonly value: (path: string, value: unknown) => string;
  /** The stored form of a value of a path's type, for the parameters of a statement. */
  readonly parameter: (path: string, value: unknown) => AttributeValue;
  /** The stored form of a key. */
  readonly key: (key: unknown) => StoredItem;
  /** The stored form of a whole item. */
  readonly item: (item: unknown) => StoredItem;
}

type FilledIn = 'TableName' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues';

type RawInputs = { [Name in RawOperation]: Omit<Calls[Name]['input'], FilledIn> };

/** What the SDK's command takes, without what is filled in. */
export type RawInput<Name extends RawOperation> = RawInputs[Name];

/** Writes a raw request. */
export type RawBuild<Name extends RawOperation> = RawBuilds[Name];

type RawBuilds = { [Name in RawOperation]: (parts: RawParts) => RawInputs[Name] };

/** What the SDK's command gives, with items as instances. */
export type RawOutput<Name extends RawOperation, T> = Omit<Calls[Name]['output'], 'Item' | 'Items' | 'Attributes'> & {
  readonly Item?: T | undefined;
  readonly Items?: T[] | undefined;
  readonly Attributes?: T | undefined;
};

/**
 * Sends a raw request. Items past their time to live, and guards of unique values, are among what it may give.
 *
 * @throws ValidationError `item.invalid` where a path, key, item or value is none of the class
 */
export async function sendRaw<Name extends RawOperation, T extends object>(
  context: RepositoryContext<T>,
  operation: Name,
  build: RawBuild<Name>,
  options: CallOptions = {},
): Promise<RawOutput<Name, T>> {
  const { schema, executor } = context;
  const placeholders = new Placeholders();
  const isStatement = operation === 'ExecuteStatement';
  const parameter = (path: string, value: unknown): AttributeValue => stored(context, path, value);
  const input = build({
    table: isStatement ? `"${schema.table.name}"` : schema.table.name,
    name: (path) => placeholders.path(target(context, path).elements),
    value: (path, value) => placeholders.value(parameter(path, value)),
    parameter,
    key: (key) => schema.mapper.toKey(key),
    item: (item) => schema.mapper.toItem(item),
  });
  const filled = isStatement ? input : { ...input, TableName: schema.table.name, ...placeholderFields(placeholders) };
  const output = await executor.send(operation, filled as Calls[Name]['input'], schema.table.name, options);
  return hydrated(context, output);
}

function target<T extends object>({ schema }: RepositoryContext<T>, path: string): ResolvedPath {
  const issues = new Issues();
  const found = resolvePath(schema, path, issues);
  if (found !== undefined) return found;
  issues.withinPath(0, parsePath(path) ?? [path]);
  throw schema.mapper.refusal(issues);
}

function stored<T extends object>(context: RepositoryContext<T>, path: string, value: unknown): AttributeValue {
  const issues = new Issues();
  const encoded = encodeTested(target(context, path), value, issues);
  if (encoded !== undefined) return encoded;
  if (issues.list.length === 0) issues.report('is an empty set, which is stored as absent and so is no value');
  issues.withinPath(0, parsePath(path) ?? [path]);
  throw context.schema.mapper.refusal(issues);
}

/** The parts of an output that hold items. */
interface StoredOutput {
  readonly Item?: StoredItem | undefined;
  readonly Items?: StoredItem[] | undefined;
  readonly Attributes?: StoredItem | undefined;
}

/** Items that lack attributes, as a projection makes them, are partial instances. */
function hydrated<Name extends RawOperation, T extends object>(
  context: RepositoryContext<T>,
  output: Calls[Name]['output'],
): RawOutput<Name, T> {
  const { Item, Items, Attributes } = output as StoredOutput;
  const read = (item: StoredItem): T | undefined => {
    const present = Object.values(context.schema.attributes).filter(({ name }) => Object.hasOwn(item, name));
    const isWhole = context.schema.mapper.isWhole(item);
    const select = isWhole ? undefined : present.map(({ property }) => property);
    return readItem(context, item, { select, source: 'by a raw request' }, true);
  };
  return {
    ...output,
    ...(Item && { Item: read(Item) }),
    ...(Items && { Items: Items.flatMap((item) => read(item) ?? []) }),
    ...(Attributes && { Attributes: read(Attributes) }),
  } as RawOutput<Name, T>;
}
