import { placeholderFields } from '../expressions/placeholders.ts';
import { projectionExpression } from '../expressions/projection.ts';
import { hidingAttributes } from '../schema/hidden.ts';
import type { Schema } from '../schema/schema.ts';
import type { GetItemCommandInput, StoredItem } from '../sdk-types.ts';

/** Settings of a read. */
export interface ReadSettings {
  /** Strongly consistent read, at twice the cost. Default: false. */
  readonly consistent?: boolean | undefined;
  /** The properties to read. Default: all. */
  readonly select?: readonly string[] | undefined;
}

/** Builds the request that reads one item. */
export function getRequest(
  schema: Schema,
  key: StoredItem,
  { consistent, select }: ReadSettings = {},
): GetItemCommandInput {
  const projection = select === undefined ? undefined : projectionExpression(schema, select, hidingAttributes(schema));
  return {
    TableName: schema.table.name,
    Key: key,
    ...(consistent === true && { ConsistentRead: true }),
    ...(projection && { ProjectionExpression: projection.expression, ...placeholderFields(projection) }),
  };
}
