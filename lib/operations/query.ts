import { keyCondition } from '../expressions/key-condition.ts';
import { Placeholders, placeholderFields } from '../expressions/placeholders.ts';
import { projectionExpression } from '../expressions/projection.ts';
import type { StoredItem } from '../schema/document-codec.ts';
import type { IndexSchema, Schema } from '../schema/schema.ts';
import type { QueryCommandInput } from '../sdk-types.ts';
import { Issues } from '../values/issues.ts';
import type { ReadSettings } from './get-item.ts';

/** How a query is made. */
export interface QuerySettings extends ReadSettings {
  /** The index to read; the table by default. */
  readonly index?: string | undefined;
  /** From the highest sort key down; default false. */
  readonly descending?: boolean | undefined;
}

/**
 * The index that a query names.
 *
 * @throws ValidationError `item.invalid` where the class declares none of that name
 */
export function queriedIndex(schema: Schema, name: string | undefined): IndexSchema | undefined {
  const index = name === undefined ? undefined : schema.indexes[name];
  if (name === undefined || index !== undefined) return index;
  const issues = new Issues();
  issues.report(
    `${schema.name} declares no index '${name}'; its indexes are ${Object.keys(schema.indexes).join(', ') || 'none'}`,
  );
  throw schema.mapper.refusal(issues);
}

/**
 * The request that reads one page of the items with a key.
 *
 * @throws ValidationError `item.invalid`
 */
export function queryRequest(
  schema: Schema,
  key: unknown,
  settings: QuerySettings,
  limit: number | undefined,
  start: StoredItem | undefined,
): QueryCommandInput {
  const { consistent, descending, select } = settings;
  const index = queriedIndex(schema, settings.index);
  const issues = new Issues();
  const placeholders = new Placeholders();
  const condition = keyCondition(schema, index, key, issues, placeholders);
  if (consistent === true && index?.scope === 'global')
    issues.report(`index '${index.name}' is global, and a global index can't be read consistently`);
  if (issues.list.length > 0) throw schema.mapper.refusal(issues);
  const projection = select && projectionExpression(schema, select, false, placeholders).expression;
  return {
    TableName: schema.table.name,
    ...(index && { IndexName: index.name }),
    KeyConditionExpression: condition,
    ...(projection !== undefined && { ProjectionExpression: projection }),
    ...placeholderFields(placeholders),
    ...(consistent === true && { ConsistentRead: true }),
    ...(descending === true && { ScanIndexForward: false }),
    ...(limit !== undefined && { Limit: limit }),
    ...(start && { ExclusiveStartKey: start }),
  };
}
