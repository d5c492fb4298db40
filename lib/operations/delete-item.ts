import { itemExists } from '../expressions/existence.ts';
import { Placeholders, placeholderFields } from '../expressions/placeholders.ts';
import type { StoredItem } from '../schema/document-codec.ts';
import type { Schema } from '../schema/schema.ts';
import type { DeleteItemCommandInput } from '../sdk-types.ts';

/** The request that deletes an item if there is one, and returns it. */
export function deleteIfExistsRequest(schema: Schema, key: StoredItem): DeleteItemCommandInput {
  return { TableName: schema.table.name, Key: key, ReturnValues: 'ALL_OLD' };
}

/** The request that deletes an item that there must be, and returns it. */
export function deleteRequest(schema: Schema, key: StoredItem): DeleteItemCommandInput {
  const placeholders = new Placeholders();
  return {
    ...deleteIfExistsRequest(schema, key),
    ConditionExpression: itemExists(schema, placeholders),
    ...placeholderFields(placeholders),
  };
}
