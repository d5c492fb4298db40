import { placeholderFields } from '../expressions/placeholders.ts';
import { projectionExpression } from '../expressions/projection.ts';
import type { AttributeSchema } from '../schema/attribute-schema.ts';
import type { Schema } from '../schema/schema.ts';
import type { GetItemCommandInput, StoredItem } from '../sdk-types.ts';

/** How a read is made. */
export interface ReadSettings {
  /** Strongly consistent, at twice the cost; default false. */
  readonly consistent?: boolean | undefined;
  /** The properties to read; all by default. */
  readonly select?: readonly string[] | undefined;
}

/** What a read needs besides what is selected, to tell whether an item is past its time to live. */
export function expiryAttributes({ timeToLive }: Schema): AttributeSchema[] {
  return timeToLive === undefined ? [] : [timeToLive];
}

/** The request that reads one item. */
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
