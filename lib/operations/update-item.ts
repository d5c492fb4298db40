import { itemExists, notExpired } from '../expressions/existence.ts';
import { headOf } from '../expressions/path.ts';
import { Placeholders } from '../expressions/placeholders.ts';
import { joinTerms, type Term } from '../expressions/term.ts';
import { type UpdateSettings, updateExpression } from '../expressions/update.ts';
import type { Schema } from '../schema/schema.ts';
import type { StoredItem, UpdateItemCommandInput } from '../sdk-types.ts';
import { Issues } from '../values/issues.ts';
import {
  type ConditionalWrite,
  conditionFields,
  momentOf,
  type Precondition,
  preconditionTerm,
} from './write-condition.ts';

type ChangeRequest = UpdateItemCommandInput & { ReturnValuesOnConditionCheckFailure?: 'ALL_OLD' };

/**
 * The request that changes an item where there is one; `ReturnValues` is what only a single write has.
 *
 * @throws ValidationError `item.invalid`
 */
export function updateRequest(
  schema: Schema,
  key: StoredItem,
  changes: unknown,
  settings: UpdateSettings = {},
  precondition: Precondition = {},
): ChangeRequest {
  return changeRequest(schema, key, changes, settings, precondition, (write) => itemExists(momentOf(write)));
}

/**
 * The request that changes an item, or makes it where the changes and defaults are all that it needs.
 *
 * @param settings - with the `defaults` that are written where nothing is given and stored
 * @throws ValidationError `item.invalid`
 */
export function upsertRequest(
  schema: Schema,
  key: StoredItem,
  changes: Readonly<Record<string, unknown>>,
  settings: UpdateSettings = {},
  precondition: Precondition = {},
): ChangeRequest {
  const defaults = new Map(settings.defaults);
  const given = givenNames(schema, changes, settings);
  for (const name of given) defaults.delete(name);
  for (const name of Object.keys(key)) defaults.delete(name);
  const isWhole = missingAttributes(schema, changes, settings).length === 0;
  const creating = { ...settings, creates: true, defaults, mayBeEmpty: true };
  return changeRequest(schema, key, changes, creating, precondition, (write) =>
    isWhole ? notExpired(momentOf(write)) : itemExists(momentOf(write)),
  );
}

/** The properties without which an upsert can change an item, and can't make one. */
export function missingAttributes(
  schema: Schema,
  changes: Readonly<Record<string, unknown>>,
  settings: UpdateSettings = {},
): string[] {
  const given = givenNames(schema, changes, settings);
  return schema.mapper.requiredAttributes().flatMap(({ name, property }) => (given.has(name) ? [] : property));
}

/** The stored names of the attributes that an update sets or changes, whole or in part. */
function givenNames(schema: Schema, changes: Readonly<Record<string, unknown>>, settings: UpdateSettings): Set<string> {
  const all = Object.entries({ ...changes, ...settings.additions }).filter(([, value]) => value !== undefined);
  const properties = all.map(([path]) => headOf(schema, path));
  const names = properties.map((property) => schema.attributes[property]?.name ?? property);
  return new Set([...names, ...(settings.documents ?? []).map(({ elements }) => String(elements[0]))]);
}

function changeRequest(
  schema: Schema,
  key: StoredItem,
  changes: unknown,
  settings: UpdateSettings,
  precondition: Precondition,
  base: (write: ConditionalWrite) => Term | undefined,
): ChangeRequest {
  const issues = new Issues();
  const placeholders = new Placeholders();
  const update = updateExpression(schema, changes, issues, placeholders, settings);
  if (update === undefined) throw schema.mapper.refusal(issues, schema.mapper.keyText(key));
  const write = { schema, key, placeholders, issues, precondition: withDocuments(precondition, settings.documents) };
  const condition = joinTerms('AND', [base(write), preconditionTerm(write)]);
  const fields = conditionFields(write, condition);
  if (update.expression === '') return { TableName: schema.table.name, Key: key, ...fields };
  return { TableName: schema.table.name, Key: key, UpdateExpression: update.expression, ...fields };
}

/** Documents that are made whole must still be absent. */
function withDocuments(precondition: Precondition, documents: UpdateSettings['documents']): Precondition {
  if (documents === undefined || documents.length === 0) return precondition;
  return { ...precondition, absent: [...(precondition.absent ?? []), ...documents.map(({ elements }) => elements)] };
}
