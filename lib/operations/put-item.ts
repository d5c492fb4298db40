import { keyIsFree, notDeletedUnlessExpired, notHidden } from '../expressions/existence.ts';
import { hasVersion, isSameEntity } from '../expressions/own-kind.ts';
import { Placeholders } from '../expressions/placeholders.ts';
import { joinTerms } from '../expressions/term.ts';
import type { Schema } from '../schema/schema.ts';
import type { PutItemCommandInput, StoredItem } from '../sdk-types.ts';
import { Issues } from '../values/issues.ts';
import {
  type ConditionalWrite,
  conditionFields,
  demandedTerm,
  existenceOf,
  isOpen,
  type Precondition,
  preconditionTerm,
  replacedVersions,
} from './write-condition.ts';

const conditionalPut = (schema: Schema, item: StoredItem, precondition: Precondition): ConditionalWrite => ({
  schema,
  key: schema.mapper.keyOf(item),
  placeholders: new Placeholders(),
  issues: new Issues(),
  precondition,
});

/**
 * Builds the request that writes an item, whether one with its key exists or not. Refuses to replace a deleted item.
 *
 * @throws ValidationError `item.invalid` if the condition doesn't fit the class
 */
export function putRequest(schema: Schema, item: StoredItem, precondition: Precondition = {}): PutItemCommandInput {
  const isPlain = schema.softDelete === undefined && schema.entity === undefined && schema.versions === undefined;
  if (isOpen(precondition) && isPlain) return { TableName: schema.table.name, Item: item };
  const write = conditionalPut(schema, item, precondition);
  const term = demandedTerm(write);
  const existence = existenceOf(write);
  const demanded = term ? joinTerms('AND', [notHidden(existence), term]) : notDeletedUnlessExpired(existence);
  const { placeholders } = write;
  const version = hasVersion(schema, placeholders, replacedVersions(precondition));
  const condition = joinTerms('AND', [isSameEntity(schema, placeholders), version, demanded]);
  return { TableName: schema.table.name, Item: item, ...conditionFields(write, condition) };
}

/** Builds the request that writes an item if none with its key exists. */
export function createRequest(schema: Schema, item: StoredItem, precondition: Precondition = {}): PutItemCommandInput {
  const write = conditionalPut(schema, item, precondition);
  const condition = joinTerms('AND', [keyIsFree(existenceOf(write)), preconditionTerm(write)]);
  return { TableName: schema.table.name, Item: item, ...conditionFields(write, condition) };
}
