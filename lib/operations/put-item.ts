import { itemNotExists } from '../expressions/existence.ts';
import { Placeholders, placeholderFields } from '../expressions/placeholders.ts';
import type { StoredItem } from '../schema/document-codec.ts';
import type { Schema } from '../schema/schema.ts';
import type { PutItemCommandInput } from '../sdk-types.ts';

/** The request that writes an item, whether or not there is one with its key. */
export function putRequest(schema: Schema, item: StoredItem): PutItemCommandInput {
  return { TableName: schema.table.name, Item: item };
}

/** The request that writes an item where there is none with its key. */
export function createRequest(schema: Schema, item: StoredItem): PutItemCommandInput {
  const placeholders = new Placeholders();
  return {
    ...putRequest(schema, item),
    ConditionExpression: itemNotExists(schema, placeholders),
    ...placeholderFields(placeholders),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}
