import { itemNotExists, notExpired } from '../expressions/existence.ts';
import { Placeholders } from '../expressions/placeholders.ts';
import { joinTerms } from '../expressions/term.ts';
import type { StoredItem } from '../schema/document-codec.ts';
import type { Schema } from '../schema/schema.ts';
import type { PutItemCommandInput } from '../sdk-types.ts';
import { Issues } from '../values/issues.ts';
import { conditionFields, type GuardedWrite, guardTerm, isOpen, momentOf, type WriteGuard } from './write-condition.ts';

const guardedPut = (schema: Schema, item: StoredItem, guard: WriteGuard): GuardedWrite => ({
  schema,
  key: schema.mapper.keyOf(item),
  placeholders: new Placeholders(),
  issues: new Issues(),
  guard,
});

/**
 * The request that writes an item, whether or not there is one with its key.
 *
 * @throws ValidationError `item.invalid`
 */
export function putRequest(schema: Schema, item: StoredItem, guard: WriteGuard = {}): PutItemCommandInput {
  if (isOpen(guard)) return { TableName: schema.table.name, Item: item };
  const write = guardedPut(schema, item, guard);
  const term = guardTerm(write);
  const condition = term && joinTerms('AND', [notExpired(momentOf(write)), term]);
  return { TableName: schema.table.name, Item: item, ...conditionFields(write, condition) };
}

/** The request that writes an item where there is none with its key. */
export function createRequest(schema: Schema, item: StoredItem, guard: WriteGuard = {}): PutItemCommandInput {
  const write = guardedPut(schema, item, guard);
  const condition = joinTerms('AND', [itemNotExists(momentOf(write)), guardTerm(write)]);
  return { TableName: schema.table.name, Item: item, ...conditionFields(write, condition) };
}
