import { keyCondition } from '../expressions/key-condition.ts';
import { Placeholders } from '../expressions/placeholders.ts';
import type { Schema } from '../schema/schema.ts';
import type { AttributeValue, QueryCommandInput } from '../sdk-types.ts';
import { Issues } from '../values/issues.ts';
import { valueIdentity } from '../values/value-identity.ts';
import { type PageRequest, type PageSettings, pagedFields, readIndex } from './read-request.ts';

/** How a query is made. */
export interface QuerySettings extends PageSettings {
  /** From the highest sort key down; default false. */
  readonly descending?: boolean | undefined;
}

/**
 * The request that reads one page of the items with a key.
 *
 * @throws ValidationError `item.invalid`
 */
export function queryRequest(
  schema: Schema,
  key: unknown,
  settings: QuerySettings = {},
  page: PageRequest = {},
): QueryCommandInput {
  const index = readIndex(schema, settings.index);
  const context = { schema, placeholders: new Placeholders(), issues: new Issues() };
  const condition = keyCondition(context, index, key);
  const fields = pagedFields({ index, settings, page, isScan: false, ...context });
  return {
    KeyConditionExpression: condition?.expression,
    ...fields,
    ...(settings.descending === true && { ScanIndexForward: false }),
  };
}

/** What a query is by. */
export interface QueriedBy {
  /** The partition key's values, by stored name: what all of its items share. */
  readonly partition: Readonly<Record<string, AttributeValue>>;
  /** A text that two queries share only where they are by the same values and tests. */
  readonly identity: string;
}

/**
 * What a query is by, for its cursors.
 *
 * @throws ValidationError `item.invalid`
 */
export function queriedBy(schema: Schema, key: unknown, index: string | undefined): QueriedBy {
  const placeholders = new Placeholders();
  const issues = new Issues();
  const condition = keyCondition({ schema, placeholders, issues }, readIndex(schema, index), key);
  if (condition === undefined) throw schema.mapper.refusal(issues);
  const values = Object.entries(placeholders.values).map(([name, value]) => [name, valueIdentity(value)]);
  return {
    partition: condition.partition,
    identity: JSON.stringify([condition.expression, placeholders.names, values]),
  };
}
