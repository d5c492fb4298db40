import type { KeyRange, PartTest } from '../keys/key-range.ts';
import type { KeyPart } from '../schema/key-schema.ts';
import type { KeySource } from '../schema/key-source.ts';
import type { AttributeValue } from '../sdk-types.ts';
import type { Issues } from '../values/issues.ts';
import type { ExpressionContext } from './operand.ts';
import { Operator, type OperatorKind, Ref } from './operator.ts';
import type { Placeholders } from './placeholders.ts';

/** A key attribute that is made by a template. */
export type TemplatePart = KeyPart & { readonly template: NonNullable<KeyPart['template']> };

/** The tests that a query can read a key by. */
export const rangeTests: ReadonlySet<OperatorKind> = new Set(['lt', 'lte', 'gt', 'gte', 'between', 'beginsWith']);

/** The issue of another attribute in the key of a query. */
export const byReference = "is a key, and a query is by values, not by other attributes'";

/** The values and tests of a query, by path. Used ones are collected. */
export interface QueriedValues {
  readonly given: ReadonlyMap<string, unknown>;
  readonly used: Set<string>;
  /** A path whose value is left out if the parts before it are missing. The value has been used for a shard. */
  readonly loose?: string | undefined;
}

/** Returns the range of one key attribute with a template. Undefined, with an issue, if its parts are invalid. */
export function templateRange(
  { issues }: Pick<ExpressionContext, 'issues'>,
  { sources, template, fixed }: TemplatePart,
  { given, used, loose }: QueriedValues,
  shard: number | undefined,
): KeyRange | undefined {
  const mark = issues.list.length;
  const queried: QueriedParts = { parts: new Map(), test: undefined };
  // The shard of a request has been chosen, and the property has no value, or a test on the sort key.
  const isGiven = (path: string): boolean => given.has(path) && (shard === undefined || !template.isShardOnly(path));
  let isClosed = false;
  for (const source of sources) {
    const { path } = source;
    const known = given.has(path) ? undefined : fixed?.get(path);
    if (known !== undefined) queried.parts.set(path, source.partOf(known));
    const isUsed: boolean = isGiven(path) && !(isClosed && path === loose);
    isClosed ||= !isUsed && known === undefined;
    if (!isUsed) continue;
    used.add(path);
    const from = issues.list.length;
    addPart(queried, source, given.get(path), issues);
    isClosed ||= queried.test !== undefined;
    issues.within(from, path);
  }
  return issues.list.length > mark ? undefined : template.range(queried.parts, queried.test, issues, shard);
}

/** The exact parts of a key, and the test on the part after them. */
interface QueriedParts {
  readonly parts: Map<string, AttributeValue>;
  test: PartTest | undefined;
}

function addPart(queried: QueriedParts, source: KeySource, value: unknown, issues: Issues): void {
  if (Operator.is(value) && value.kind !== 'eq') queried.test = testOf(source, value, issues) ?? queried.test;
  else {
    const part = exactPart(source, Operator.is(value) ? value.operands[0] : value, issues);
    if (part !== undefined) queried.parts.set(source.path, part);
  }
}

/** Writes a range of one key attribute. Undefined if it has no bounds. */
export function rangeText(placeholders: Placeholders, name: string, range: KeyRange): string | undefined {
  if (range.kind === 'all') return undefined;
  const path = placeholders.name(name);
  const value = (text: string): string => placeholders.value({ S: text });
  if (range.kind === 'between') return `${path} BETWEEN ${value(range.from)} AND ${value(range.to)}`;
  if (range.kind === 'beginsWith') return `begins_with(${path}, ${value(range.text)})`;
  return `${path} ${signs[range.kind]} ${value(range.text)}`;
}

const signs = { eq: '=', lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;

function exactPart(source: KeySource, value: unknown, issues: Issues): AttributeValue | undefined {
  if (Ref.is(value)) {
    issues.reject(byReference);
    return undefined;
  }
  const stored = source.codec.encode(value, issues);
  return stored && source.partOf(stored);
}

function testOf(source: KeySource, { kind, operands }: Operator, issues: Issues): PartTest | undefined {
  if (!rangeTests.has(kind)) {
    issues.reject(
      `is part of a key, which ${kind}(…) can't read by; there are ${[...rangeTests].join(', ')} and a bare value`,
    );
    return undefined;
  }
  const encode = source.codec.encodeOperand ?? source.codec.encode;
  const values = operands.flatMap((operand) => {
    if (Ref.is(operand)) issues.reject(byReference);
    const stored = Ref.is(operand) ? undefined : encode.call(source.codec, operand, issues);
    return stored === undefined ? [] : [source.partOf(stored)];
  });
  const [from, to] = values;
  if (from === undefined || values.length < operands.length) return undefined;
  if (kind === 'between') return to === undefined ? undefined : { path: source.path, kind, from, to };
  return { path: source.path, kind: kind as 'lt' | 'lte' | 'gt' | 'gte' | 'beginsWith', value: from };
}
