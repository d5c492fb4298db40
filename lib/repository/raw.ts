import { ConfigurationError } from '../errors/configuration-error.ts';
import { isOptions } from '../errors/option-rules.ts';
import type { Calls } from '../execution/calls.ts';
import type { CallOptions } from '../execution/executor.ts';
import { encodeOperand } from '../expressions/operand.ts';
import { issuePath, type ResolvedPath, resolvePath } from '../expressions/path.ts';
import { Placeholders } from '../expressions/placeholders.ts';
import type { AttributeValue } from '../sdk-types.ts';
import { Issues, kindOf } from '../values/issues.ts';
import { inTime, type RepositoryContext } from './context.ts';
import { checkCall } from './option-checks.ts';
import { hydrated } from './raw-output.ts';
import { copyOf, filledIn, type RawRequest } from './raw-request.ts';
import type { RawBuild, RawOperation, RawOutput } from './raw-types.ts';

const operations: ReadonlySet<RawOperation> = new Set([
  'GetItem',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'Query',
  'Scan',
  'SearchVectors',
  'BatchGetItem',
  'BatchWriteItem',
  'TransactGetItems',
  'TransactWriteItems',
  'ExecuteStatement',
  'BatchExecuteStatement',
  'ExecuteTransaction',
]);

/** Operations that name the table in the statement, and have parameters instead of placeholders. */
const statements: ReadonlySet<RawOperation> = new Set([
  'ExecuteStatement',
  'BatchExecuteStatement',
  'ExecuteTransaction',
]);

/**
 * Sends a raw request. The result can contain expired and deleted items.
 *
 * Guards of unique values are left out, unless a projection omits the attribute that marks them.
 *
 * @throws ValidationError `item.invalid` if a path, key, item, or value doesn't fit the class
 */
export async function sendRaw<Name extends RawOperation, T extends object>(
  context: RepositoryContext<T>,
  operation: Name,
  build: RawBuild<Name>,
  options: CallOptions = {},
): Promise<RawOutput<Name, T>> {
  const { schema, executor } = context;
  checkCall(options, schema.table.name, 'raw');
  checkBuild(schema.table.name, operation, build);
  const placeholders = new Placeholders();
  const isStatement = statements.has(operation);
  const parameter = (path: string, value: unknown): AttributeValue => stored(context, path, value);
  const built = build({
    table: isStatement ? `"${schema.table.name}"` : schema.table.name,
    name: (path) => placeholders.path(target(context, path).elements),
    value: (path, value) => placeholders.value(parameter(path, value)),
    parameter,
    key: (key) => schema.mapper.toKey(key),
    item: (item) => schema.mapper.toItem(item),
  });
  if (!isOptions(built))
    throw new ConfigurationError(
      `${schema.table.name}: the function of raw() must return the request, not ${kindOf(built)}`,
    );
  const input = copyOf(built);
  const request = isStatement ? input : filledIn(schema, input as RawRequest, placeholders);
  const output = await inTime(context, options, (call) =>
    executor.send(operation, request as Calls[Name]['input'], schema.table.name, call),
  );
  return (await hydrated(context, request as RawRequest, output)) as RawOutput<Name, T>;
}

function checkBuild(table: string, operation: RawOperation, build: unknown): void {
  if (!operations.has(operation))
    throw new ConfigurationError(
      `${table}: raw() has no operation '${String(operation)}'; its operations are ${[...operations].join(', ')}`,
    );
  if (typeof build !== 'function')
    throw new ConfigurationError(`${table}: raw() takes a function that makes the request, not ${kindOf(build)}`);
}

function target<T extends object>({ schema }: RepositoryContext<T>, path: string): ResolvedPath {
  const issues = new Issues();
  const found = resolvePath(schema, path, issues);
  if (found !== undefined) return found;
  issues.withinPath(0, issuePath(path));
  throw schema.mapper.refusal(issues);
}

function stored<T extends object>(context: RepositoryContext<T>, path: string, value: unknown): AttributeValue {
  const issues = new Issues();
  const encoded = encodeOperand(target(context, path), value, issues);
  if (encoded !== undefined) return encoded;
  if (issues.list.length === 0) issues.report('is an empty set, which is stored as absent and so is no value');
  issues.withinPath(0, issuePath(path));
  throw context.schema.mapper.refusal(issues);
}
