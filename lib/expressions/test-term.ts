import type { AttributeValue } from '../sdk-types.ts';
import { isSetKind } from '../values/converter.ts';
import { Issues } from '../values/issues.ts';
import { tagOf } from '../values/stored-value.ts';
import { type AbsentState, absentStates, hasDefault, isAbsent, isNotAbsent } from './absent-states.ts';
import { encodeOperand } from './operand.ts';
import { Operator, type OperatorKind, operator, Ref } from './operator.ts';
import { type ResolvedPath, resolvePath } from './path.ts';
import { compares, passes } from './shown-value.ts';
import { joinTerms, simpleTerm, type Term } from './term.ts';
import { comparators, type TestContext, testText } from './tests.ts';

/** Tests of the stored attribute, without defaults. */
const storedTests: ReadonlySet<OperatorKind> = new Set(['exists', 'notExists']);

/**
 * Returns the term of one test: `gte(3)` → `#0 >= :1`.
 *
 * An absent attribute counts as its default, as in a read: `#0 >= :1 OR attribute_not_exists(#0)`. Only `exists()` and
 * `notExists()` test what is stored.
 */
export function testTerm(context: TestContext, test: Operator): Term | undefined {
  const { target } = context;
  if (storedTests.has(test.kind)) return storedTerm(context, test);
  const refs = operandsOf(test).filter(Ref.is);
  if (refs.length > 0) return refsTerm(context, test, refs);
  if (!hasDefault(context, target)) return storedTerm(context, test);
  const other = otherSize(test);
  if (other !== undefined) return negated(testTerm(context, other));
  const term = storedTerm(context, test);
  return term && withDefault(context, test, term);
}

/** Returns the opposite of a term. */
export const negated = (term: Term | undefined): Term | undefined =>
  term && { text: `NOT (${term.text})`, operators: term.operators + 1 };

/**
 * Returns the opposite of `size(ne(2))`, because engines differ in whether the size of an absent attribute is unequal.
 */
function otherSize({ kind, operands: [test] }: Operator): Operator | undefined {
  if (kind !== 'size' || !Operator.is(test) || test.kind !== 'ne') return undefined;
  return operator('size', operator('eq', ...test.operands));
}

/** Returns the term of a test of the stored attribute. */
function storedTerm(context: TestContext, test: Operator): Term | undefined {
  const text = testText(context, test);
  return text === undefined ? undefined : simpleTerm(text, test.kind === 'size' ? 2 : 1);
}

const operandsOf = ({ kind, operands }: Operator): readonly unknown[] => {
  const listed = kind === 'oneOf' ? operands[0] : operands;
  return Array.isArray(listed) ? listed : [];
};

/** Extends a term, so it is also right for an absent path. */
function withDefault(context: TestContext, test: Operator, term: Term): Term | undefined {
  const { target } = context;
  // Equality with an empty set is already a test of absence.
  if (isEmptySet(target, test)) return term;
  // In DynamoDB, an absent attribute is unequal to everything and fails all other tests.
  const ofAbsent = test.kind === 'ne';
  const missed = absentStates(context, target).filter(
    ({ value }) => value !== undefined && passes(target, test, value) !== ofAbsent,
  );
  if (ofAbsent) return joinTerms('AND', [term, ...missed.map((state) => isNotAbsent(context, target, state))]);
  return joinTerms('OR', [term, ...missed.map((state) => isAbsent(context, target, state))]);
}

const isEmptySet = (target: ResolvedPath, { kind, operands }: Operator): boolean =>
  (kind === 'eq' || kind === 'ne') &&
  isSetKind(target.codec.kind) &&
  encodeOperand(target, operands[0], new Issues()) === undefined;

/** Returns the term of a test with references. Splits it into single comparisons if a default can count. */
function refsTerm(context: TestContext, test: Operator, refs: readonly Ref[]): Term | undefined {
  const { schema, target } = context;
  const others = refs.map(({ path }) => resolvePath(schema, path, new Issues()));
  const mayBeDefault = [target, ...others].some((path) => path !== undefined && hasDefault(context, path));
  if (!mayBeDefault || others.includes(undefined)) return storedTerm(context, test);
  const { kind } = test;
  const compared = (comparison: OperatorKind, operand: unknown): Term | undefined =>
    Ref.is(operand) ? refTerm(context, comparison, operand) : testTerm(context, operator(comparison, operand));
  const operands = operandsOf(test);
  if (kind === 'between') return joinTerms('AND', [compared('gte', operands[0]), compared('lte', operands[1])]);
  if (kind === 'oneOf') {
    return joinTerms(
      'OR',
      operands.map((operand) => compared('eq', operand)),
    );
  }
  return compared(kind, operands[0]);
}

const turned: Readonly<Partial<Record<OperatorKind, OperatorKind>>> = { lt: 'gt', lte: 'gte', gt: 'lt', gte: 'lte' };

/** Compares two paths: both as stored, each one with the other's default, and both defaults. */
function refTerm(context: TestContext, kind: OperatorKind, other: Ref): Term | undefined {
  if (kind === 'ne') return negated(refTerm(context, 'eq', other));
  const { schema, target } = context;
  const stored = storedTerm(context, operator(kind, other));
  const source = resolvePath(schema, other.path, new Issues());
  if (stored === undefined || source === undefined) return undefined;
  const [own, others] = [absentStates(context, target), absentStates(context, source)];
  const withValue = (path: ResolvedPath, state: AbsentState, compared: ResolvedPath, how: OperatorKind) => {
    const test = valueTerm(context, compared, how, state.value);
    return test && joinTerms('AND', [isAbsent(context, path, state), test]);
  };
  // In DynamoDB two absent paths are not equal. Some other engines treat them as equal.
  const both =
    kind !== 'lt' && kind !== 'gt' && simpleTerm(`attribute_exists(${context.placeholders.path(target.elements)})`);
  return joinTerms('OR', [
    both ? joinTerms('AND', [stored, both]) : stored,
    ...own.map((state) => withValue(target, state, source, turned[kind] ?? kind)),
    ...others.map((state) => withValue(source, state, target, kind)),
    ...own.flatMap((state) =>
      others.flatMap((each) => {
        const isTrue = state.value && each.value && compares(kind, state.value, each.value);
        if (isTrue !== true) return [];
        return joinTerms('AND', [isAbsent(context, target, state), isAbsent(context, source, each)]);
      }),
    ),
  ]);
}

const orderedTags: ReadonlySet<string> = new Set(['S', 'N', 'B']);

/** Compares a stored path with a default. Undefined if the comparison can never be true. */
function valueTerm(
  { placeholders }: TestContext,
  { elements }: ResolvedPath,
  kind: OperatorKind,
  value: AttributeValue | undefined,
): Term | undefined {
  if (value === undefined || (kind !== 'eq' && !orderedTags.has(tagOf(value)))) return undefined;
  // A stored set is never empty.
  if ([value.SS, value.NS, value.BS].some((set) => set?.length === 0)) return undefined;
  return simpleTerm(`${placeholders.path(elements)} ${comparators.get(kind)} ${placeholders.value(value)}`);
}
