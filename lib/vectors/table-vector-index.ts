import type { TableDifference } from '../errors/table-errors.ts';
import { maxVectorIndexes } from '../limits.ts';
import type { KeyAttribute } from '../schema/attribute-schema.ts';
import { hidingAttributes } from '../schema/hidden.ts';
import type { Schema, VectorIndexSchema } from '../schema/schema.ts';
import type { TableVectorIndex } from '../schema/vector-index.ts';
import type {
  AttributeValue,
  Projection,
  SearchVectorsCommandInput,
  TableDescription,
  VectorIndex,
  VectorIndexDescription,
} from '../sdk-types.ts';
import { distances } from './distances.ts';
import { explained, isFilling } from './searchable.ts';

/** Adds a vector index of a class to those of its table. Entities that share the table can share the index. */
export function addTableIndex(
  this: VectorIndexSchema,
  indexes: Record<string, TableVectorIndex>,
  schema: Schema,
  problems: string[],
): void {
  const made = tableIndex(this, schema);
  const known = indexes[this.name];
  indexes[this.name] = made;
  const [own, other] = [indexText(made.request), indexText(known?.request ?? made.request)];
  if (own !== other)
    problems.push(`${schema.name}: index '${this.name}' is ${own}, and that of another entity ${other}; use one`);
  const count = Object.keys(indexes).length;
  if (count > maxVectorIndexes) problems.push(`${count} vector indexes; a table has at most ${maxVectorIndexes}`);
}

function tableIndex(index: VectorIndexSchema, schema: Schema): TableVectorIndex {
  const { name, vector, dimensions, distance, partitionKey, filters } = index;
  const entity = schema.entity && ({ name: schema.entity.attribute, kind: 'S' } as const);
  const inline = [...filters, ...(entity === undefined ? [] : [entity])];
  const elements = [
    ...(partitionKey === undefined ? [] : [element(partitionKey, 'HASH')]),
    ...inline.map((filter) => element(filter, 'INLINE_FILTER')),
  ];
  const request: VectorIndex = {
    IndexName: name,
    VectorAttribute: { AttributeName: vector.name },
    ...(elements.length > 0 && { SearchSchema: elements }),
    Projection: projectionRequest(index, schema),
    Dimensions: dimensions,
    DistanceFunction: distances[distance],
  };
  return {
    name,
    keys: [...(partitionKey === undefined ? [] : [partitionKey]), ...inline],
    request,
    ...checks(probe(name, dimensions, partitionKey)),
    differences: (description) => differences(request, description),
  };
}

const element = ({ name }: Pick<KeyAttribute, 'name'>, type: 'HASH' | 'INLINE_FILTER') => ({
  AttributeName: name,
  SearchSchemaElementType: type,
});

/** An index of some attributes also has those that hide items, the entity, and the version. Every index has the keys. */
function projectionRequest({ projection, vector }: VectorIndexSchema, schema: Schema): Projection {
  if (projection === 'ALL') return { ProjectionType: 'ALL' };
  const named = [...(projection === 'KEYS_ONLY' ? [] : projection), ...hidingAttributes(schema)];
  const names = new Set(named.map(({ name }) => name));
  if (schema.entity !== undefined) names.add(schema.entity.attribute);
  if (schema.versions !== undefined) names.add(schema.versions.attribute);
  for (const { name } of [...schema.key.attributes, vector]) names.delete(name);
  return names.size === 0
    ? { ProjectionType: 'KEYS_ONLY' }
    : { ProjectionType: 'INCLUDE', NonKeyAttributes: [...names].sort() };
}

const someValue: Readonly<Record<KeyAttribute['kind'], AttributeValue>> = {
  S: { S: 'annotable' },
  N: { N: '0' },
  B: { B: new Uint8Array(1) },
};

type Probe = Omit<SearchVectorsCommandInput, 'TableName'>;

/** Returns the methods that find out if an index can be searched. */
const checks = (input: Probe): Pick<TableVectorIndex, 'requireEngine' | 'untilSearchable'> => ({
  async requireEngine(table, send) {
    try {
      await send({ TableName: table, ...input });
    } catch (error) {
      // The table or the index may not exist yet.
      const reason = explained(table, error);
      if (reason !== error) throw reason;
    }
  },
  async untilSearchable(table, send) {
    try {
      await send({ TableName: table, ...input }, isFilling);
    } catch (error) {
      if (!(error instanceof Error && error.name === 'AccessDeniedException')) throw error;
    }
  },
});

/** A search for one item. A vector of zeros has no direction, so one number is 1. */
function probe(name: string, dimensions: number, partitionKey: KeyAttribute | undefined): Probe {
  return {
    IndexName: name,
    SearchVector: Array.from({ length: dimensions }, (_, place) => ({ N: place === 0 ? '1' : '0' })),
    TopK: 1,
    ...(partitionKey !== undefined && {
      SearchConditionExpression: '#0 = :0',
      ExpressionAttributeNames: { '#0': partitionKey.name },
      ExpressionAttributeValues: { ':0': someValue[partitionKey.kind] },
    }),
  };
}

/** Describes an index in the terms of DynamoDB. */
function indexText(index: VectorIndex | VectorIndexDescription): string {
  const { VectorAttribute, Dimensions, DistanceFunction, SearchSchema = [], Projection: projection } = index;
  const { ProjectionType, NonKeyAttributes = [] } = projection ?? {};
  const schema = SearchSchema.map(({ AttributeName, SearchSchemaElementType: type }) => `${AttributeName} (${type})`);
  const parts = [`${VectorAttribute?.AttributeName} (${Dimensions})`, DistanceFunction, ...schema.sort()];
  return [...parts, ProjectionType, ...[...NonKeyAttributes].sort()].join(', ');
}

function differences(request: VectorIndex, { VectorIndexes = [] }: TableDescription): TableDifference[] {
  const actual = VectorIndexes.find(({ IndexName }) => IndexName === request.IndexName);
  if (actual === undefined) return [];
  return [{ what: `vector index ${request.IndexName}`, declared: indexText(request), actual: indexText(actual) }];
}
