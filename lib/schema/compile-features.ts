import { isPlainObject } from '../values/collections.ts';
import type { AttributeSchema } from './attribute-schema.ts';
import { softDeleteOf } from './compile-soft-delete.ts';
import type { SchemaDefinition } from './definition.ts';
import type { Extension } from './extension.ts';
import type { KeySchema } from './key-schema.ts';
import { indexHoldsGuards } from './kinds.ts';
import { extensionMembers, knownOptions } from './known-options.ts';
import type { IndexSchema, Schema } from './schema.ts';

type Features = Pick<Schema, 'timeToLive' | 'softDelete' | 'uniques' | 'extensions' | 'extensionOptions'>;
type Attributes = Readonly<Record<string, AttributeSchema>>;

const scalarKinds: ReadonlySet<string> = new Set(['S', 'N', 'B']);

/** Compiles the features of a class besides attributes, keys, and indexes. Adds its problems to the list. */
export function compileFeatures(
  definition: SchemaDefinition,
  attributes: Attributes,
  { key, indexes: byName }: { readonly key: KeySchema; readonly indexes: Schema['indexes'] },
  problems: string[],
): Features {
  const indexes = Object.values(byName);
  const extensions = Object.freeze([...(definition.extensions ?? [])]);
  for (const extension of extensions) {
    // An instance of a class of the user may have members of its own.
    if (isPlainObject(extension)) knownOptions(`extension '${extension.name}'`, extension, extensionMembers, problems);
    checkManaged(extension, attributes, problems);
    checkOwnOptions(extension, problems);
  }
  const uniques = Object.freeze(Object.values(attributes).filter(({ unique }) => unique));
  for (const attribute of uniques) checkUnique(definition, key, attribute, problems);
  const timeToLive = expiryOf(definition, attributes, problems);
  const softDelete = softDeleteOf(definition, attributes, problems);
  if (timeToLive !== undefined) checkProjections(timeToLive, 'the time to live, expired items', indexes, problems);
  if (softDelete !== undefined) checkProjections(softDelete.attribute, 'it, deleted items', indexes, problems);
  if (uniques.length > 0) checkGuards({ key, timeToLive }, indexes, problems);
  const extensionOptions = new Set(extensions.flatMap(({ options = [] }) => options));
  return { timeToLive, softDelete, uniques, extensions, extensionOptions };
}

function checkManaged({ name, manages = [] }: Extension, attributes: Attributes, problems: string[]): void {
  for (const property of manages) {
    if (attributes[property] === undefined)
      problems.push(`extension '${name}' manages '${property}', which is no attribute; add @Attribute to it`);
  }
}

/** The options of writes that belong to the framework. */
const frameworkOptions: ReadonlySet<string> = new Set(['signal', 'timeoutMs', 'if', 'version']);

function checkOwnOptions({ name, options = [] }: Extension, problems: string[]): void {
  for (const option of options) {
    if (frameworkOptions.has(option))
      problems.push(`extension '${name}' declares the option '${option}', which is the framework's; use another name`);
  }
}

function checkUnique(
  definition: SchemaDefinition,
  key: KeySchema,
  attribute: AttributeSchema,
  problems: string[],
): void {
  const { property, kind } = attribute;
  if (!scalarKinds.has(kind))
    problems.push(`'${property}' is unique, so it must be a string, number or binary, not ${kind}`);
  if (definition.attributes[property]?.default !== undefined)
    problems.push(`'${property}' is unique, so it has no default; give it, or use @GeneratedId`);
  if (key.has(attribute)) problems.push(`'${property}' is a key, and create() keeps keys unique; leave @Unique out`);
}

function expiryOf(
  { timeToLive: property }: SchemaDefinition,
  attributes: Attributes,
  problems: string[],
): AttributeSchema | undefined {
  const attribute = property === undefined ? undefined : attributes[property];
  if (property !== undefined && attribute === undefined)
    problems.push(`'${property}' is the time to live, and is no attribute; add @Attribute to it`);
  if (attribute !== undefined && attribute.kind !== 'N')
    problems.push(`'${property}' is the time to live, which DynamoDB counts in seconds; declare it as epochSeconds()`);
  return attribute;
}

/** Rejects an index without an attribute that hides items, because its queries would return hidden items. */
function checkProjections(
  { property: hiding }: AttributeSchema,
  consequence: string,
  indexes: readonly IndexSchema[],
  problems: string[],
): void {
  for (const { name, projection, partitionKey, sortKey } of indexes) {
    const held = [...partitionKey, ...sortKey, ...(typeof projection === 'string' ? [] : projection)];
    if (projection === 'ALL' || held.some(({ property }) => property === hiding)) continue;
    problems.push(`index '${name}': add '${hiding}' to its projection; without ${consequence} would be read`);
  }
}

/** Rejects an index that contains the guards of unique values but not the attribute that identifies them. */
function checkGuards(
  keys: Pick<Schema, 'key' | 'timeToLive'>,
  indexes: readonly IndexSchema[],
  problems: string[],
): void {
  for (const index of indexes) {
    if (index.projection === 'ALL' || !indexHoldsGuards(keys, index)) continue;
    const text = keys.timeToLive === undefined ? 'keys' : 'keys and time to live';
    problems.push(`index '${index.name}': made of the table's ${text} alone, it must project 'ALL' beside @Unique`);
  }
}
