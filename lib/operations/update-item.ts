import { itemExists, itemIsDeleted, notHidden } from '../expressions/existence.ts';
import type { AcceptedVersions } from '../expressions/own-kind.ts';
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
  existenceOf,
  type Precondition,
  preconditionTerm,
} from './write-condition.ts';

type ChangeRequest = UpdateItemCommandInput & { ReturnValuesOnConditionCheckFailure?: 'ALL_OLD' };

/**
 * Builds the request that updates an existing item, without `ReturnValues`, which only single writes have.
 *
 * @throws ValidationError `item.invalid` if a change or condition doesn't fit the class
 */
export function updateRequest(
  schema: Schema,
  key: StoredItem,
  changes: unknown,
  settings: UpdateSettings = {},
  precondition: Precondition = {},
): ChangeRequest {
  return changeRequest(schema, key, changes, settings, precondition, 'current', (write) =>
    itemExists(existenceOf(write)),
  );
}

/**
 * Builds the request that removes the mark of a deleted item, without `ReturnValues`.
 *
 * @throws ValidationError `item.invalid` if a change of an extension or the condition doesn't fit the class
 */
export function restoreRequest(
  schema: Schema,
  key: StoredItem,
  settings: UpdateSettings,
  precondition: Precondition = {},
): ChangeRequest {
  return changeRequest(schema, key, {}, settings, precondition, 'current', (write) =>
    itemIsDeleted(existenceOf(write)),
  );
}

/**
 * Builds the request that updates an item, or creates it if the changes and defaults are complete.
 *
 * @param settings - with the `defaults` for attributes that are absent and not changed
 * @throws ValidationError `item.invalid` if a change or condition doesn't fit the class
 */
export function upsertRequest(
  schema: Schema,
  key: StoredItem,
  changes: Readonly<Record<string, unknown>>,
  settings: UpdateSettings = {},
  precondition: Precondition = {},
): ChangeRequest {
  const defaults = new Map(settings.defaults);
  const changed = changedNames(schema, changes, settings);
  for (const name of changed) defaults.delete(name);
  for (const name of Object.keys(key)) defaults.delete(name);
  const isWhole = missingAttributes(schema, changes, settings).length === 0;
  const creating = { ...settings, creates: true, defaults, mayBeEmpty: true };
  return changeRequest(schema, key, changes, creating, precondition, 'currentOrNoItem', (write) =>
    isWhole ? notHidden(existenceOf(write)) : itemExists(existenceOf(write)),
  );
}

/** Returns the required properties that the changes lack. An upsert with any can update an item, but not create one. */
export function missingAttributes(
  schema: Schema,
  changes: Readonly<Record<string, unknown>>,
  settings: UpdateSettings = {},
): string[] {
  const changed = changedNames(schema, changes, settings);
  return schema.mapper.requiredAttributes().flatMap(({ name, property }) => (changed.has(name) ? [] : property));
}

/** Returns the stored names of the attributes that an update changes as a whole or in part. */
function changedNames(
  schema: Schema,
  changes: Readonly<Record<string, unknown>>,
  settings: UpdateSettings,
): Set<string> {
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
  accepted: AcceptedVersions,
  base: (write: ConditionalWrite) => Term | undefined,
): ChangeRequest {
  const issues = new Issues();
  const placeholders = new Placeholders();
  const update = updateExpression(schema, changes, issues, placeholders, settings);
  if (update === undefined) throw schema.mapper.refusal(issues, schema.mapper.keyText(key));
  const write = { schema, key, placeholders, issues, precondition: withDocuments(precondition, settings.documents) };
  const condition = joinTerms('AND', [base(write), update.kinds, preconditionTerm(write, accepted)]);
  const fields = conditionFields(write, condition);
  if (update.expression === '') return { TableName: schema.table.name, Key: key, ...fields };
  return { TableName: schema.table.name, Key: key, UpdateExpression: update.expression, ...fields };
}

/** Documents to create must still be absent. */
function withDocuments(precondition: Precondition, documents: UpdateSettings['documents']): Precondition {
  if (documents === undefined || documents.length === 0) return precondition;
  return { ...precondition, absent: [...(precondition.absent ?? []), ...documents.map(({ elements }) => elements)] };
}
