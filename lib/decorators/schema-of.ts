import { ConfigurationError } from '../errors/configuration-error.ts';
import { defineSchema } from '../schema/define-schema.ts';
import type { AttributeSettings, DocumentDefinition, SchemaDefinition } from '../schema/definition.ts';
import type { Extension } from '../schema/extension.ts';
import { attributeOptions, knownOptions, tableOptions } from '../schema/known-options.ts';
import type { Schema } from '../schema/schema.ts';
import type { EntityClass } from '../values/attribute-type.ts';
import { kindOf } from '../values/issues.ts';
import {
  type AttributeDeclaration,
  type ClassDraft,
  draftsOf,
  type KeyDeclaration,
  type PropertyDraft,
} from './draft.ts';
import { entityOf } from './entity-of.ts';
import { resolveType } from './resolve-type.ts';

const schemas = new WeakMap<EntityClass, Schema>();
const documents = new WeakMap<EntityClass, DocumentDefinition>();

/**
 * Returns the schema of a decorated class: validated, frozen, and created once.
 *
 * @throws ModelDefinitionError `model.invalid`, with all problems of the class
 * @throws ConfigurationError `configuration.invalid` if it is no class
 * @example
 * schemaOf(Phone).table.name;   // 'phonebook'
 */
export function schemaOf<T extends object>(model: EntityClass<T>): Schema<T> {
  const known = schemas.get(model) as Schema<T> | undefined;
  if (known !== undefined) return known;
  if (typeof model !== 'function')
    throw new ConfigurationError(
      `a model is a class, not ${kindOf(model)}; modules that import each other in a circle can have none yet`,
    );
  const schema = defineSchema(definitionOf(model));
  schemas.set(model, schema);
  return schema;
}

function definitionOf<T extends object>(model: EntityClass<T>): SchemaDefinition<T> {
  const drafts = draftsOf(model);
  const document = documentOfClass(model);
  const problems: string[] = [...(document.problems ?? [])];
  const readers = { tableOf: (of: readonly ClassDraft[]) => lastTable(of, problems), schemaOf };
  const declared = entityOf(model, drafts, readers, problems);
  return {
    ...document,
    model,
    table: declared === undefined ? lastTable(drafts, problems) : declared.table,
    entity: declared?.entity,
    partitionKey: lastKey('@PartitionKey', drafts, ({ partitionKeys }) => partitionKeys.map(keyName), problems),
    sortKey: lastKey('@SortKey', drafts, ({ sortKeys }) => sortKeys.map(keyName), problems),
    indexes: byName('@Index', drafts, ({ indexes }) => indexes, problems),
    localIndexes: byName('@LocalIndex', drafts, ({ localIndexes }) => localIndexes, problems),
    vectorIndexes: byName('@VectorIndex', drafts, ({ vectorIndexes }) => vectorIndexes, problems),
    timeToLive: lastKey('@TimeToLive', drafts, ({ timesToLive }) => timesToLive, problems),
    deletedAt: deletedAtIn(drafts, problems),
    extensions: extensionsIn(drafts, problems),
    problems,
  };
}

/** Merges the extensions of a class and its parents in order. A child replaces those of the same name and property. */
function extensionsIn(drafts: readonly ClassDraft[], problems: string[]): Extension[] {
  const merged = new Map<string, Extension>();
  for (const { extensions, properties } of drafts) {
    const ofProperties = [...properties].flatMap(([property, draft]) =>
      draft.extensions.map((extension) => [`${extension.name} ${property}`, extension] as const),
    );
    const ofClass = extensions.map((extension) => [extension.name, extension] as const);
    for (const [identity, extension] of [...ofProperties, ...ofClass]) merged.set(identity, extension);
  }
  const versions = [...merged.values()].filter(({ name }) => name === 'version');
  if (versions.length > 1) problems.push(`it has ${versions.length} @Version; keep one`);
  return [...merged.values()];
}

/** Returns the document definition of a class. Created once per class, so cycles end. */
function documentOfClass(model: EntityClass): DocumentDefinition {
  const known = documents.get(model);
  if (known !== undefined) return known;
  const drafts = draftsOf(model);
  const attributes: Record<string, AttributeSettings> = {};
  const problems = drafts.flatMap((draft) => draft.problems);
  const untyped: string[] = [];
  const name = model.name || 'the class';
  const rules = drafts.flatMap((draft) => draft.rules);
  const definition: DocumentDefinition = { name, model, attributes, rules, problems, untyped };
  const enums = enumsIn(drafts, problems);
  for (const [property, draft] of mergeProperties(drafts)) {
    const settings = settingsOf(`${definition.name}.${property}`, draft, enums.get(property), problems);
    if (settings === undefined) untyped.push(property);
    else attributes[property] = settings;
  }
  for (const property of enums.keys()) {
    if (!(property in attributes) && !untyped.includes(property))
      problems.push(`@Enum names '${property}', which is no attribute; add @Attribute to it`);
  }
  documents.set(model, definition);
  return definition;
}

/** Merges the properties of a class and its parents. The declarations of a child replace those of its parents. */
function mergeProperties(drafts: readonly ClassDraft[]): Map<string, PropertyDraft> {
  const merged = new Map<string, PropertyDraft>();
  for (const { properties } of drafts) {
    for (const [property, draft] of properties) {
      merged.set(property, mergeProperty(draft, merged.get(property)));
    }
  }
  return merged;
}

function mergeProperty(draft: PropertyDraft, inherited: PropertyDraft | undefined): PropertyDraft {
  if (inherited === undefined) return draft;
  return {
    designType: draft.designType ?? inherited.designType,
    declarations: draft.declarations.length > 0 ? draft.declarations : inherited.declarations,
    enums: draft.enums,
    implied: draft.implied.length > 0 ? draft.implied : inherited.implied,
    extensions: [...inherited.extensions, ...draft.extensions],
    unique: draft.unique || inherited.unique,
    encrypted: draft.encrypted ?? inherited.encrypted,
  };
}

function settingsOf(
  where: string,
  { declarations, designType, implied: [stand], unique, encrypted }: PropertyDraft,
  values: readonly (string | number)[] | undefined,
  problems: string[],
): AttributeSettings | undefined {
  if (declarations.length > 1) problems.push(`${where}: it has ${declarations.length} @Attribute; keep one`);
  const [declaration = stand ?? { options: {} }] = declarations;
  const implied = values === undefined ? undefined : typeof values[0] === 'number' ? Number : String;
  // For a property of an enum type, compilers emit Object or the enum itself.
  const isEmitted = typeof designType === 'function' && designType !== Object;
  const emitted = isEmitted ? designType : (implied ?? designType);
  const given = 'type' in declaration ? { type: declaration.type } : { designType: emitted };
  const type = resolveType(where, given, documentOfClass, problems);
  const options = knownOptions(where, declaration.options, attributeOptions, problems);
  return type && { ...options, ...convertOf(options, stand), type, enum: values, unique, encrypted };
}

/** Returns the conversion that a decorator implies, unless the `@Attribute` has one of its own. */
function convertOf(
  options: AttributeDeclaration['options'],
  stand: AttributeDeclaration | undefined,
): Pick<AttributeSettings, 'convert'> {
  const convert = options.convert ?? stand?.options.convert;
  return convert === undefined ? {} : { convert };
}

function enumsIn(drafts: readonly ClassDraft[], problems: string[]): Map<string, readonly (string | number)[]> {
  const merged = new Map<string, readonly (string | number)[]>();
  for (const { enums, properties } of drafts) {
    const own = [
      ...enums,
      ...[...properties].flatMap(([property, draft]) => draft.enums.map((values) => [property, values] as const)),
    ];
    const names = own.map(([property]) => property);
    for (const [property, values] of own) merged.set(property, values);
    for (const name of twice(names)) problems.push(`'${name}' has two enums; keep one`);
  }
  return merged;
}

function lastTable(drafts: readonly ClassDraft[], problems: string[]): SchemaDefinition['table'] {
  const tables = drafts.findLast((draft) => draft.tables.length > 0)?.tables ?? [];
  if (tables.length > 1) problems.push(`it has ${tables.length} @Table; keep one`);
  const [table] = tables;
  if (table === undefined) return undefined;
  const { name, options } = table;
  return { ...knownOptions(`table '${name}'`, options, tableOptions, problems), name };
}

const keyName = ({ name }: KeyDeclaration): string => name;

function lastKey(
  decorator: string,
  drafts: readonly ClassDraft[],
  keysOf: (draft: ClassDraft) => readonly string[],
  problems: string[],
): string | undefined {
  const keys = drafts.map(keysOf).findLast((own) => own.length > 0) ?? [];
  const names = [...new Set(keys)];
  if (names.length > 1)
    problems.push(
      `it has ${names.length} ${decorator}, on ${names.map((name) => `'${name}'`).join(' and ')}; keep one`,
    );
  return names[0];
}

function deletedAtIn(drafts: readonly ClassDraft[], problems: string[]): SchemaDefinition['deletedAt'] {
  const property = lastKey(
    '@DeletedAt',
    drafts,
    ({ deletedAts }) => deletedAts.map((deletedAt) => deletedAt.property),
    problems,
  );
  if (property === undefined) return undefined;
  const last = drafts.flatMap(({ deletedAts }) => deletedAts).findLast((deletedAt) => deletedAt.property === property);
  return { ...last?.options, property };
}

function byName<Settings>(
  decorator: string,
  drafts: readonly ClassDraft[],
  entriesOf: (draft: ClassDraft) => readonly (readonly [string, Settings])[],
  problems: string[],
): Record<string, Settings> {
  const merged: Record<string, Settings> = {};
  for (const draft of drafts) {
    const own = entriesOf(draft);
    for (const name of twice(own.map(([name]) => name)))
      problems.push(`it has two ${decorator} named '${name}'; keep one`);
    for (const [name, settings] of own) merged[name] = settings;
  }
  return merged;
}

const twice = (names: readonly string[]): Set<string> =>
  new Set(names.filter((name, index) => names.indexOf(name) !== index));
