import { itemExists, itemIsDeleted, itemNotExists, keyIsFree, notHidden } from '../expressions/existence.ts';
import { hasVersion, isOwnEntity } from '../expressions/own-kind.ts';
import { Placeholders } from '../expressions/placeholders.ts';
import { joinTerms, simpleTerm, type Term } from '../expressions/term.ts';
import { epochSecondsAt } from '../schema/hidden.ts';
import type { Schema } from '../schema/schema.ts';
import type { ConditionCheck, DeleteItemCommandInput, StoredItem } from '../sdk-types.ts';
import { Issues } from '../values/issues.ts';
import {
  type ConditionalWrite,
  conditionFields,
  demandedTerm,
  existenceOf,
  type Precondition,
  preconditionTerm,
  replacedVersions,
} from './write-condition.ts';

const conditional = (schema: Schema, key: StoredItem, precondition: Precondition): ConditionalWrite => ({
  schema,
  key,
  placeholders: new Placeholders(),
  issues: new Issues(),
  precondition,
});

/**
 * Builds the request that deletes an item if it exists. The precondition applies only to an existing item.
 *
 * @throws ValidationError `item.invalid` if the condition doesn't fit the class
 */
export function deleteIfExistsRequest(
  schema: Schema,
  key: StoredItem,
  precondition: Precondition = {},
): DeleteItemCommandInput {
  const write = conditional(schema, key, precondition);
  const term = preconditionTerm(write, replacedVersions(precondition));
  const absent = (): Term | undefined => keyIsFree(existenceOf(write));
  return {
    TableName: schema.table.name,
    Key: key,
    ...conditionFields(write, term && joinTerms('OR', [absent(), term])),
  };
}

/**
 * Builds the request that deletes an existing item.
 *
 * @throws ValidationError `item.invalid` if the condition doesn't fit the class
 */
export function deleteRequest(
  schema: Schema,
  key: StoredItem,
  precondition: Precondition = {},
): DeleteItemCommandInput {
  const write = conditional(schema, key, precondition);
  const condition = joinTerms('AND', [
    itemExists(existenceOf(write)),
    preconditionTerm(write, replacedVersions(precondition)),
  ]);
  return { TableName: schema.table.name, Key: key, ...conditionFields(write, condition) };
}

/**
 * Builds the request that deletes an item that is marked as deleted.
 *
 * @throws ValidationError `item.invalid` if the condition doesn't fit the class
 */
export function purgeRequest(schema: Schema, key: StoredItem, precondition: Precondition = {}): DeleteItemCommandInput {
  const write = conditional(schema, key, precondition);
  const condition = joinTerms('AND', [
    itemIsDeleted(existenceOf(write)),
    preconditionTerm(write, replacedVersions(precondition)),
  ]);
  return { TableName: schema.table.name, Key: key, ...conditionFields(write, condition) };
}

/** Builds the request that deletes an item only if it is expired. */
export function deleteExpiredRequest(schema: Schema, key: StoredItem, nowMs: number): DeleteItemCommandInput {
  const placeholders = new Placeholders();
  const write = { ...conditional(schema, key, {}), placeholders };
  const name = placeholders.name(schema.timeToLive?.name ?? '');
  const term = simpleTerm(`${name} <= ${placeholders.value({ N: String(epochSecondsAt(nowMs)) })}`);
  return { TableName: schema.table.name, Key: key, ...conditionFields(write, term) };
}

/** Builds the condition check of a `deleteIfExists` that found no item to mark: there must still be none. */
export function absenceRequest(schema: Schema, key: StoredItem, { nowMs }: Precondition): ConditionCheck {
  const write = conditional(schema, key, { nowMs });
  const fields = conditionFields(write, itemNotExists(existenceOf(write)));
  return { TableName: schema.table.name, Key: key, ConditionExpression: '', ...fields };
}

/**
 * Builds the condition check of an item that a transaction doesn't write.
 *
 * @throws ValidationError `item.invalid` if the condition doesn't fit the class, or is empty
 */
export function checkRequest(schema: Schema, key: StoredItem, precondition: Precondition): ConditionCheck {
  const write = conditional(schema, key, precondition);
  const term = demandedTerm(write);
  if (term === undefined && write.issues.list.length === 0)
    write.issues.reject('a check needs a condition that asks for something');
  const own = isOwnEntity(schema, write.placeholders);
  const version = hasVersion(schema, write.placeholders, 'currentOrNoItem');
  const all = term && joinTerms('AND', [own, version, notHidden(existenceOf(write)), term]);
  const fields = conditionFields(write, all);
  return { TableName: schema.table.name, Key: key, ConditionExpression: '', ...fields };
}
