import { placeholderFields } from '../expressions/placeholders.ts';
import { projectionExpression } from '../expressions/projection.ts';
import { keyAttributes, type Schema } from '../schema/schema.ts';
import type { BatchGetItemCommandInput, BatchGetItemCommandOutput, StoredItem } from '../sdk-types.ts';
import { expiryAttributes, type ReadSettings } from './get-item.ts';

/** The request that reads up to 100 items; a projection holds the key too, so that items can be told apart. */
export function batchGetRequest(
  schema: Schema,
  keys: readonly StoredItem[],
  { consistent, select }: ReadSettings = {},
): BatchGetItemCommandInput {
  const projection =
    select === undefined
      ? undefined
      : projectionExpression(schema, select, [...keyAttributes(schema), ...expiryAttributes(schema)]);
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

/** What came back: the items that were found, and the keys that DynamoDB didn't get to. */
export interface BatchGetResult<Item> {
  readonly items: readonly Item[];
  readonly unprocessed: readonly StoredItem[];
}

/** One table's part of the response, whichever way it names the table. */
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
