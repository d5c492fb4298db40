import { isOptions } from '../errors/option-rules.ts';
import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import { Issues } from '../values/issues.ts';
import { valueIdentity } from '../values/value-identity.ts';
import type { AttributeSchema, KeyAttribute } from './attribute-schema.ts';
import type { KeyRole } from './compile-document.ts';
import type { EntityKeyCompiler } from './compile-entity.ts';
import { checkIndex, type KeyFinder, projectionOf } from './compile-indexes.ts';
import type {
  EntityDefinition,
  EntityIndexAttribute,
  EntityIndexKey,
  EntityIndexSettings,
} from './entity-definition.ts';
import { isMade, type KeyPart, KeySchema, keyValueOf, propertyPart } from './key-schema.ts';
import { keySourceOf } from './key-source.ts';
import { entityIndexAttribute, entityIndexSettings, knownOptions } from './known-options.ts';
import type { DerivedAttribute } from './made-attributes.ts';
import type { IndexSchema } from './schema.ts';

/** The input of the compilation of an entity's indexes. */
export interface EntityIndexSource {
  readonly entity: EntityDefinition;
  readonly attributes: Readonly<Record<string, AttributeSchema>>;
  readonly compiler: EntityKeyCompiler;
  readonly tableKey: KeySchema;
  readonly keyOf: KeyFinder;
  readonly problems: string[];
}

/** Compiles the indexes of an entity, by logical name, and the attributes that their templates make. */
export function compileEntityIndexes(source: EntityIndexSource): {
  readonly indexes: Record<string, IndexSchema>;
  readonly derived: readonly DerivedAttribute[];
} {
  const indexes: Record<string, IndexSchema> = Object.create(null);
  const derived = new Map<string, Made>();
  for (const [name, given] of Object.entries(source.entity.keys.indexes ?? {})) {
    const settings = knownOptions(`index '${name}'`, given, entityIndexSettings, source.problems);
    if (!isOptions(given)) continue;
    const when = whenOf(source, name, settings);
    const index = compileIndex(source, name, settings, when);
    indexes[name] = index;
    for (const [stored, made] of madeBy(source, index, settings, when)) {
      const other = derived.get(stored);
      if (other !== undefined && other.text !== made.text)
        source.problems.push(`index '${name}': '${stored}' is made in another way already; give it another attribute`);
      derived.set(stored, made);
    }
  }
  return { indexes, derived: [...derived.values()].map(({ attribute }) => attribute) };
}

/** A key attribute that is made, and a text that is equal if it is made in the same way. */
interface Made {
  readonly text: string;
  readonly attribute: DerivedAttribute;
}

/** Returns the key attributes of an index that are made, by stored name. */
function madeBy(
  source: EntityIndexSource,
  { name, key }: IndexSchema,
  settings: EntityIndexSettings,
  when: readonly Equality[],
): [stored: string, made: Made][] {
  const { entity, tableKey, problems } = source;
  const parts = key.parts.filter((part) => isMade(part) && !tableKey.attributes.includes(part.attribute));
  if (settings.when !== undefined && !parts.some(({ template }) => template !== undefined))
    problems.push(`index '${name}': 'when' needs a key attribute with a template, which it leaves out`);
  const own = parts.filter(({ attribute }) => attribute.name !== entity.attribute);
  return own.map((part) => {
    // A constant alone is no key, so the item lacks it if it lacks the other part of the key.
    const others = part.sources.length > 0 ? [] : key.parts.filter(({ sources }) => sources.length > 0);
    const made = [part, ...others].map(({ sources, template }) => [
      sources.map(({ path }) => path),
      template?.template.text,
    ]);
    const text = JSON.stringify([made, settings.when]);
    return [part.attribute.name, { text, attribute: derivedOf(part, when, others) }];
  });
}

/** One equality of `when`, in stored form. */
interface Equality {
  readonly attribute: AttributeSchema;
  readonly value: AttributeValue;
  readonly identity: string;
}

/** @param others - key attributes without which this one is absent */
function derivedOf(part: KeyPart, when: readonly Equality[], others: readonly KeyPart[]): DerivedAttribute {
  const sources = [...[part, ...others].flatMap((each) => each.sources), ...when].map(({ attribute }) => attribute);
  const holds = (item: StoredItem): boolean =>
    when.every(({ attribute, identity }) => valueIdentity(item[attribute.name]) === identity);
  return {
    name: part.attribute.name,
    sources: [...new Set(sources)],
    stored: (item, issues) => {
      const isMissing = (other: KeyPart): boolean =>
        keyValueOf(other, (each) => each.storedIn(item), new Issues()) === undefined;
      if (!holds(item) || others.some(isMissing)) return undefined;
      const value = keyValueOf(part, (each) => each.storedIn(item), issues);
      if (value === undefined || part.attribute.codec.canBeKey(value)) return value;
      issues.report(`makes a key of an index, '${part.attribute.name}', that is too long`, 'range');
      return undefined;
    },
  };
}

function compileIndex(
  source: EntityIndexSource,
  name: string,
  settings: EntityIndexSettings,
  when: readonly Equality[],
): IndexSchema {
  const storedName = settings.name ?? name;
  const isLocal = settings.partitionKey === undefined;
  const partition = isLocal ? source.tableKey.partition : partsOf(source, name, settings.partitionKey, 'partition');
  const sort = settings.sortKey === undefined ? [] : partsOf(source, name, settings.sortKey, 'sort');
  const fixed = new Map(when.map(({ attribute, value }) => [attribute.property, value]));
  const isMadeHere = (part: KeyPart): boolean => fixed.size > 0 && !source.tableKey.attributes.includes(part.attribute);
  const withFixed = (part: KeyPart): KeyPart => (isMadeHere(part) ? { ...part, fixed } : part);
  const key = new KeySchema(partition.map(withFixed), sort.map(withFixed));
  const namesOf = (parts: readonly KeyPart[]): string[] => parts.map(({ attribute }) => attribute.name);
  checkIndex(source.problems, name, storedName, { partition: namesOf(partition), sort: namesOf(sort) });
  const projection = projectionOf(source, name, settings.projection ?? 'ALL');
  return Object.freeze({
    name,
    storedName,
    scope: isLocal ? 'local' : 'global',
    key,
    partitionKey: Object.freeze(partition.map(({ attribute }) => attribute)),
    sortKey: Object.freeze(sort.map(({ attribute }) => attribute)),
    projection,
  });
}

function partsOf(source: EntityIndexSource, name: string, key: EntityIndexKey | undefined, role: KeyRole): KeyPart[] {
  const { entity, compiler, tableKey, keyOf, problems } = source;
  if (key === undefined) return [];
  if (typeof key === 'object' && !Array.isArray(key)) {
    const where = `index '${name}': its ${role}Key`;
    const { attribute, template } = knownOptions(where, key as EntityIndexAttribute, entityIndexAttribute, problems);
    if (template !== undefined) {
      const where = `index '${name}': '${attribute}'`;
      return [compiler.templatePart(where, { name: attribute, kind: 'S' }, template, role) ?? []].flat();
    }
    const own = tableKey.parts.find((part) => part.attribute.name === attribute);
    if (own === undefined)
      problems.push(`index '${name}': '${attribute}' has no template, and is no key attribute of the table`);
    return own === undefined ? [] : [own];
  }
  return [key].flat().flatMap((property): readonly KeyPart[] => {
    if (property === entity.attribute) {
      const where = `index '${name}': '${property}'`;
      const part = compiler.templatePart(where, { name: property, kind: 'S' }, literal(entity.name), role);
      return part === undefined ? [] : [part];
    }
    const attribute = keyOf(property, `a key of index '${name}'`);
    if (attribute?.encryption !== undefined) return [propertyPart(attribute)];
    const found = attribute && keySourceOf(source.attributes, property);
    return attribute === undefined || typeof found !== 'object'
      ? []
      : [{ attribute: attribute as KeyAttribute, sources: [found], template: undefined }];
  });
}

/** Returns a template that makes a constant text. */
const literal = (text: string): string => text.replaceAll('{', '{{').replaceAll('}', '}}');

/** The kinds of values that `when` compares. A part of any other kind can change by itself. */
const comparedKinds: ReadonlySet<string> = new Set(['S', 'N', 'B', 'BOOL']);

function whenOf(
  { attributes, problems }: EntityIndexSource,
  name: string,
  { when = {} }: EntityIndexSettings,
): Equality[] {
  if (!isOptions(when)) {
    problems.push(`index '${name}': 'when' is an object of properties and values, such as { state: 'OPEN' }`);
    return [];
  }
  return Object.entries(when).flatMap(([property, value]) => {
    const attribute = Object.hasOwn(attributes, property) ? attributes[property] : undefined;
    if (attribute === undefined) problems.push(`index '${name}': 'when' names '${property}', which is no attribute`);
    else if (!comparedKinds.has(attribute.kind))
      problems.push(`index '${name}': 'when' compares texts, numbers, booleans and bytes, and '${property}' is none`);
    const issues = new Issues();
    const stored = attribute?.codec.encode(value, issues);
    for (const { message } of issues.list) problems.push(`index '${name}': 'when' of '${property}' ${message}`);
    return attribute === undefined || stored === undefined
      ? []
      : [{ attribute, value: stored, identity: valueIdentity(stored) }];
  });
}
