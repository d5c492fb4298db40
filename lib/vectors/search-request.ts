import { isOptions } from '../errors/option-rules.ts';
import { Placeholders, placeholderFields } from '../expressions/placeholders.ts';
import { projectionExpression } from '../expressions/projection.ts';
import type { AttributeSchema, KeyAttribute } from '../schema/attribute-schema.ts';
import { hasVersions, isFamily } from '../schema/family.ts';
import { hidingAttributes } from '../schema/hidden.ts';
import type { Schema, VectorIndexSchema } from '../schema/schema.ts';
import type { SearchSettings } from '../schema/vector-index.ts';
import type { AttributeValue, SearchVectorsCommandInput } from '../sdk-types.ts';
import { Issues, kindOf } from '../values/issues.ts';

/** The request of a search, and the properties of its items. */
export interface CompiledSearch {
  readonly request: SearchVectorsCommandInput;
  readonly select: readonly string[];
}

/**
 * Builds the request of a search through an index.
 *
 * @throws ValidationError `item.invalid` if an argument doesn't fit the index
 */
export function searchRequest(
  index: VectorIndexSchema,
  schema: Schema,
  given: unknown,
  search: Omit<SearchSettings, 'index'>,
): CompiledSearch {
  const issues = new Issues();
  const placeholders = new Placeholders();
  const vector = index.vector.codec.converter.encode(given, issues);
  issues.within(0, 'vector');
  const condition = conditionText(index, schema, search.where, placeholders, issues);
  const held = heldProperties(index, schema);
  const select = search.select ?? held;
  checkSelected(index, schema, search.select, held, issues);
  if (issues.list.length > 0) throw schema.mapper.refusal(issues);
  const projection = search.select && sentProjection(schema, search.select, placeholders);
  return {
    request: {
      TableName: schema.table.name,
      IndexName: index.name,
      SearchVector: vector?.L ?? [],
      TopK: search.limit,
      ...(condition !== '' && { SearchConditionExpression: condition }),
      ...(projection !== undefined && { ProjectionExpression: projection }),
      ...placeholderFields(placeholders),
    },
    select,
  };
}

/** Compares the partition key and the filters that have a value. Of a family, any class can have items. */
function conditionText(
  { name, partitionKey, filters }: VectorIndexSchema,
  schema: Schema,
  where: unknown,
  placeholders: Placeholders,
  issues: Issues,
): string {
  const given = wherePart(where, issues);
  const all = [...(partitionKey === undefined ? [] : [partitionKey]), ...filters];
  const isNamed = new Set(all.map(({ property }) => property));
  for (const property of Object.keys(given).filter((each) => !isNamed.has(each)))
    issues.reject(
      `where names '${property}', which is no filter of index '${name}'; ${[...isNamed].join(', ') || 'it has none'}`,
    );
  const terms = all.flatMap((attribute) => {
    const value = given[attribute.property];
    if (value === undefined && attribute !== partitionKey) return [];
    return equalityText(attribute, value, placeholders, issues, name);
  });
  if (schema.entity !== undefined && !isFamily(schema))
    terms.push(`${placeholders.name(schema.entity.attribute)} = ${placeholders.value({ S: schema.entity.name })}`);
  return terms.join(' AND ');
}

function wherePart(where: unknown, issues: Issues): Readonly<Record<string, unknown>> {
  if (where === undefined) return {};
  if (isOptions(where)) return where as Readonly<Record<string, unknown>>;
  issues.reject(`where must be an object of values, not ${kindOf(where)}`);
  return {};
}

function equalityText(
  { property, name, codec }: KeyAttribute,
  value: unknown,
  placeholders: Placeholders,
  issues: Issues,
  index: string,
): string[] {
  if (value === undefined) {
    issues.reject(`index '${index}' needs a value of its partition key '${property}'; give it in where`);
    return [];
  }
  const mark = issues.list.length;
  const encoded: AttributeValue | undefined = codec.encodeOperand(value, issues);
  issues.within(mark, property);
  return encoded === undefined ? [] : [`${placeholders.name(name)} = ${placeholders.value(encoded)}`];
}

/** Returns the properties of the items of a search: all that the index has, except the vector. */
function heldProperties({ projection, vector }: VectorIndexSchema, schema: Schema): string[] {
  const { attributes, key } = schema;
  const named = projection === 'ALL' ? Object.values(attributes) : projection === 'KEYS_ONLY' ? [] : projection;
  const properties = named.map(({ property }) => property);
  return [...new Set([...key.readable, ...properties])].filter((property) => property !== vector.property);
}

function checkSelected(
  { name, vector }: VectorIndexSchema,
  schema: Schema,
  select: readonly string[] | undefined,
  held: readonly string[],
  issues: Issues,
): void {
  for (const property of Array.isArray(select) ? select : []) {
    if (held.includes(property) || !Object.hasOwn(schema.attributes, property)) continue;
    const mark = issues.list.length;
    if (property === vector.property)
      issues.reject('is the vector, which a search does not return; read the item with get()');
    else issues.reject(`is not in index '${name}', which holds ${held.join(', ')}; read the item with get()`);
    issues.within(mark, property);
  }
}

/** Whole items are read if they can be older ones, which are upgraded before the selection. */
function sentProjection(schema: Schema, select: readonly string[], placeholders: Placeholders): string | undefined {
  const { entity, key } = schema;
  const besides: Pick<AttributeSchema, 'name'>[] = [...key.attributes, ...hidingAttributes(schema)];
  if (entity !== undefined) besides.push({ name: entity.attribute });
  if (hasVersions(schema)) {
    projectionExpression(schema, select);
    return undefined;
  }
  return projectionExpression(schema, select, besides, placeholders).expression;
}
