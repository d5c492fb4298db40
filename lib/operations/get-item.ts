import { placeholderFields } from '../expressions/placeholders.ts';
import { projectionExpression } from '../expressions/projection.ts';
import type { AttributeSchema } from '../schema/attribute-schema.ts';
import type { Schema } from '../schema/schema.ts';
import type { GetItemCommandInput, StoredItem } from '../sdk-types.ts';

/** Settings of a read. */
export interface ReadSettings {
  /** Strongly consistent read, at twice the cost. Default: false. */
  readonly consistent?: boolean | undefined;
  /** The properties to read. Default: all. */
  readonly select?: readonly string[] | undefined;
}

/** Returns the attributes to read besides the selected ones, to detect expired items. */
export function expiryAttributes({ timeToLive }: Schema): AttributeSchema[] {
  return timeToLive === undefined ? [] : [timeToLive];
}

/** Builds the request that reads one item. */
export function getRequest(
  schema: Schema,
  key: StoredItem,
  { consistent, select }: ReadSettings = {},
): GetItemCommandInput {
  const projection = select === undefined ? undefined : projectionExpression(schema, select, expiryAttributes(schema));
  return {
    TableName: schema.table.name,
    Key: key,
    ...(consistent === true && { ConsistentRead: true }),
    ...(projection && { ProjectionExpression: projection.expression, ...placeholderFields(projection) }),
  };
}
