import { hasDefault } from './absent-states.ts';
import { type Operator, type OperatorKind, operator } from './operator.ts';
import type { ResolvedPath } from './path.ts';
import { joinTerms, type Term } from './term.ts';
import { negated, testTerm } from './test-term.ts';
import type { TestContext } from './tests.ts';
import { fittingVariants, kindTerm } from './variants.ts';

/** True if a document of another class can hold something else in the place of a path. */
const isShared = ({ kinds = [] }: ResolvedPath): boolean => kinds.some((rule) => rule.isShared);

/** The opposites of tests that documents of the other classes pass too. */
const opposites: Readonly<Partial<Record<OperatorKind, OperatorKind>>> = { ne: 'eq', notExists: 'exists' };

/**
 * Returns the term of a test of a path that can lead through documents of several classes. The kinds of the documents
 * are tested too if classes differ in the path, or in its default.
 */
export function variantTerm(context: TestContext, test: Operator): Term | undefined {
  const { target } = context;
  if (target.kinds === undefined) return testTerm(context, test);
  const groups = fittingVariants(context, target, (each) => testTerm(each, test)?.text);
  const [first = [target] as const, ...more] = groups;
  const isPlain = more.length === 0 && first.every((variant) => !hasDefault(context, variant) && !isShared(variant));
  if (isPlain) return testTerm({ ...context, target: first[0] }, test);
  const opposite = opposites[test.kind];
  if (opposite !== undefined) return negated(variantTerm(context, operator(opposite, ...test.operands)));
  return joinTerms(
    'OR',
    groups.map((group) =>
      joinTerms('AND', [kindTerm(context.placeholders, group), testTerm({ ...context, target: group[0] }, test)]),
    ),
  );
}
