import type { KeyAttribute } from '../schema/attribute-schema.ts';
import { type IndexSchema, keyAttributes, type Schema } from '../schema/schema.ts';
import type { AttributeValue } from '../sdk-types.ts';
import { isFields } from './fields.ts';
import type { ExpressionContext } from './operand.ts';
import { Operator, type OperatorKind, Ref } from './operator.ts';
import { testText } from './tests.ts';

/** The key condition of a query, as an expression and in stored form. */
export interface KeyCondition {
  readonly expression: string;
  /** The partition key values, by stored name. */
  readonly partition: Readonly<Record<string, AttributeValue>>;
}

const rangeTests: ReadonlySet<OperatorKind> = new Set(['lt', 'lte', 'gt', 'gte', 'between', 'beginsWith']);

/** Returns the key attributes of a query: those of an index, or of the table. */
export function queriedKeys(
  schema: Schema,
  index: IndexSchema | undefined,
): { readonly partition: readonly KeyAttribute[]; readonly sort: readonly KeyAttribute[] } {
  return {
    partition: index?.partitionKey ?? [schema.partitionKey],
    sort: index?.sortKey ?? (schema.sortKey === undefined ? [] : [schema.sortKey]),
  };
}

/**
 * Writes a key condition: `{ country: 'France', population: gte(1000) }` → `#0 = :1 AND #2 >= :3`.
 *
 * Every partition attribute has a value. Sort attributes are used from left to right, and the last one can have a test.
 *
 * @returns undefined, with issues, if the key is invalid
 */
export function keyCondition(
  context: ExpressionContext,
  index: IndexSchema | undefined,
  key: unknown,
): KeyCondition | undefined {
  const { schema, issues, placeholders } = context;
  if (!isFields(key)) {
    issues.reject('a query is by an object of key attributes and their values');
    return undefined;
  }
  const { partition, sort } = queriedKeys(schema, index);
  const values = new Map(Object.entries(key).filter(([, value]) => value !== undefined));
  const stored: Record<string, AttributeValue> = {};
  const partitionTerms = partition.map((attribute) => {
    const value = exactValue(context, attribute, values);
    if (value === undefined) return '';
    stored[attribute.name] = value;
    return `${placeholders.name(attribute.name)} = ${placeholders.value(value)}`;
  });
  const terms = [...partitionTerms, ...sortTerms(context, sort, values)];
  reportUnusable(context, [...values.keys()], [...partition, ...sort]);
  return issues.list.length > 0 ? undefined : { expression: terms.join(' AND '), partition: stored };
}

/** Writes the terms of a sort key from left to right, until one is missing or has a test. */
function sortTerms(context: ExpressionContext, sort: readonly KeyAttribute[], values: Map<string, unknown>): string[] {
  const terms: string[] = [];
  for (const attribute of sort) {
    if (!values.has(attribute.property)) break;
    const test = values.get(attribute.property);
    values.delete(attribute.property);
    terms.push(sortTerm(context, attribute, test) ?? '');
    if (Operator.is(test) && test.kind !== 'eq') break;
  }
  return terms;
}

/** Returns the stored value of a partition attribute, which must be an exact value. */
function exactValue(
  { issues }: ExpressionContext,
  { property, codec }: KeyAttribute,
  values: Map<string, unknown>,
): AttributeValue | undefined {
  const mark = issues.list.length;
  const test = values.get(property);
  const value = Operator.is(test) && test.kind === 'eq' ? test.operands[0] : test;
  values.delete(property);
  let stored: AttributeValue | undefined;
  if (value === undefined) issues.reject('is part of the partition key, and a query needs its value');
  else if (Operator.is(value))
    issues.reject('is part of the partition key, which a query is by exactly; give its value');
  else stored = codec.encode(value, issues);
  issues.within(mark, property);
  return stored;
}

function sortTerm(context: ExpressionContext, attribute: KeyAttribute, test: unknown): string | undefined {
  const { schema, placeholders, issues } = context;
  const { property, name, codec } = attribute;
  const mark = issues.list.length;
  let text: string | undefined;
  if (Ref.is(test) || (Operator.is(test) && test.operands.some(Ref.is))) {
    issues.reject("is a key, and a query is by values, not by other attributes'");
  } else if (!Operator.is(test) || test.kind === 'eq') {
    const value = codec.encode(Operator.is(test) ? test.operands[0] : test, issues);
    text = value && `${placeholders.name(name)} = ${placeholders.value(value)}`;
  } else if (rangeTests.has(test.kind)) {
    const target = { elements: [name], codec, attribute, removable: false };
    text = testText({ schema, placeholders, issues, target }, test);
  } else {
    issues.reject(
      `is a sort key, which ${test.kind}(…) can't read by; there are ${[...rangeTests].join(', ')} and a bare value`,
    );
  }
  issues.within(mark, property);
  return text;
}

function reportUnusable(
  { issues }: ExpressionContext,
  properties: readonly string[],
  keys: readonly KeyAttribute[],
): void {
  const names = keys.map(({ property }) => property).join(', ');
  for (const property of properties) {
    const mark = issues.list.length;
    issues.reject(
      keys.some((key) => key.property === property)
        ? `can't be queried by: the key is ${names}, its parts are given from left to right, and after a test comes none`
        : `can't be queried by: the key is ${names}; filter by it, or query another index`,
    );
    issues.within(mark, property);
  }
}

/** Returns the properties that an index contains. Undefined if it contains all. */
export function projectedProperties(schema: Schema, index: IndexSchema | undefined): string[] | undefined {
  if (index === undefined || index.projection === 'ALL') return undefined;
  const named = index.projection === 'KEYS_ONLY' ? [] : index.projection;
  const all = [...keyAttributes(schema), ...index.partitionKey, ...index.sortKey, ...named];
  return [...new Set(all.map(({ property }) => property))];
}
