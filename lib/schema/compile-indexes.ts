import {
  maxGlobalIndexes,
  maxIndexKeyAttributes,
  maxKeyNameBytes,
  maxLocalIndexes,
  maxProjectedAttributes,
  tableNamePattern,
} from '../limits.ts';
import type { AttributeSchema, KeyAttribute } from './attribute-schema.ts';
import type { SchemaDefinition } from './definition.ts';
import type { IndexSettings, KeyNames, LocalIndexSettings, ProjectionSettings } from './index-settings.ts';
import { propertyKey } from './key-schema.ts';
import { indexSettings, knownOptions, localIndexSettings } from './known-options.ts';
import type { IndexSchema } from './schema.ts';

/** Finds the attribute for a key role. If the class has none, adds a problem. */
export type KeyFinder = (property: string, role: string) => KeyAttribute | undefined;

/** Returns the properties of a key in order. */
export function keyProperties(names: KeyNames | undefined): readonly string[] {
  return typeof names === 'string' ? [names] : (names ?? []);
}

interface IndexSource {
  readonly definition: SchemaDefinition;
  readonly attributes: Readonly<Record<string, AttributeSchema>>;
  readonly keyOf: KeyFinder;
  readonly problems: string[];
  /** Properties that are not attributes. Other problems report them already. */
  readonly untyped?: readonly string[] | undefined;
}

/** Compiles the secondary indexes of a model. Adds their problems to the list. */
export function compileIndexes(source: IndexSource): Record<string, IndexSchema> {
  const { definition, problems } = source;
  const indexes: Record<string, IndexSchema> = Object.create(null);
  for (const [name, given] of Object.entries(definition.indexes ?? {})) {
    const settings = knownOptions(`index '${name}'`, given, indexSettings, problems);
    indexes[name] = compileIndex(source, name, 'global', settings);
  }
  for (const [name, given] of Object.entries(definition.localIndexes ?? {})) {
    const settings = knownOptions(`index '${name}'`, given, localIndexSettings, problems);
    if (name in indexes) problems.push(`index '${name}': a global and a local index can't have one name`);
    indexes[name] = compileLocal(source, name, settings);
  }
  checkCounts(Object.values(indexes), problems);
  return indexes;
}

function compileLocal(source: IndexSource, name: string, settings: LocalIndexSettings): IndexSchema {
  const { partitionKey = '', sortKey } = source.definition;
  if (sortKey === undefined) {
    source.problems.push(`index '${name}': a table without a sort key can't have a local index; use @Index`);
  }
  return compileIndex(source, name, 'local', { ...settings, partitionKey });
}

function compileIndex(
  source: IndexSource,
  name: string,
  scope: IndexSchema['scope'],
  settings: IndexSettings,
): IndexSchema {
  const { keyOf, problems } = source;
  const names = { partition: keyProperties(settings.partitionKey), sort: keyProperties(settings.sortKey) };
  const find = (property: string): readonly KeyAttribute[] => {
    const attribute = keyOf(property, `a key of index '${name}'`);
    return attribute === undefined ? [] : [attribute];
  };
  checkIndex(problems, name, name, names);
  const partitionKey = Object.freeze(names.partition.flatMap(find));
  const sortKey = Object.freeze(names.sort.flatMap(find));
  return Object.freeze({
    name,
    storedName: name,
    scope,
    key: propertyKey(partitionKey, sortKey),
    partitionKey,
    sortKey,
    projection: projectionOf(source, name, settings.projection ?? 'ALL'),
  });
}

/** Checks the name of an index in DynamoDB, and the number of its key attributes. */
export function checkIndex(
  problems: string[],
  name: string,
  storedName: string,
  { partition, sort }: { readonly partition: readonly unknown[]; readonly sort: readonly unknown[] },
): void {
  if (!tableNamePattern.test(storedName)) {
    problems.push(`index '${name}': a name has 3 to 255 characters of A-Z, a-z, 0-9, '_', '.' and '-'`);
  }
  for (const key of [partition, sort]) {
    if (key.length > maxIndexKeyAttributes)
      problems.push(`index '${name}': a key has at most ${maxIndexKeyAttributes} attributes`);
  }
  const all = [...partition, ...sort];
  if (partition.length === 0) problems.push(`index '${name}': it needs a partition key`);
  if (new Set(all).size < all.length) problems.push(`index '${name}': its key names an attribute twice`);
}

export function projectionOf(
  source: Pick<IndexSource, 'attributes' | 'problems' | 'untyped'>,
  name: string,
  projection: ProjectionSettings,
): IndexSchema['projection'] {
  if (projection === 'ALL' || projection === 'KEYS_ONLY') return projection;
  if (!Array.isArray(projection)) {
    source.problems.push(`index '${name}': its projection is 'ALL', 'KEYS_ONLY' or an array of attributes`);
    return 'ALL';
  }
  const attributes = projection.flatMap((property: string) => {
    const attribute = source.attributes[property];
    if (attribute === undefined && !source.untyped?.includes(property))
      source.problems.push(`index '${name}': its projection names '${property}', which is no attribute`);
    const bytes = Buffer.byteLength(attribute?.name ?? '', 'utf8');
    if (bytes > maxKeyNameBytes) {
      source.problems.push(
        `index '${name}': it projects '${property}', whose stored name has ${bytes} bytes of at most ${maxKeyNameBytes}`,
      );
    }
    return attribute ?? [];
  });
  if (projection.length === 0) source.problems.push(`index '${name}': its projection is empty; say 'KEYS_ONLY'`);
  return Object.freeze([...new Set(attributes)]);
}

/** Checks the number of indexes and projected attributes of a table. */
export function checkCounts(
  indexes: readonly { readonly scope: IndexSchema['scope']; readonly projection: string | readonly unknown[] }[],
  problems: string[],
): void {
  const globals = indexes.filter(({ scope }) => scope === 'global').length;
  const locals = indexes.length - globals;
  const projected = indexes.reduce(
    (sum, { projection }) => sum + (typeof projection === 'string' ? 0 : projection.length),
    0,
  );
  if (globals > maxGlobalIndexes) problems.push(`${globals} global indexes; a table has at most ${maxGlobalIndexes}`);
  if (locals > maxLocalIndexes) problems.push(`${locals} local indexes; a table has at most ${maxLocalIndexes}`);
  if (projected > maxProjectedAttributes) {
    problems.push(`its indexes project ${projected} named attributes, of at most ${maxProjectedAttributes} together`);
  }
}
