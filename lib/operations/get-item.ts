import { type ExpressionParts, type Placeholders, placeholderFields } from '../expressions/placeholders.ts';
import { projectionExpression, selectedAttributes } from '../expressions/projection.ts';
import type { AttributeSchema } from '../schema/attribute-schema.ts';
import { hasVersions } from '../schema/family.ts';
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

/** An attribute that a read requests besides those of the class. */
type Requested = Pick<AttributeSchema, 'name'>;

/** Returns the attribute that tells the items of a class from other entities of its table, if there is one. */
export function kindAttributes({ entity }: Schema): Requested[] {
  return entity === undefined ? [] : [{ name: entity.attribute }];
}

/** Returns the attributes to read besides the selected ones, to detect hidden items and other entities. */
export function unselectedAttributes(schema: Schema): Requested[] {
  return [...hidingAttributes(schema), ...kindAttributes(schema)];
}

/**
 * Writes the projection of a selection. Undefined if whole items are read, because older items are upgraded before the
 * selection. DynamoDB charges the same.
 *
 * @throws ValidationError `item.invalid` if the selection doesn't fit the class
 */
export function sentProjection(
  schema: Schema,
  select: readonly string[] | undefined,
  besides: readonly Requested[],
  placeholders?: Placeholders,
): ExpressionParts | undefined {
  if (select === undefined) return undefined;
  if (!upgradesBefore(schema, select)) return projectionExpression(schema, select, besides, placeholders);
  selectedAttributes(schema, select);
  return undefined;
}

/** True if a selection can have values that an upgrade makes. Those of a key never change. */
function upgradesBefore(schema: Schema, select: readonly string[]): boolean {
  if (!hasVersions(schema)) return false;
  const { readable } = schema.key;
  return !select.every((property) => readable.includes(property));
}

/** Builds the request that reads one item. */
export function getRequest(
  schema: Schema,
  key: StoredItem,
  { consistent, select }: ReadSettings = {},
): GetItemCommandInput {
  const projection = sentProjection(schema, select, unselectedAttributes(schema));
  return {
    TableName: schema.table.name,
    Key: key,
    ...(consistent === true && { ConsistentRead: true }),
    ...(projection && { ProjectionExpression: projection.expression, ...placeholderFields(projection) }),
  };
}
