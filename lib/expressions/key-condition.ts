import type { KeyAttribute } from '../schema/attribute-schema.ts';
import { isFamily } from '../schema/family.ts';
import type { KeyPart, KeySchema } from '../schema/key-schema.ts';
import type { KeySource } from '../schema/key-source.ts';
import type { IndexSchema, Schema } from '../schema/schema.ts';
import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import { Issues } from '../values/issues.ts';
import { valueIdentity } from '../values/value-identity.ts';
import { isFields } from './fields.ts';
import type { ExpressionContext } from './operand.ts';
import { Operator, Ref } from './operator.ts';
import {
  byReference,
  type QueriedValues,
  rangeTests,
  rangeText,
  type TemplatePart,
  templateRange,
} from './template-condition.ts';
import { testText } from './tests.ts';

/** The key condition of a query, as an expression and in stored form. */
export interface KeyCondition {
  readonly expression: string;
  /** The partition key values, by stored name. */
  readonly partition: Readonly<Record<string, AttributeValue>>;
  /** True for a stored item inside the bounds of the expression that the query doesn't ask for. Absent if all are. */
  readonly except?: (item: StoredItem) => boolean;
  /** The condition on the property of a shard, if no other part of the key has its value: `{ orderId: 'o1' }`. */
  readonly narrow?: object | undefined;
  /** A text that is equal only for equal conditions of `narrow`. */
  readonly narrowIdentity?: string | undefined;
}

/** Settings of a key condition. */
export interface KeySettings {
  /** Number of the shard to read, if the partition key has shards. */
  readonly shard?: number | undefined;
  /** True if the fixed text of the sort key is no condition unless the key gives a part of it. */
  readonly isWholePartition?: boolean | undefined;
}

/** Returns the key of a query: that of an index, or of the table. */
export const queriedKey = (schema: Schema, index: IndexSchema | undefined): KeySchema => index?.key ?? schema.key;

/** True if a query has one value of a property, and not a range. */
const isExact = (value: unknown): boolean => value !== undefined && !(Operator.is(value) && value.kind !== 'eq');

/** Returns the part of a partition key that has shards, and the path of their property. */
function shardedPart(
  index: IndexSchema | undefined,
): { readonly part: TemplatePart; readonly path: string } | undefined {
  const part = index?.key.partition.filter(hasTemplate).find(({ template }) => template.shards !== undefined);
  const path = part?.template.parts.find(({ shards }) => shards !== undefined)?.path;
  return part !== undefined && path !== undefined && part.template.isShardOnly(path) ? { part, path } : undefined;
}

/**
 * Returns the number of shards that a query reads, each by a request of its own. Undefined if the query has one
 * partition.
 */
export function queriedShards({ indexes }: Schema, name: string | undefined, key: unknown): number | undefined {
  const sharded = name === undefined ? undefined : shardedPart(indexes[name]);
  if (sharded === undefined || !isFields(key) || sharded.part.fixed?.has(sharded.path)) return undefined;
  try {
    return isExact(key[sharded.path]) ? undefined : sharded.part.template.shards;
  } catch {
    // The compilation of the query reports its getter.
    return undefined;
  }
}

/**
 * Writes a key condition: `{ country: 'France', population: gte(1000) }` → `#0 = :1 AND #2 >= :3`.
 *
 * Every partition attribute has a value. Sort attributes are used from left to right, and the last one can have a test.
 * The parts of a template are used in the same way.
 *
 * @returns undefined, with issues, if the key is invalid
 */
export function keyCondition(
  context: ExpressionContext,
  index: IndexSchema | undefined,
  key: unknown,
  { shard, isWholePartition }: KeySettings = {},
): KeyCondition | undefined {
  const { schema, issues, placeholders } = context;
  const { partition, sort, paths } = queriedKey(schema, index);
  if (!isFields(key)) {
    issues.reject(`a query is by an object of key attributes and their values: { ${paths[0]}: … }`);
    return undefined;
  }
  if (index !== undefined && isOfOneClass(schema, index)) {
    issues.reject(
      `index '${index.name}' has the name of the entity in its key, and ${schema.name} has several; query it by the repository of each class`,
    );
    return undefined;
  }
  const given = new Map(Object.entries(key).filter(([, value]) => value !== undefined));
  const values: QueriedValues = { given, used: new Set() };
  const stored: Record<string, AttributeValue> = {};
  const partitionTerms = partition.map((part) => {
    const { name } = part.attribute;
    const value = hasTemplate(part) ? exactText(context, part, values, shard) : exactValue(context, part, values);
    if (value === undefined) return '';
    // An encrypted value is a hash in the keys of items.
    if (part.attribute.encryption === undefined) stored[name] = value;
    return `${placeholders.name(name)} = ${placeholders.value(value)}`;
  });
  const sharded = shard === undefined ? shardedPart(index) : undefined;
  const own = sharded !== undefined && given.has(sharded.path) ? sharded : undefined;
  // The value of a shard is found below if the sort key has it as well.
  if (own !== undefined) values.used.delete(own.path);
  const queried = queriedSort(sort, values, isWholePartition);
  const ordered = sortTerms(context, queried, { ...values, loose: own?.path });
  const isNarrowed = own !== undefined && !values.used.has(own.path);
  if (own !== undefined) values.used.add(own.path);
  reportUnusable(
    context,
    [...given.keys()].filter((path) => !values.used.has(path)),
    paths,
  );
  if (issues.list.length > 0) return undefined;
  const { terms, except } = ordered;
  return {
    expression: [...partitionTerms, ...terms].join(' AND '),
    partition: stored,
    ...(except && { except }),
    ...(isNarrowed && narrowedBy(own, given)),
  };
}

/** Other values are in the same shard, so a filter leaves them out. */
function narrowedBy(
  { part, path }: { readonly part: TemplatePart; readonly path: string },
  given: ReadonlyMap<string, unknown>,
): Pick<KeyCondition, 'narrow' | 'narrowIdentity'> {
  const value = given.get(path);
  const exact = Operator.is(value) ? value.operands[0] : value;
  const codec = part.sources.find((source) => source.path === path)?.codec;
  return { narrow: { [path]: value }, narrowIdentity: valueIdentity(codec?.encode(exact, new Issues())) };
}

/** True for an index that has the items of each class of a family in other partitions, or in another order. */
const isOfOneClass = (schema: Schema, { key }: IndexSchema): boolean =>
  isFamily(schema) && key.attributes.some(({ name }) => name === schema.entity?.attribute);

/** Returns the sort key. Empty if the whole partition is read: no part of the sort key is given that is not used yet. */
function queriedSort(
  sort: readonly KeyPart[],
  { given, used }: QueriedValues,
  isWholePartition = false,
): readonly KeyPart[] {
  const isGiven = ({ sources }: KeyPart): boolean => sources.some(({ path }) => given.has(path) && !used.has(path));
  return isWholePartition && !sort.some(isGiven) ? [] : sort;
}

const hasTemplate = (part: KeyPart): part is TemplatePart => part.template !== undefined;

/** Returns the text of a partition key. Undefined, with an issue, if a part is missing. */
function exactText(
  context: ExpressionContext,
  part: TemplatePart,
  values: QueriedValues,
  shard: number | undefined,
): AttributeValue | undefined {
  const { issues } = context;
  const mark = issues.list.length;
  const isShard = (path: string): boolean => shard !== undefined && part.template.isShardOnly(path);
  for (const { path } of part.sources) {
    if (values.given.has(path) || part.fixed?.has(path) || isShard(path)) continue;
    issues.reject('is part of the partition key, and a query needs its value');
    issues.within(issues.list.length - 1, path);
  }
  if (issues.list.length > mark) return undefined;
  const range = templateRange(context, part, values, shard);
  if (range === undefined || range.kind === 'eq') return range && { S: range.text };
  issues.reject(
    `the partition key of a query has exact values; give those of ${part.sources.map(({ path }) => path).join(', ')}`,
  );
  return undefined;
}

interface SortTerms {
  readonly terms: string[];
  except?: KeyCondition['except'];
}

function sortTerms(context: ExpressionContext, sort: readonly KeyPart[], values: QueriedValues): SortTerms {
  const found: SortTerms = { terms: [] };
  for (const part of sort) {
    const { attribute, sources } = part;
    const isExact = hasTemplate(part)
      ? addTemplate(context, part, values, found)
      : values.given.has(sources[0]?.path ?? '') && addProperty(context, attribute, part, values, found);
    if (!isExact) break;
  }
  return found;
}

/** Adds the term of a template. Returns true if the key attribute has one value. */
function addTemplate(context: ExpressionContext, part: TemplatePart, values: QueriedValues, found: SortTerms): boolean {
  const range = templateRange(context, part, values, undefined);
  if (range === undefined) return false;
  const { name } = part.attribute;
  const text = rangeText(context.placeholders, name, range);
  if (text !== undefined) found.terms.push(text);
  const { except } = range;
  if (except !== undefined) found.except = (item) => item[name]?.S === undefined || except(item[name].S);
  return range.kind === 'eq';
}

/** Adds the term of a property. Returns true if it has one value. */
function addProperty(
  context: ExpressionContext,
  attribute: KeyAttribute,
  { sources }: KeyPart,
  { given, used }: QueriedValues,
  found: SortTerms,
): boolean {
  const path = sources[0]?.path ?? '';
  const test = given.get(path);
  used.add(path);
  found.terms.push(sortTerm(context, attribute, test) ?? '');
  return !Operator.is(test) || test.kind === 'eq';
}

function exactValue(
  { issues }: ExpressionContext,
  { sources: [source], fixed }: KeyPart,
  { given, used }: QueriedValues,
): AttributeValue | undefined {
  const { path: property, codec } = source as KeySource;
  if (!given.has(property) && fixed?.has(property)) return fixed.get(property);
  const mark = issues.list.length;
  const test = given.get(property);
  const value = Operator.is(test) && test.kind === 'eq' ? test.operands[0] : test;
  used.add(property);
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
  const refusal = Operator.is(test) ? attribute.encryption?.refusesTest(test.kind) : undefined;
  let text: string | undefined;
  if (refusal !== undefined) issues.reject(refusal);
  else if (Ref.is(test) || (Operator.is(test) && test.operands.some(Ref.is))) {
    issues.reject(byReference);
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

function reportUnusable({ issues }: ExpressionContext, properties: readonly string[], keys: readonly string[]): void {
  const names = keys.join(', ');
  for (const property of properties) {
    const mark = issues.list.length;
    issues.reject(
      keys.includes(property)
        ? `can't be queried by: the key is ${names}, its parts are given from left to right, and after a test comes none`
        : `can't be queried by: the key is ${names}; filter by it, or query another index`,
    );
    issues.within(mark, property);
  }
}

/**
 * Returns the properties that an index contains. Undefined if it contains all. A property that is only part of the text
 * of a key can be read, but not filtered by.
 */
export function projectedProperties(
  schema: Schema,
  index: IndexSchema | undefined,
  use: 'read' | 'filter',
): string[] | undefined {
  if (index === undefined || index.projection === 'ALL') return undefined;
  const named = index.projection === 'KEYS_ONLY' ? [] : index.projection;
  const keys = [schema.key, index.key].flatMap((key) => (use === 'read' ? key.readable : key.stored));
  return [...new Set([...keys, ...named.map(({ property }) => property)])];
}
