import { maxInOperands } from '../limits.ts';
import type { AttributeValue } from '../sdk-types.ts';
import type { Codec } from '../values/converter.ts';
import { Issues, kindOf, pathText, reversedBounds } from '../values/issues.ts';
import { isBytes } from '../values/kinds.ts';
import { plainBytes } from '../values/scalars.ts';
import { type ExpressionContext, encodeOperand, operandText } from './operand.ts';
import { Operator, type OperatorKind, Ref } from './operator.ts';
import { type ResolvedPath, resolvePath } from './path.ts';

/** The context of a test: the request that it is written for, and the tested path. */
export interface TestContext extends ExpressionContext {
  readonly target: ResolvedPath;
}

/** The comparison operators as text. */
export const comparators: ReadonlyMap<OperatorKind, string> = new Map([
  ['eq', '='],
  ['ne', '<>'],
  ['lt', '<'],
  ['lte', '<='],
  ['gt', '>'],
  ['gte', '>='],
]);
const orderedKinds: ReadonlySet<string> = new Set(['S', 'N', 'B', 'JSON']);
const storedTypes: ReadonlySet<unknown> = new Set(['S', 'N', 'B', 'BOOL', 'NULL', 'M', 'L', 'SS', 'NS', 'BS']);

type TestWriter = (context: TestContext, first: unknown, second: unknown) => string | undefined;

const pathOf = ({ placeholders, target }: TestContext): string => placeholders.path(target.elements);

/** The writer of each test. */
const writers: ReadonlyMap<OperatorKind, TestWriter> = new Map<OperatorKind, TestWriter>([
  ['eq', (context, value) => comparison(context, 'eq', value)],
  ['ne', (context, value) => comparison(context, 'ne', value)],
  ['lt', (context, value) => comparison(context, 'lt', value)],
  ['lte', (context, value) => comparison(context, 'lte', value)],
  ['gt', (context, value) => comparison(context, 'gt', value)],
  ['gte', (context, value) => comparison(context, 'gte', value)],
  ['between', betweenText],
  ['oneOf', inText],
  ['beginsWith', prefixText],
  ['contains', containsText],
  ['exists', (context) => `attribute_exists(${pathOf(context)})`],
  ['notExists', (context) => `attribute_not_exists(${pathOf(context)})`],
  ['typeIs', typeText],
  ['size', sizeText],
]);

/**
 * Returns the text of one test: `gte(3)` → `#0 >= :1`. Undefined, with an issue, if the attribute doesn't support it.
 */
export function testText(context: TestContext, { kind, operands }: Operator): string | undefined {
  const write = writers.get(kind);
  if (write !== undefined) return write(context, operands[0], operands[1]);
  context.issues.reject(`can't be tested by ${kind}(…), which is a change`);
  return undefined;
}

/** Returns the text of an operand: a value or another attribute. */
function valueText(context: TestContext, value: unknown): string | undefined {
  const { target, issues, schema } = context;
  // DynamoDB requires two different operands.
  if (Ref.is(value) && isSamePath(target, resolvePath(schema, value.path, new Issues()))) {
    issues.reject('is compared with itself; exists() asks whether it is there');
    return undefined;
  }
  return operandText(context, context.target, value, (literal, issues) =>
    encodeOperand(context.target, literal, issues),
  );
}

const isSamePath = (one: ResolvedPath, other: ResolvedPath | undefined): boolean =>
  other !== undefined && pathText(one.elements) === pathText(other.elements);

function comparison(context: TestContext, kind: OperatorKind, value: unknown): string | undefined {
  const { issues, placeholders, target } = context;
  if (kind !== 'eq' && kind !== 'ne' && !isOrdered(context, kind)) return undefined;
  const mark = issues.list.length;
  const path = placeholders.path(target.elements);
  const operand = valueText(context, value);
  if (operand !== undefined) return `${path} ${comparators.get(kind)} ${operand}`;
  if (issues.list.length > mark) return undefined;
  // An empty set is stored as absent, so equality with an empty set is a test of absence.
  return `${kind === 'eq' ? 'attribute_not_exists' : 'attribute_exists'}(${path})`;
}

function isOrdered({ target: { codec }, issues }: TestContext, kind: OperatorKind): boolean {
  if (orderedKinds.has(codec.kind)) return true;
  issues.reject(`is stored as ${codec.kind}, which has no order; ${kind}(…) needs a string, number, date or binary`);
  return false;
}

function betweenText(context: TestContext, low: unknown, high: unknown): string | undefined {
  if (!isOrdered(context, 'between')) return undefined;
  const { issues, placeholders, target } = context;
  const path = placeholders.path(target.elements);
  const bounds = [low, high].map((value) => valueText(context, value));
  const [from, to] = bounds;
  if (from === undefined || to === undefined) return undefined;
  if (isAbove(placeholders.values[from], placeholders.values[to])) {
    issues.reject(reversedBounds);
    return undefined;
  }
  return `${path} BETWEEN ${from} AND ${to}`;
}

/** True if both bounds are values, not references, and the first is greater in the order of DynamoDB. */
function isAbove(low: AttributeValue | undefined, high: AttributeValue | undefined): boolean {
  if (low?.N !== undefined && high?.N !== undefined) return Number(low.N) > Number(high.N);
  const bytes = [low, high].map((value) => (value?.S === undefined ? value?.B : Buffer.from(value.S, 'utf8')));
  return bytes[0] !== undefined && bytes[1] !== undefined && Buffer.compare(bytes[0], bytes[1]) > 0;
}

function inText(context: TestContext, values: unknown): string | undefined {
  const { issues, placeholders, target } = context;
  if (!isList(values, issues)) return undefined;
  const mark = issues.list.length;
  const path = placeholders.path(target.elements);
  const operands = distinct(values, issues, (value) => valueText(context, value));
  if (operands.has(undefined) && issues.list.length === mark)
    issues.reject("can't be one of several sets if one is empty");
  return issues.list.length > mark ? undefined : `${path} IN (${[...operands].join(', ')})`;
}

/** False, with an issue, if `oneOf` has no values. */
function isList(values: unknown, issues: Issues): values is readonly unknown[] {
  if (Array.isArray(values) && values.length > 0) return true;
  issues.reject(
    Array.isArray(values)
      ? 'is to be one of no values, which nothing is; leave the condition out, or the query'
      : `is to be one of an array of values, not ${kindOf(values)}; write oneOf([…])`,
  );
  return false;
}

/**
 * Writes the distinct values of an IN. Stops with an issue at the first value over the maximum, so no more are encoded.
 */
function distinct<Text>(values: readonly unknown[], issues: Issues, write: (value: unknown) => Text): Set<Text> {
  const mark = issues.list.length;
  const texts = new Set<Text>();
  for (const value of values) {
    texts.add(write(value));
    if (texts.size <= maxInOperands && issues.list.length - mark <= maxInOperands) continue;
    const takes = `DynamoDB takes ${maxInOperands}: join several oneOf with or()`;
    issues.reject(`is to be one of ${values.length} values; ${takes}`);
    break;
  }
  return texts;
}

function prefixText({ target, placeholders, issues }: TestContext, prefix: unknown): string | undefined {
  const { kind } = target.codec;
  const stored = rawValue(kind, prefix);
  if (stored !== undefined) return `begins_with(${placeholders.path(target.elements)}, ${placeholders.value(stored)})`;
  issues.reject(
    kind === 'S' || kind === 'B' || kind === 'JSON'
      ? `can't begin with ${kindOf(prefix)}; give a ${kind === 'B' ? 'Uint8Array' : 'string'}`
      : `is stored as ${kind}; only a string or binary begins with something`,
  );
  return undefined;
}

/** Returns a prefix or substring in stored form. It is compared as it is, without the conversion of the attribute. */
export function rawValue(kind: string, value: unknown): AttributeValue | undefined {
  if (kind !== 'B' && kind !== 'N' && typeof value === 'string')
    return kind === 'S' || kind === 'JSON' ? { S: value } : undefined;
  return kind === 'B' && isBytes(value) ? { B: plainBytes(value) } : undefined;
}

function containsText(context: TestContext, value: unknown): string | undefined {
  const { placeholders, issues, target } = context;
  const mark = issues.list.length;
  const stored = elementValue(target, value, issues);
  if (stored !== undefined) return `contains(${placeholders.path(target.elements)}, ${placeholders.value(stored)})`;
  if (issues.list.length === mark)
    issues.reject(`is stored as ${target.codec.kind}, and can't contain ${kindOf(value)}`);
  return undefined;
}

/** Returns the stored form of an element of a set or list, or of a substring. */
export function elementValue(target: ResolvedPath, value: unknown, issues: Issues): AttributeValue | undefined {
  const { codec } = target;
  if (codec.kind === 'S' || codec.kind === 'B') return rawValue(codec.kind, value);
  if (codec.kind === 'JSON') return encodeOperand(target, value, issues);
  if (codec.elements !== undefined) return tupleElement(codec.elements, value);
  if (codec.kind === 'L') return codec.part?.(0)?.codec.encode(value, issues);
  const set = codec.kind.endsWith('S') ? encodeOperand(target, new Set([value]), issues) : undefined;
  if (set?.SS !== undefined) return { S: set.SS[0] as string };
  if (set?.NS !== undefined) return { N: set.NS[0] as string };
  return set?.BS === undefined ? undefined : { B: set.BS[0] as Uint8Array };
}

/** Returns the stored form of an element of a tuple, by the first type that has the value. Undefined if none has. */
function tupleElement(elements: readonly Codec[], value: unknown): AttributeValue | undefined {
  for (const element of elements) {
    const encoded = element.encode(value, new Issues());
    if (encoded !== undefined) return encoded;
  }
  return undefined;
}

function typeText({ placeholders, issues, target }: TestContext, type: unknown): string | undefined {
  if (storedTypes.has(type))
    return `attribute_type(${placeholders.path(target.elements)}, ${placeholders.value({ S: String(type) })})`;
  issues.reject(`can't be of that type; there are ${[...storedTypes].join(', ')}`);
  return undefined;
}

const sizeless: ReadonlySet<string> = new Set(['N', 'BOOL']);
const sizeTests: ReadonlySet<OperatorKind> = new Set([...comparators.keys(), 'between', 'oneOf']);

function sizeText({ placeholders, issues, target }: TestContext, test: unknown): string | undefined {
  const { kind } = target.codec;
  if (sizeless.has(kind) || !Operator.is(test)) {
    issues.reject(`is stored as ${kind}, which has no size`);
    return undefined;
  }
  const operands = test.kind === 'oneOf' ? test.operands[0] : test.operands;
  if (!sizeTests.has(test.kind) || !isList(operands, issues)) {
    if (!sizeTests.has(test.kind)) issues.reject(`has a size, which ${test.kind}(…) can't test`);
    return undefined;
  }
  if (operands.some((count) => !Number.isSafeInteger(count) || (count as number) < 0)) {
    issues.reject('has a size that is a whole number of 0 or more');
    return undefined;
  }
  const mark = issues.list.length;
  const subject = `size(${placeholders.path(target.elements)})`;
  const counts = [...distinct(operands, issues, (count) => placeholders.value({ N: String(count) }))];
  if (issues.list.length > mark) return undefined;
  const comparator = comparators.get(test.kind);
  if (comparator !== undefined) return `${subject} ${comparator} ${counts[0]}`;
  if (test.kind === 'between') return `${subject} BETWEEN ${counts[0]} AND ${counts[1] ?? counts[0]}`;
  return `${subject} IN (${counts.join(', ')})`;
}
