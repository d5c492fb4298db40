import { itemExists } from '../expressions/existence.ts';
import { Placeholders } from '../expressions/placeholders.ts';
import { joinTerms } from '../expressions/term.ts';
import { updateExpression } from '../expressions/update.ts';
import type { Schema } from '../schema/schema.ts';
import type { AttributeValue, StoredItem, UpdateItemCommandInput } from '../sdk-types.ts';
import { Issues } from '../values/issues.ts';
import { conditionFields, demandedTerm } from './write-condition.ts';

/**
 * Builds the request that writes values of an item again, which encrypts them with the current key. Its condition is
 * that their attributes are as they were read.
 *
 * @param values - by stored name
 */
export function rewriteRequest(
  schema: Schema,
  stored: StoredItem,
  values: ReadonlyMap<string, AttributeValue>,
): UpdateItemCommandInput {
  const key = schema.mapper.keyOf(stored);
  const [issues, placeholders] = [new Issues(), new Placeholders()];
  const changes = [...values].map(([name, value]) => ({ name, value }));
  const update = updateExpression(schema, {}, issues, placeholders, { stored: changes });
  const unchanged = new Map(changes.map(({ name }) => [name, stored[name]]));
  const write = { schema, key, placeholders, issues, precondition: { unchanged } };
  const exists = itemExists({ schema, placeholders, nowMs: undefined, includeDeleted: true });
  const fields = conditionFields(write, joinTerms('AND', [exists, demandedTerm(write)]));
  return { TableName: schema.table.name, Key: key, UpdateExpression: update?.expression ?? '', ...fields };
}
