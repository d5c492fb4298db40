import { itemExists } from '../expressions/existence.ts';
import { Placeholders, placeholderFields } from '../expressions/placeholders.ts';
import { updateExpression } from '../expressions/update.ts';
import type { StoredItem } from '../schema/document-codec.ts';
import type { Schema } from '../schema/schema.ts';
import type { UpdateItemCommandInput } from '../sdk-types.ts';
import { Issues } from '../values/issues.ts';

/**
 * The request that changes an item where there is one, and returns it as it then is.
 *
 * @throws ValidationError `item.invalid`
 */
export function updateRequest(schema: Schema, key: StoredItem, changes: unknown): UpdateItemCommandInput {
  const issues = new Issues();
  const placeholders = new Placeholders();
  const update = updateExpression(schema, changes, issues, placeholders);
  if (update === undefined) throw schema.mapper.refusal(issues, schema.mapper.keyText(key));
  return {
    TableName: schema.table.name,
    Key: key,
    UpdateExpression: update.expression,
    ConditionExpression: itemExists(schema, placeholders),
    ...placeholderFields(placeholders),
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}
