import type { KeyAttribute } from '../schema/attribute-schema.ts';
import type { KeySchemaElement, Projection, StoredItem, TableDescription } from '../sdk-types.ts';
import { inferClass, type KnownAttributes } from './infer-class.ts';
import { type EntitySketch, inferEntities } from './infer-entities.ts';
import { ClassNames, type ClassSketch } from './sketch.ts';
import type { IndexSketch, KeySketch } from './table-sketch.ts';
import { UniqueFinder } from './unique-finder.ts';
import { type VectorIndexSketch, vectorIndexesOf } from './vector-sketch.ts';

/** A table, and the classes of its items. */
export interface TableSketch {
  readonly tableName: string;
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
  /** The attribute of the time to live. */
  readonly timeToLive?: string | undefined;
}

/**
 * Returns the classes that read the items of a table.
 *
 * @param className - the name of the class, if the table has one kind of items
 */
export function inferTable(
  description: TableDescription,
  { items, guards = [], timeToLive }: TableContent,
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
  const base = { tableName, key, indexes, vectorIndexes, tableClass: names.take(`${tableName}-table`) };
  const partition = key.partition[0] ?? '';
  const uniques = new UniqueFinder({ name: partition, kind: kinds.get(partition) as KeyAttribute['kind'] }, guards);
  const shared = inferEntities({ key, indexes, vectors, timeToLive, items, uniques }, names);
  if (shared !== undefined) return { ...base, ...shared, only: undefined };
  const keys = new Set([...key.partition, ...key.sort]);
  const uniqueScope: KnownAttributes['uniqueScope'] = (name, values) => uniques.scopeOf(name, values);
  const known = { keys, vectors, kinds, timeToLive, uniqueScope, made: new Set<string>() };
  const only = inferClass(className ?? singular(tableName), items, new ClassNames(), known);
  return { ...base, only, entities: [], entityAttribute: undefined };
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
