import { maxExpressionBytes, maxOperators } from '../limits.ts';
import { isPlainObject } from '../values/collections.ts';
import { type Issues, kindOf } from '../values/issues.ts';
import { ConditionGroup } from './condition-group.ts';
import { testedPath } from './encrypted-path.ts';
import { isFields } from './fields.ts';
import type { ExpressionContext } from './operand.ts';
import { Operator } from './operator.ts';
import { placeIssues, resolvePath } from './path.ts';
import { joinTerms, type Term } from './term.ts';
import { eq } from './test-operators.ts';
import { variantTerm } from './variant-term.ts';

/**
 * Writes a condition: `{ visits: gte(3), name: 'Ann' }` → `#0 >= :1 AND #2 = :3`.
 *
 * @param refuse - returns the reason why an attribute can't be tested here, or undefined
 * @returns undefined if the condition is empty, and, with issues, if it is invalid
 */
export function conditionTerm(
  context: ExpressionContext,
  condition: unknown,
  refuse?: (property: string) => string | undefined,
  depth = 0,
): Term | undefined {
  if (condition === undefined) return undefined;
  try {
    return readTerm(context, condition, refuse, depth);
  } catch (error) {
    context.issues.reportUnread(error);
    return undefined;
  }
}

/** Writes a condition, whose getters can throw. */
function readTerm(
  context: ExpressionContext,
  condition: unknown,
  refuse: ((property: string) => string | undefined) | undefined,
  depth: number,
): Term | undefined {
  if (ConditionGroup.is(condition)) return groupTerm(context, condition, refuse, depth + 1);
  if (!isFields(condition)) {
    context.issues.reject(
      `a condition is an object of paths and values, or and(), or(), not(); not ${kindOf(condition)}`,
    );
    return undefined;
  }
  const paths = Object.keys(condition).filter((path) => condition[path] !== undefined);
  return joinEach('AND', paths, context.issues, (path) => pathTerm(context, path, condition[path], refuse));
}

/** Writes and joins the parts of a condition. Stops at the maximum size of an expression. */
function joinEach<Part>(
  joined: 'AND' | 'OR',
  parts: readonly Part[],
  issues: Issues,
  write: (part: Part) => Term | undefined,
): Term | undefined {
  // Each part has at least one operator, so too many parts are rejected without reading them.
  if (parts.length > maxOperators) {
    checkLength('a condition', '', parts.length, issues);
    return undefined;
  }
  const mark = issues.list.length;
  const terms: Term[] = [];
  let operators = -1;
  for (const part of parts) {
    const term = write(part);
    if (issues.list.length - mark > maxOperators) break;
    if (term === undefined) continue;
    terms.push(term);
    operators += term.operators + 1;
    if (operators > maxOperators) break;
  }
  return joinTerms(joined, terms);
}

/**
 * Does the same as `conditionTerm`, for the condition of a write.
 *
 * Reports an issue if the condition is empty only because its values are undefined. `undefined`, `{}`, `and()`, and
 * `or()` have no effect.
 */
export function demandTerm(context: ExpressionContext, condition: unknown): Term | undefined {
  const { issues } = context;
  const mark = issues.list.length;
  const term = conditionTerm(context, condition);
  if (term !== undefined || issues.list.length > mark || isBlank(condition)) return term;
  const names = [...undefinedIn(condition)];
  const list = `${names.slice(0, maxNamed).join(', ')}${names.length > maxNamed ? ' …' : ''}`;
  const values = names.length === 0 ? 'its values are' : `${list} ${names.length === 1 ? 'is' : 'are'}`;
  issues.reject(
    `the condition asks for nothing, because ${values} undefined; give a value, test notExists(), or leave the condition out`,
  );
  return undefined;
}

/** The maximum number of undefined members that a message lists. */
const maxNamed = 10;

/** True if a condition is empty as it was written. False for a class instance without own values. */
function isBlank(condition: unknown): boolean {
  if (ConditionGroup.is(condition)) return condition.kind !== 'not' && condition.conditions.length === 0;
  return condition === undefined || (isPlainObject(condition) && Reflect.ownKeys(condition).length === 0);
}

/** Returns the paths of an empty condition, whose members are all undefined. */
function undefinedIn(condition: unknown): Set<string> {
  if (!ConditionGroup.is(condition)) return new Set(Object.keys(condition ?? {}));
  return new Set(condition.conditions.flatMap((each) => [...undefinedIn(each)]));
}

function groupTerm(
  context: ExpressionContext,
  { kind, conditions }: ConditionGroup,
  refuse: ((property: string) => string | undefined) | undefined,
  depth: number,
): Term | undefined {
  const { issues } = context;
  if (depth > maxOperators) {
    issues.reject(`a condition is nested ${depth} groups deep, of at most ${maxOperators}; ask for less at once`);
    return undefined;
  }
  const term = joinEach(kind === 'or' ? 'OR' : 'AND', conditions, issues, (condition) =>
    conditionTerm(context, condition, refuse, depth),
  );
  if (kind !== 'not') return term;
  return term && { text: `NOT (${term.text})`, operators: term.operators + 1 };
}

function pathTerm(
  context: ExpressionContext,
  path: string,
  test: unknown,
  refuse?: (property: string) => string | undefined,
): Term | undefined {
  if (test === undefined) return undefined;
  const { schema, placeholders, issues } = context;
  const mark = issues.list.length;
  const target = resolvePath(schema, path, issues);
  const refusal = target && refuse?.(target.attribute.property);
  if (refusal !== undefined) issues.reject(refusal);
  let term: Term | undefined;
  try {
    const operator = Operator.is(test) ? test : eq(test);
    const tested = refusal === undefined && target && testedPath(target, operator, issues);
    if (tested) term = variantTerm({ schema, placeholders, issues, target: tested }, operator);
  } catch (error) {
    issues.reportUnread(error);
  }
  placeIssues(issues, mark, path);
  return issues.list.length > mark ? undefined : term;
}

/** Reports an expression that is too long for DynamoDB. */
export function checkLength(what: string, text: string, operators: number, issues: Issues): void {
  // Most texts are so short that their bytes need no count.
  const bytes = 3 * text.length > maxExpressionBytes ? Buffer.byteLength(text, 'utf8') : 0;
  if (bytes > maxExpressionBytes)
    issues.reject(`${what} has ${bytes} bytes of at most ${maxExpressionBytes}; ask for less at once`);
  if (operators > maxOperators)
    issues.reject(`${what} has ${operators} operators of at most ${maxOperators}; ask for less at once`);
}

/** Returns the text of a whole condition, after checking its length. */
export function conditionText(what: string, term: Term | undefined, issues: Issues): string | undefined {
  if (term !== undefined) checkLength(what, term.text, term.operators, issues);
  return term?.text;
}
