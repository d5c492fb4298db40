import { ModelDefinitionError } from '../errors/model-definition-error.ts';
import { maxKeyNameBytes } from '../limits.ts';
import type { AttributeKind } from '../values/converter.ts';
import type { AttributeSchema, KeyAttribute } from './attribute-schema.ts';
import { checkEntity } from './check-entity.ts';
import { compileDerived, withSources } from './compile-derived.ts';
import { DocumentCompiler, type KeyRole, type KeyUse } from './compile-document.ts';
import { compileEncryption } from './compile-encryption.ts';
import { EntityKeyCompiler } from './compile-entity.ts';
import { compileEntityIndexes } from './compile-entity-indexes.ts';
import { compileFeatures } from './compile-features.ts';
import { compileIndexes, type KeyFinder, keyProperties } from './compile-indexes.ts';
import { compileTable } from './compile-table.ts';
import { versionsOf } from './compile-versions.ts';
import type { SchemaDefinition, VectorIndexSource } from './definition.ts';
import { entityKeyUses } from './entity-key-uses.ts';
import { TableEntity } from './entity-kind.ts';
import type { KeyNames } from './index-settings.ts';
import { ItemMapper } from './item-mapper.ts';
import { type KeySchema, propertyKey } from './key-schema.ts';
import { type DerivedAttribute, MadeAttributes } from './made-attributes.ts';
import { isRequired } from './member.ts';
import type { IndexSchema, Schema, VectorIndexSchema } from './schema.ts';

const keyKinds: ReadonlySet<AttributeKind> = new Set(['S', 'N', 'B']);

/**
 * Validates and freezes a model definition without decorators. `schemaOf` uses it too.
 *
 * @throws ModelDefinitionError `model.invalid`, with all problems
 * @example
 * const phone = defineSchema({
 *   name: 'Phone',
 *   table: { name: 'phonebook' },
 *   attributes: { personId: { type: Number }, name: { type: String } },
 *   partitionKey: 'personId',
 * });
 */
export function defineSchema<T extends object = Record<string, unknown>>(definition: SchemaDefinition<T>): Schema<T> {
  const compiler = new DocumentCompiler();
  const uses = definition.entity === undefined ? keysOf(definition) : entityKeyUses(definition.entity);
  const codec = compiler.compile(definition, uses);
  compiler.finish();
  const { problems } = compiler;
  const attributes: Record<string, AttributeSchema> = Object.create(null);
  for (const { attribute } of codec.members.values()) attributes[attribute.property] = attribute;
  const keyOf: KeyFinder = (property, role) =>
    definition.untyped?.includes(property) ? undefined : findKey(definition, attributes, property, role, problems);
  const table = compileTable(definition, problems);
  const keys = compileKeys({ definition, attributes, keyOf, problems });
  const { key, indexes } = keys;
  const vectorIndexes = compileVectorIndexes({ definition, attributes, indexes, keyOf, problems });
  const properties = compileDerived(definition, attributes, problems);
  const made = [...properties, ...keys.derived.map((each) => withSources(each, properties))];
  const encrypted = compileEncryption(definition, { attributes, key, indexes, vectorIndexes, derived: made }, problems);
  const derived = encrypted === undefined ? made : [...made, ...encrypted.hashes];
  const [partitionKey, sortKey] = key.attributes;
  const features = compileFeatures(definition, attributes, keys, problems);
  const versions = versionsOf(definition, { attributes, key, derived }, problems);
  if (problems.length > 0 || partitionKey === undefined || table === undefined) {
    throw new ModelDefinitionError(definition.name, [...new Set(problems)]);
  }
  const entity = definition.entity && new TableEntity(definition.entity, key);
  const makes =
    entity === undefined && derived.length === 0 && versions === undefined
      ? undefined
      : new MadeAttributes(
          { key, indexes, derived },
          entity && { attribute: entity.attribute, name: entity.isAbstract ? undefined : entity.name },
          [...codec.members.values()].filter(isRequired).map(({ attribute }) => attribute),
          versions,
        );
  codec.makes(makes?.names);
  return Object.freeze({
    model: definition.model,
    name: definition.name,
    table,
    attributes: Object.freeze(attributes),
    key,
    partitionKey,
    sortKey,
    indexes: Object.freeze(indexes),
    vectorIndexes,
    entity,
    made: makes,
    versions,
    encryption: encrypted?.encryption,
    ...features,
    mapper: new ItemMapper<T>(table.name, codec, key, makes, versions, encrypted?.encryption.attributes),
  });
}

/** Each vector index has its own compilation. */
function compileVectorIndexes(source: VectorIndexSource): Schema['vectorIndexes'] {
  const compiled: Record<string, VectorIndexSchema> = Object.create(null);
  for (const [name, { compile }] of Object.entries(source.definition.vectorIndexes ?? {})) {
    const index = compile(name, source);
    if (index !== undefined) compiled[name] = index;
  }
  return Object.freeze(compiled);
}

/**
 * Returns the keys of the table and all indexes that each property belongs to. Each key limits the bytes of the value.
 */
function keysOf({ partitionKey, sortKey, indexes = {}, localIndexes = {} }: SchemaDefinition): Map<string, KeyUse> {
  const keys = new Map<string, KeyUse>();
  const add = (names: KeyNames | undefined, role: KeyRole): void => {
    for (const name of keyProperties(names)) {
      const isTableKey = name === partitionKey || name === sortKey;
      keys.set(name, { roles: [...(keys.get(name)?.roles ?? []), role], isTableKey });
    }
  };
  add(partitionKey, 'partition');
  add(sortKey, 'sort');
  for (const index of Object.values(indexes)) {
    // The compilation of the index reports an entry that is not an object.
    add(index?.partitionKey, 'partition');
    add(index?.sortKey, 'sort');
  }
  for (const index of Object.values(localIndexes)) add(index?.sortKey, 'sort');
  return keys;
}

const isKey = (attribute: AttributeSchema): attribute is KeyAttribute => keyKinds.has(attribute.kind);

function findKey(
  definition: SchemaDefinition,
  attributes: Readonly<Record<string, AttributeSchema>>,
  property: string,
  role: string,
  problems: string[],
): KeyAttribute | undefined {
  const attribute = attributes[property];
  if (attribute === undefined) {
    problems.push(`'${property}' is ${role}, and is no attribute; add @Attribute to it`);
    return undefined;
  }
  if (attribute.nullable) problems.push(`'${property}' is ${role}, so it can't be null`);
  const bytes = Buffer.byteLength(attribute.name, 'utf8');
  if (bytes > maxKeyNameBytes)
    problems.push(`'${property}' is ${role}, so its stored name has at most ${maxKeyNameBytes} bytes, not ${bytes}`);
  const encrypted = definition.attributes[property]?.encrypted;
  if (encrypted !== undefined) return encrypted.keyOf(attribute, role, problems);
  if (isKey(attribute)) return attribute;
  problems.push(`'${property}' is ${role}, so it must be a string, number or binary, not ${attribute.kind}`);
  return undefined;
}

interface KeysSource {
  readonly definition: SchemaDefinition;
  readonly attributes: Readonly<Record<string, AttributeSchema>>;
  readonly keyOf: KeyFinder;
  readonly problems: string[];
}

/** The keys of a class: properties, or the templates of an entity. */
interface CompiledKeys {
  readonly key: KeySchema;
  readonly indexes: Record<string, IndexSchema>;
  readonly derived: readonly DerivedAttribute[];
}

function compileKeys(source: KeysSource): CompiledKeys {
  const { definition, attributes, keyOf, problems } = source;
  const { entity, untyped } = definition;
  if (entity !== undefined) {
    const compiler = new EntityKeyCompiler(entity, attributes, problems);
    const key = compiler.tableKey();
    const compiled = compileEntityIndexes({ entity, attributes, compiler, tableKey: key, keyOf, problems });
    checkEntity({ entity, attributes, key, indexes: compiled.indexes }, problems);
    return { key, ...compiled };
  }
  const partitionKey = tableKey(definition.partitionKey, 'the partition key', keyOf, problems);
  const sortKey =
    definition.sortKey === undefined ? undefined : tableKey(definition.sortKey, 'the sort key', keyOf, problems);
  if (definition.partitionKey === undefined) problems.push("it has no partition key; add @PartitionKey('property')");
  if (partitionKey !== undefined && partitionKey === sortKey)
    problems.push(`'${partitionKey.property}' can't be both keys`);
  const key = propertyKey(partitionKey === undefined ? [] : [partitionKey], sortKey === undefined ? [] : [sortKey]);
  return { key, indexes: compileIndexes({ definition, attributes, keyOf, problems, untyped }), derived: [] };
}

function tableKey(
  property: string | undefined,
  role: string,
  keyOf: KeyFinder,
  problems: string[],
): KeyAttribute | undefined {
  const attribute = property === undefined ? undefined : keyOf(property, role);
  if (attribute?.optional) problems.push(`'${property}' is ${role}, so it can't be optional`);
  if (attribute?.derivedFrom !== undefined)
    problems.push(`'${property}' is ${role}, which never changes, so it can't be derived; leave derive out`);
  return attribute;
}
