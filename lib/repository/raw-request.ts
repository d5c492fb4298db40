import { type Placeholders, placeholderFields } from '../expressions/placeholders.ts';
import type { Schema } from '../schema/schema.ts';
import { Issues } from '../values/issues.ts';
import { isBytes } from '../values/kinds.ts';
import { plainBytes } from '../values/scalars.ts';

/** The fields of one request, or of one action in it, that decide how it is completed and read. */
export interface RawFields {
  readonly ProjectionExpression?: string | undefined;
  readonly UpdateExpression?: string | undefined;
  readonly ReturnValues?: string | undefined;
  readonly AttributesToGet?: readonly string[] | undefined;
  readonly IndexName?: string | undefined;
  readonly Select?: string | undefined;
  readonly Statement?: string | undefined;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
}

/** A request, reduced to the fields that the repository reads. */
export interface RawRequest extends RawFields {
  readonly TransactItems?: readonly Readonly<Record<string, RawFields>>[] | undefined;
  /** By table: one set of fields for a batch of reads, a list for a batch of writes. */
  readonly RequestItems?: Readonly<Record<string, RawFields | readonly unknown[]>> | undefined;
  readonly Statements?: readonly RawFields[] | undefined;
  readonly TransactStatements?: readonly RawFields[] | undefined;
}

/** Copies a request, including its bytes. Later changes by the caller then can't affect the request or its retries. */
export function copyOf<Value>(value: Value): Value {
  if (isBytes(value)) return plainBytes(value) as Value;
  if (Array.isArray(value)) return value.map(copyOf) as Value;
  if (Object.prototype.toString.call(value) !== '[object Object]') return value;
  return Object.fromEntries(Object.entries(value as object).map(([name, each]) => [name, copyOf(each)])) as Value;
}

/** Adds the table name and the placeholders to each part of the request that has an expression. */
export function filledIn(schema: Schema, request: RawRequest, placeholders: Placeholders): object {
  const TableName = schema.table.name;
  const { TransactItems, RequestItems } = request;
  const own = (fields: RawFields): object => ({ ...fields, TableName, ...usedIn(fields, placeholders) });
  if (TransactItems !== undefined)
    return { ...request, TransactItems: TransactItems.map((action) => mapFields(action, own)) };
  if (RequestItems === undefined) return own(request);
  refuseOtherTables(schema, Object.keys(RequestItems));
  const inBatch = (fields: RawFields | readonly unknown[]): object =>
    Array.isArray(fields) ? fields : { ...fields, ...usedIn(fields as RawFields, placeholders) };
  return { ...request, RequestItems: mapFields(RequestItems, inBatch) };
}

const mapFields = <Fields>(
  all: Readonly<Record<string, Fields>>,
  change: (fields: Fields) => object,
): Record<string, object> => Object.fromEntries(Object.entries(all).map(([name, fields]) => [name, change(fields)]));

/**
 * Selects the names and values that the expressions use, because DynamoDB refuses unused ones. Keeps names that the
 * request already has, from an earlier use.
 */
function usedIn(fields: RawFields, { names, values }: Placeholders): object {
  const expressions = Object.entries(fields).filter(([field]) => field.endsWith('Expression'));
  const used = new Set(expressions.flatMap(([, text]) => String(text).match(/[#:]\d+/g) ?? []));
  const only = <Value>(all: Readonly<Record<string, Value>>): Record<string, Value> =>
    Object.fromEntries(Object.entries(all).filter(([placeholder]) => used.has(placeholder)));
  const own = fields.ExpressionAttributeNames ?? {};
  return placeholderFields({ names: { ...only(names), ...own }, values: only(values) });
}

function refuseOtherTables(schema: Schema, tables: readonly string[]): void {
  const issues = new Issues();
  for (const table of tables) {
    if (table === schema.table.name) continue;
    issues.reject(`RequestItems names the table '${table}'; a raw request is of its repository's own`);
  }
  if (issues.list.length > 0) throw schema.mapper.refusal(issues);
}
