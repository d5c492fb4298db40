import { placeholderFields } from '../expressions/placeholders.ts';
import { keyAttributes, type Schema } from '../schema/schema.ts';
import type { BatchGetItemCommandInput, BatchGetItemCommandOutput, StoredItem } from '../sdk-types.ts';
import { type ReadSettings, sentProjection, unselectedAttributes } from './get-item.ts';

/** Builds the request that reads up to 100 items. A projection includes the key, to match items with keys. */
export function batchGetRequest(
  schema: Schema,
  keys: readonly StoredItem[],
  { consistent, select }: ReadSettings = {},
): BatchGetItemCommandInput {
  const projection = sentProjection(schema, select, [...keyAttributes(schema), ...unselectedAttributes(schema)]);
  return {
    RequestItems: {
      [schema.table.name]: {
        Keys: [...keys],
        ...(consistent === true && { ConsistentRead: true }),
        ...(projection && {
          ProjectionExpression: projection.expression,
          ExpressionAttributeNames: placeholderFields(projection).ExpressionAttributeNames,
        }),
      },
    },
  };
}

/** The items that were found, and the unprocessed keys. */
export interface BatchGetResult<Item> {
  readonly items: readonly Item[];
  readonly unprocessed: readonly StoredItem[];
}

/** Returns the part of the response for the table, whether it names the table or its ARN. */
export function batchGetResult<Item>({
  Responses,
  UnprocessedKeys,
}: Pick<BatchGetItemCommandOutput, 'UnprocessedKeys'> & {
  readonly Responses?: Readonly<Record<string, Item[]>> | undefined;
}): BatchGetResult<Item> {
  const [items = [], ...others] = Object.values(Responses ?? {});
  return {
    items: others.length === 0 ? items : items.concat(...others),
    unprocessed: Object.values(UnprocessedKeys ?? {}).flatMap(({ Keys }) => Keys ?? []),
  };
}
