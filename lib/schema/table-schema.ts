import { ModelDefinitionError } from '../errors/model-definition-error.ts';
import type { KeyAttribute } from './attribute-schema.ts';
import { checkCounts } from './compile-indexes.ts';
import { type IndexSchema, keyAttributes, type Schema } from './schema.ts';
import type { TableSettings } from './table-settings.ts';
import type { TableVectorIndex } from './vector-index.ts';

/** A secondary index of a table, in stored names. */
export interface TableIndex {
  readonly name: string;
  readonly scope: 'global' | 'local';
  readonly partitionKey: readonly KeyAttribute[];
  readonly sortKey: readonly KeyAttribute[];
  /** All attributes, only the keys, or the stored names of more attributes. */
  readonly projection: 'ALL' | 'KEYS_ONLY' | readonly string[];
}

/** A table, as its one class or all of its entities declare it. */
export interface TableSchema extends TableSettings {
  /** Partition key first. */
  readonly keys: readonly KeyAttribute[];
  /** By the name of the index in DynamoDB, without a prototype. */
  readonly indexes: Readonly<Record<string, TableIndex>>;
  /** By name, without a prototype. */
  readonly vectorIndexes: Readonly<Record<string, TableVectorIndex>>;
  /** Stored name of the time-to-live attribute. */
  readonly timeToLive: string | undefined;
}

/**
 * Returns the table of a class. The indexes of entities that share the table are merged.
 *
 * @throws ModelDefinitionError `model.invalid` if the table doesn't list its entities, or two of them conflict
 */
export function tableSchemaOf(schema: Schema): TableSchema {
  const entities = schema.entity === undefined ? [schema] : schema.entity.ofTable();
  const problems: string[] = [];
  const indexes: Record<string, TableIndex> = Object.create(null);
  const vectorIndexes: Record<string, TableVectorIndex> = Object.create(null);
  let timeToLive: string | undefined;
  for (const entity of entities) {
    for (const index of Object.values(entity.indexes))
      addIndex(indexes, tableIndex(index, entity), entity.name, problems);
    for (const index of Object.values(entity.vectorIndexes)) index.addTo(vectorIndexes, entity, problems);
    const declared = entity.timeToLive?.name;
    if (timeToLive !== undefined && declared !== undefined && declared !== timeToLive)
      problems.push(
        `${entity.name}: its time to live is '${declared}', and another entity has '${timeToLive}'; a table has one`,
      );
    timeToLive ??= declared;
  }
  if (schema.entity !== undefined) checkShared(schema, entities, { indexes, vectorIndexes }, problems);
  if (problems.length > 0) throw new ModelDefinitionError(schema.table.name, [...new Set(problems)]);
  return { ...schema.table, keys: keyAttributes(schema), indexes, vectorIndexes, timeToLive };
}

/** Reports an entity that isn't listed, and indexes that one table can't have together. */
function checkShared(
  { entity, name }: Schema,
  entities: readonly Schema[],
  { indexes, vectorIndexes }: Pick<TableSchema, 'indexes' | 'vectorIndexes'>,
  problems: string[],
): void {
  const names = entities.map((each) => each.entity?.name);
  if (entity !== undefined && !entity.isAbstract && !names.includes(entity.name))
    problems.push(`${name} is not among its entities; add it to the list of @Table`);
  const kinds = new Map<string, string>();
  const keys = Object.values(indexes).flatMap(({ partitionKey, sortKey }) => [...partitionKey, ...sortKey]);
  const compared = Object.values(vectorIndexes).flatMap((index) => index.keys);
  for (const { name: attribute, kind } of [...keys, ...compared]) {
    const known = kinds.get(attribute) ?? kind;
    kinds.set(attribute, known);
    if (known !== kind)
      problems.push(`'${attribute}' is a key of its indexes as ${known} and as ${kind}; give one of them another name`);
  }
  checkCounts(Object.values(indexes), problems);
}

/** An index of some attributes has the version too, which tells items that can't be read from it. */
const tableIndex = (
  { storedName, scope, partitionKey, sortKey, projection }: IndexSchema,
  { versions }: Schema,
): TableIndex => ({
  name: storedName,
  scope,
  partitionKey,
  sortKey,
  projection:
    typeof projection === 'string'
      ? projection
      : [...projection.map(({ name }) => name), ...(versions === undefined ? [] : [versions.attribute])],
});

function addIndex(indexes: Record<string, TableIndex>, index: TableIndex, entity: string, problems: string[]): void {
  const known = indexes[index.name];
  if (known !== undefined && keyText(known) !== keyText(index))
    problems.push(
      `${entity}: index '${index.name}' has the key ${keyText(index)}, and another entity's ${keyText(known)}`,
    );
  const projection = known === undefined ? index.projection : mergedProjection(known.projection, index.projection);
  if (projection === undefined)
    problems.push(`${entity}: index '${index.name}' has another projection than that of another entity; use one`);
  indexes[index.name] = { ...index, projection: projection ?? index.projection };
}

const keyText = ({ scope, partitionKey, sortKey }: TableIndex): string =>
  `${scope} ${[...partitionKey, ...sortKey].map(({ name, kind }) => `${name} (${kind})`).join(', ')}`;

type Projection = TableIndex['projection'];

function mergedProjection(one: Projection, other: Projection): Projection | undefined {
  if (typeof one === 'string' || typeof other === 'string') return one === other ? one : undefined;
  return [...new Set([...one, ...other])];
}
