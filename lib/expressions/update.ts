import { keyAttributes, type Schema } from '../schema/schema.ts';
import type { AttributeValue } from '../sdk-types.ts';
import { isPlainObject } from '../values/collections.ts';
import type { Issues, PathElement } from '../values/issues.ts';
import { ifNotExists } from './change-operators.ts';
import { type ChangeText, changeText, type Section } from './changes.ts';
import { checkLength } from './condition.ts';
import type { ExpressionContext } from './operand.ts';
import { Operator } from './operator.ts';
import { parsePath, type ResolvedPath, resolvePath } from './path.ts';
import { type ExpressionParts, Placeholders } from './placeholders.ts';

/** A document that an update makes whole, where there was none. */
export interface CreatedDocument {
  readonly path: string;
  readonly elements: readonly PathElement[];
  readonly value: AttributeValue;
}

/** How an update is written. */
export interface UpdateSettings {
  /** Changes that extensions make: they may change what is read-only. */
  readonly additions?: Readonly<Record<string, unknown>> | undefined;
  /** What an upsert sets where it is absent: stored values by stored name. */
  readonly defaults?: ReadonlyMap<string, AttributeValue> | undefined;
  /** True for an upsert: what is read-only is written where it is absent. */
  readonly creates?: boolean | undefined;
  /** Documents to make whole. */
  readonly documents?: readonly CreatedDocument[] | undefined;
  /** True where there may be nothing to change. */
  readonly mayBeEmpty?: boolean | undefined;
}

interface Clause extends ChangeText {
  readonly path: string;
  readonly elements: readonly PathElement[];
}

const sections: readonly Section[] = ['SET', 'REMOVE', 'ADD', 'DELETE'];

/**
 * Builds an update expression: `{ name: 'Anna', visits: increment(1) }` → `SET #0 = :1, #2 = if_not_exists(#2, :3) + :4`.
 *
 * `undefined` leaves an attribute alone; an empty set, which can't be stored, removes it.
 *
 * @returns undefined, with issues, where a change can't be made
 */
export function updateExpression(
  schema: Schema,
  changes: unknown,
  issues: Issues,
  placeholders: Placeholders = new Placeholders(),
  settings: UpdateSettings = {},
): ExpressionParts | undefined {
  if (!isPlainObject(changes)) {
    issues.report('the changes must be an object of paths and values');
    return undefined;
  }
  const context = { schema, placeholders, issues };
  const clauses = [
    ...clausesOf(context, changes, {
      refuse: (target) => refusalOf(schema, target, settings),
      creates: settings.creates === true,
    }),
    ...clausesOf(context, settings.additions ?? {}, { refuse: () => undefined, creates: false }),
    ...defaultClauses(context, settings.defaults ?? new Map()),
    ...(settings.documents ?? []).map((document) => documentClause(context, document)),
  ];
  if (issues.list.length > 0) return undefined;
  if (clauses.length === 0 && settings.mayBeEmpty !== true)
    issues.report('there is nothing to change; give at least one attribute a value');
  checkOverlaps(clauses, issues);
  const expression = sections
    .map((section) => sectionText(section, clauses))
    .filter((text) => text !== '')
    .join(' ');
  checkLength(
    `the update's expression`,
    expression,
    clauses.reduce((sum, { operators }) => sum + operators, 0),
    issues,
  );
  return issues.list.length > 0 ? undefined : placeholders.parts(expression);
}

/** How the changes of one source are taken. */
interface Source {
  /** What keeps a path from being changed; undefined where nothing does. */
  readonly refuse: (target: ResolvedPath) => string | undefined;
  /** True where what is read-only is written where it is absent. */
  readonly creates: boolean;
}

function clausesOf(
  context: ExpressionContext,
  changes: Readonly<Record<string, unknown>>,
  source: Source,
): readonly Clause[] {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  return given.flatMap(([path, value]) => {
    const mark = context.issues.list.length;
    const clause = clauseOf(context, path, value, source);
    context.issues.withinPath(mark, parsePath(path) ?? [path]);
    return clause ?? [];
  });
}

function clauseOf(
  context: ExpressionContext,
  path: string,
  value: unknown,
  { refuse, creates }: Source,
): Clause | undefined {
  const target = resolvePath(context.schema, path, context.issues);
  if (target === undefined) return undefined;
  const refusal = refuse(target);
  if (refusal !== undefined) {
    context.issues.report(refusal);
    return undefined;
  }
  const change = creates && target.attribute.readOnly ? once({ ...context, target }, value) : value;
  const text = change === undefined ? undefined : changeText({ ...context, target }, change);
  return text && { ...text, path, elements: target.elements };
}

/** What is read-only is written where it is absent, and then stays; undefined, with an issue, where that can't be. */
function once({ issues, target }: ExpressionContext & { readonly target: ResolvedPath }, value: unknown): unknown {
  if (target.elements.length > 1) {
    issues.report('lies within what is read-only, which an upsert writes whole, and where it is absent');
    return undefined;
  }
  if (!Operator.is(value)) return ifNotExists(value);
  if (value.kind === 'ifNotExists') return value;
  if (value.kind === 'set') return ifNotExists(value.operands[0]);
  issues.report(`is read-only: an upsert writes it where it is absent; give it a value, not ${value.kind}(…)`);
  return undefined;
}

function refusalOf(schema: Schema, { attribute }: ResolvedPath, { creates }: UpdateSettings): string | undefined {
  if (keyAttributes(schema).some(({ property }) => property === attribute.property))
    return "is part of the key, which can't change; delete the item and create another";
  return attribute.readOnly && creates !== true ? 'is read-only: it is written at create or put alone' : undefined;
}

function defaultClauses({ placeholders }: ExpressionContext, defaults: ReadonlyMap<string, AttributeValue>): Clause[] {
  return [...defaults].map(([name, value]) => {
    const path = placeholders.name(name);
    const text = `${path} = if_not_exists(${path}, ${placeholders.value(value)})`;
    return { section: 'SET', text, operators: 2, path: name, elements: [name] };
  });
}

function documentClause({ placeholders }: ExpressionContext, { path, elements, value }: CreatedDocument): Clause {
  const text = `${placeholders.path(elements)} = ${placeholders.value(value)}`;
  return { section: 'SET', text, operators: 1, path, elements };
}

function sectionText(section: Section, clauses: readonly Clause[]): string {
  const own = clauses.filter((clause) => clause.section === section);
  return own.length === 0 ? '' : `${section} ${own.map(({ text }) => text).join(', ')}`;
}

/** DynamoDB refuses two changes of which one lies within the other. */
function checkOverlaps(clauses: readonly Clause[], issues: Issues): void {
  for (const [index, { path, elements }] of clauses.entries()) {
    const other = clauses.find(
      (clause, at) => at !== index && elements.every((step, depth) => clause.elements[depth] === step),
    );
    if (other === undefined) continue;
    const mark = issues.list.length;
    issues.report(`overlaps ${other.path}; change one of them`);
    issues.withinPath(mark, parsePath(path) ?? [path]);
  }
}
