import type { KeyAttribute } from '../schema/attribute-schema.ts';
import type { KeySchemaElement, Projection, StoredItem, TableDescription } from '../sdk-types.ts';
import { textLiteral } from '../values/literals.ts';
import { inferClass, type KnownAttributes } from './infer-class.ts';
import { type EntitySketch, inferEntities } from './infer-entities.ts';
import { inferOptions, type OptionsSketch } from './infer-options.ts';
import type { LiveSettings } from './live-settings.ts';
import { ClassNames, type ClassSketch } from './sketch.ts';
import { type IndexSketch, type KeySketch, projectedBy } from './table-sketch.ts';
import { UniqueFinder } from './unique-finder.ts';
import { type VectorIndexSketch, vectorIndexesOf } from './vector-sketch.ts';

/** A table, and the classes of its items. */
export interface TableSketch {
  readonly tableName: string;
  readonly options: OptionsSketch;
  readonly key: KeySketch;
  readonly indexes: readonly IndexSketch[];
  readonly vectorIndexes: readonly VectorIndexSketch[];
  /** The name of the class of the table. Not used if the table has one class. */
  readonly tableClass: string;
  /** The only class. Undefined if entities share the table. */
  readonly only: ClassSketch | undefined;
  readonly entities: readonly EntitySketch[];
  /** The attribute with the names of the entities. */
  readonly entityAttribute: string | undefined;
}

/** What a table holds. */
export interface TableContent {
  readonly items: readonly StoredItem[];
  /** The guards of unique values. Default: none. */
  readonly guards?: readonly StoredItem[] | undefined;
  /** Default: those of a new table. */
  readonly settings?: LiveSettings | undefined;
}

/**
 * Returns the classes that read the items of a table.
 *
 * @param className - the name of the class, if the table has one kind of items
 */
export function inferTable(
  description: TableDescription,
  { items, guards = [], settings }: TableContent,
  className?: string,
): TableSketch {
  const tableName = description.TableName ?? '';
  const key = keyOf(description.KeySchema);
  const indexes = indexesOf(description);
  const kinds = new Map(
    description.AttributeDefinitions?.map(({ AttributeName = '', AttributeType = '' }) => [
      AttributeName,
      AttributeType,
    ]),
  );
  const vectorIndexes = vectorIndexesOf(description);
  const vectors = new Map(vectorIndexes.map(({ vector, dimensions }) => [vector, dimensions]));
  const names = new ClassNames();
  const { timeToLive, notes } = inferExpiry(settings?.timeToLive, [...indexes.map(withKeys), ...vectorIndexes]);
  const inferred = inferOptions(description, settings);
  const options = { ...inferred, notes: [...inferred.notes, ...notes] };
  const base = { tableName, options, key, indexes, vectorIndexes, tableClass: names.take(`${tableName}-table`) };
  const partition = key.partition[0] ?? '';
  const uniques = new UniqueFinder({ name: partition, kind: kinds.get(partition) as KeyAttribute['kind'] }, guards);
  const shared = inferEntities({ key, indexes, vectors, timeToLive, items, uniques }, names);
  if (shared !== undefined) return { ...base, ...shared, only: undefined };
  const keys = new Set([...key.partition, ...key.sort]);
  const uniqueScope: KnownAttributes['uniqueScope'] = (name, values) => uniques.scopeOf(name, values);
  const projected = projectedBy([...indexes, ...vectorIndexes]);
  const known = { keys, vectors, kinds, timeToLive, uniqueScope, projected, made: new Set<string>() };
  const only = inferClass(className ?? singular(tableName), items, new ClassNames(), known);
  return { ...base, only, entities: [], entityAttribute: undefined };
}

/** Returns an index with all attributes that it holds besides the key of the table. */
const withKeys = ({ name, key, projection }: IndexSketch): Pick<IndexSketch, 'name' | 'projection'> => {
  const held = projection === 'KEYS_ONLY' ? [] : projection;
  return { name, projection: held === 'ALL' ? 'ALL' : [...key.partition, ...key.sort, ...held] };
};

/** A class has no time to live that one of its indexes lacks, because its queries would return expired items. */
function inferExpiry(
  timeToLive: string | undefined,
  indexes: readonly Pick<IndexSketch, 'name' | 'projection'>[],
): { readonly timeToLive: string | undefined; readonly notes: readonly string[] } {
  const lacking = indexes.find(
    ({ projection }) =>
      projection !== 'ALL' &&
      (timeToLive === undefined || projection === 'KEYS_ONLY' || !projection.includes(timeToLive)),
  );
  if (timeToLive === undefined || lacking === undefined) return { timeToLive, notes: [] };
  const note = `the time to live is ${textLiteral(timeToLive)}, which is no @TimeToLive here, because the index ${textLiteral(lacking.name)} doesn't have it`;
  return { timeToLive: undefined, notes: [note] };
}

/** A name of several things as that of one: `orders` → `order`. */
const singular = (name: string): string => (/[^s]s$/i.test(name) ? name.slice(0, -1) : name);

const keyOf = (elements: readonly KeySchemaElement[] = []): KeySketch => {
  const names = (type: string): string[] =>
    elements.filter(({ KeyType }) => KeyType === type).flatMap(({ AttributeName }) => AttributeName ?? []);
  return { partition: names('HASH'), sort: names('RANGE') };
};

function indexesOf({ GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] }: TableDescription): IndexSketch[] {
  const of =
    (scope: IndexSketch['scope']) =>
    (index: {
      IndexName?: string | undefined;
      KeySchema?: KeySchemaElement[] | undefined;
      Projection?: Projection | undefined;
    }): IndexSketch => ({
      name: index.IndexName ?? '',
      scope,
      key: keyOf(index.KeySchema),
      projection: projectionOf(index.Projection),
    });
  return [...GlobalSecondaryIndexes.map(of('global')), ...LocalSecondaryIndexes.map(of('local'))];
}

const projectionOf = ({ ProjectionType, NonKeyAttributes = [] }: Projection = {}): IndexSketch['projection'] =>
  ProjectionType === 'KEYS_ONLY' ? 'KEYS_ONLY' : ProjectionType === 'INCLUDE' ? NonKeyAttributes : 'ALL';
