import { maxVectorFilters, maxVectorIndexes, tableNamePattern } from '../limits.ts';
import type { AttributeSchema, KeyAttribute } from '../schema/attribute-schema.ts';
import { projectionOf } from '../schema/compile-indexes.ts';
import type { VectorIndexSource } from '../schema/definition.ts';
import { knownOptions } from '../schema/known-options.ts';
import type { VectorIndexSchema } from '../schema/schema.ts';
import { isCapacity } from '../schema/table-rules.ts';
import type { VectorIndexSettings } from '../schema/vector-index.ts';
import { kindOf } from '../values/issues.ts';
import { distances } from './distances.ts';
import { searchItems } from './search-items.ts';
import { addTableIndex } from './table-vector-index.ts';

const known: { readonly [Name in keyof VectorIndexSettings]-?: true } = {
  vector: true,
  partitionKey: true,
  filters: true,
  distance: true,
  projection: true,
};

/** Compiles a vector index. Undefined, with problems in the list, if it has no vector. */
export function compileVectorIndex(
  name: string,
  given: VectorIndexSettings,
  source: VectorIndexSource,
): VectorIndexSchema | undefined {
  const { definition, problems, keyOf } = source;
  const where = `index '${name}'`;
  const settings = knownOptions(where, given, known, problems);
  const { partitionKey, filters = [], distance, projection = 'ALL' } = settings;
  checkPlace(name, source);
  if (!Object.hasOwn(distances, distance ?? ''))
    problems.push(`${where}: its distance must be ${Object.keys(distances).join(', ')}, not ${kindOf(distance)}`);
  const vector = vectorOf(where, settings.vector, source);
  const find = (property: string, role: string): KeyAttribute[] => {
    const attribute = keyOf(property, `${role} of ${where}`);
    return attribute === undefined ? [] : [attribute];
  };
  const [partition] = partitionKey === undefined ? [] : find(partitionKey, 'the partition key');
  const most = maxVectorFilters - (definition.entity === undefined ? 0 : 1);
  if (filters.length > most) problems.push(`${where}: ${filters.length} filters; it has at most ${most}`);
  const names = [partitionKey, ...filters];
  if (new Set(names).size < names.length)
    problems.push(`${where}: it names an attribute twice; a filter is named once`);
  const index = {
    name,
    dimensions: vector?.codec.converter.dimensions ?? 0,
    distance,
    partitionKey: partition,
    filters: Object.freeze(filters.flatMap((property) => find(property, 'a filter'))),
    projection: projectionOf({ ...source, untyped: definition.untyped }, name, projection),
  };
  return vector && Object.freeze({ ...index, vector, addTo: addTableIndex, search: searchItems });
}

/** Checks the name of an index, and that its table can have it. */
function checkPlace(name: string, { definition, indexes, problems }: VectorIndexSource): void {
  const { table, vectorIndexes = {} } = definition;
  if (!tableNamePattern.test(name))
    problems.push(`index '${name}': a name has 3 to 255 characters of A-Z, a-z, 0-9, '_', '.' and '-'`);
  if (Object.values(indexes).some(({ storedName }) => storedName === name))
    problems.push(`index '${name}': a vector index and another index can't have one name`);
  const count = Object.keys(vectorIndexes).length;
  if (count > maxVectorIndexes) problems.push(`${count} vector indexes; a table has at most ${maxVectorIndexes}`);
  if (isCapacity(table?.billing))
    problems.push(`index '${name}': only a table with billing 'onDemand' can have vector indexes; leave billing out`);
}

function vectorOf(
  where: string,
  property: string,
  { definition, attributes, problems }: VectorIndexSource,
): AttributeSchema | undefined {
  const attribute = attributes[property];
  const { converter, rules } = attribute?.codec ?? {};
  if (attribute !== undefined && converter?.type === 'vector' && rules?.convert === undefined) {
    if (!attribute.nullable) return attribute;
    problems.push(`'${property}' is the vector of ${where}, so it can't be null; leave it out if there is none`);
  } else if (definition.untyped?.includes(property) !== true)
    problems.push(`${where}: its vector is '${property}', which is no attribute of type vector(n)`);
  return undefined;
}
