import { itemExists, itemNotExists, notExpired } from '../expressions/existence.ts';
import { Placeholders } from '../expressions/placeholders.ts';
import { atom, joinTerms, type Term } from '../expressions/term.ts';
import type { StoredItem } from '../schema/document-codec.ts';
import { epochSecondsAt } from '../schema/expiry.ts';
import type { Schema } from '../schema/schema.ts';
import type { ConditionCheck, DeleteItemCommandInput } from '../sdk-types.ts';
import { Issues } from '../values/issues.ts';
import { conditionFields, type GuardedWrite, guardTerm, momentOf, type WriteGuard } from './write-condition.ts';

const guarded = (schema: Schema, key: StoredItem, guard: WriteGuard): GuardedWrite => ({
  schema,
  key,
  placeholders: new Placeholders(),
  issues: new Issues(),
  guard,
});

/**
 * The request that deletes an item if there is one; where there is one, the guard must hold.
 *
 * @throws ValidationError `item.invalid`
 */
export function deleteIfExistsRequest(schema: Schema, key: StoredItem, guard: WriteGuard = {}): DeleteItemCommandInput {
  const write = guarded(schema, key, guard);
  const term = guardTerm(write);
  const absent = (): Term | undefined => itemNotExists(momentOf(write));
  return {
    TableName: schema.table.name,
    Key: key,
    ...conditionFields(write, term && joinTerms('OR', [absent(), term])),
  };
}

/**
 * The request that deletes an item that there must be.
 *
 * @throws ValidationError `item.invalid`
 */
export function deleteRequest(schema: Schema, key: StoredItem, guard: WriteGuard = {}): DeleteItemCommandInput {
  const write = guarded(schema, key, guard);
  const condition = joinTerms('AND', [itemExists(momentOf(write)), guardTerm(write)]);
  return { TableName: schema.table.name, Key: key, ...conditionFields(write, condition) };
}

/** The request that deletes an item that is past its time to live, and no other. */
export function deleteExpiredRequest(schema: Schema, key: StoredItem, nowMs: number): DeleteItemCommandInput {
  const placeholders = new Placeholders();
  const write = { ...guarded(schema, key, {}), placeholders };
  const name = placeholders.name(schema.timeToLive?.name ?? '');
  const term = atom(`${name} <= ${placeholders.value({ N: String(epochSecondsAt(nowMs)) })}`);
  return { TableName: schema.table.name, Key: key, ...conditionFields(write, term) };
}

/**
 * The check of an item that a transaction doesn't write.
 *
 * @throws ValidationError `item.invalid`; also where the condition asks for nothing
 */
export function checkRequest(schema: Schema, key: StoredItem, guard: WriteGuard): ConditionCheck {
  const write = guarded(schema, key, guard);
  const term = guardTerm(write);
  if (term === undefined && write.issues.list.length === 0)
    write.issues.report('a check needs a condition that asks for something');
  const fields = conditionFields(write, term && joinTerms('AND', [notExpired(momentOf(write)), term]));
  return { TableName: schema.table.name, Key: key, ConditionExpression: '', ...fields };
}
