import { maxOperators } from '../limits.ts';
import { derivedRefusal } from '../schema/derived-input.ts';
import type { Schema } from '../schema/schema.ts';
import type { AttributeValue } from '../sdk-types.ts';
import type { Issues, PathElement } from '../values/issues.ts';
import { ifNotExists } from './change-operators.ts';
import { type ChangeText, changeText, type Section } from './changes.ts';
import { checkLength } from './condition.ts';
import { isFields } from './fields.ts';
import type { ExpressionContext } from './operand.ts';
import { Operator } from './operator.ts';
import { checkOverlaps } from './overlaps.ts';
import { placeIssues, type ResolvedPath, resolvePath } from './path.ts';
import { type ExpressionParts, Placeholders } from './placeholders.ts';
import { joinTerms, type Term } from './term.ts';
import { changedVariants, kindTerm } from './variants.ts';

/** An absent document that an update creates as a whole. */
export interface CreatedDocument {
  readonly path: string;
  readonly elements: readonly PathElement[];
  readonly value: AttributeValue;
  /** The variant of its path, if that leads through a document of several classes. */
  readonly variant?: ResolvedPath | undefined;
}

/** A change of the framework, by stored name: a value, the copy of an attribute or else the value, or a removal. */
export interface StoredChange {
  readonly name: string;
  readonly value?: AttributeValue | undefined;
  readonly copyOf?: string;
}

/** Settings of an update expression. */
export interface UpdateSettings {
  /** Changes of extensions. They can change read-only attributes. */
  readonly additions?: Readonly<Record<string, unknown>> | undefined;
  /** Stored values, by stored name, that an upsert writes if the attribute is absent. */
  readonly defaults?: ReadonlyMap<string, AttributeValue> | undefined;
  /** True for an upsert: it writes read-only attributes if they are absent. */
  readonly creates?: boolean | undefined;
  /**
   * Attributes that are made from others, by stored name: keys of indexes, derived properties. Undefined to remove one.
   */
  readonly made?: ReadonlyMap<string, AttributeValue | undefined> | undefined;
  /** Documents to create. */
  readonly documents?: readonly CreatedDocument[] | undefined;
  /** Changes of the framework. */
  readonly stored?: readonly StoredChange[] | undefined;
  /** True if the update can be without changes. */
  readonly mayBeEmpty?: boolean | undefined;
}

interface Clause extends ChangeText {
  readonly path: string;
  readonly elements: readonly PathElement[];
  /** The variants of the path that the change fits. Undefined if the path leads through no document of several classes. */
  readonly variants?: readonly ResolvedPath[] | undefined;
}

/** An update expression, and the condition that its documents are of the classes that the changes fit. */
export interface UpdateParts extends ExpressionParts {
  readonly kinds: Term | undefined;
}

const sections: readonly Section[] = ['SET', 'REMOVE', 'ADD', 'DELETE'];

/**
 * Builds an update expression: `{ name: 'Anna', visits: increment(1) }` → `SET #0 = :1, #2 = if_not_exists(#2, :3) +
 * :4`.
 *
 * `undefined` leaves an attribute unchanged. An empty set removes the attribute, because it can't be stored.
 *
 * @returns undefined, with issues, if a change is invalid
 */
export function updateExpression(
  schema: Schema,
  changes: unknown,
  issues: Issues,
  placeholders: Placeholders = new Placeholders(),
  settings: UpdateSettings = {},
): UpdateParts | undefined {
  if (!isFields(changes)) {
    issues.reject('the changes must be an object of paths and values');
    return undefined;
  }
  const count = countGiven(changes) + countGiven(settings.additions ?? {});
  // Each path has at least one operator, so too many paths are rejected without reading them.
  if (count > maxOperators) {
    checkLength(`the update's expression`, '', count, issues);
    return undefined;
  }
  const context = { schema, placeholders, issues };
  const clauses: Clause[] = [];
  const creates = settings.creates === true;
  pushClauses(clauses, context, changes, { refuse: (target) => refusalOf(schema, target, settings), creates });
  pushClauses(clauses, context, settings.additions ?? {}, { refuse: () => undefined, creates: false });
  pushStored(clauses, context, settings);
  if (issues.list.length > 0) return undefined;
  if (clauses.length === 0 && settings.mayBeEmpty !== true)
    issues.reject('there is nothing to change; give at least one attribute a value');
  checkOverlaps(clauses, issues);
  const expression = expressionText(clauses);
  checkLength(
    `the update's expression`,
    expression,
    clauses.reduce((sum, { operators }) => sum + operators, 0),
    issues,
  );
  if (issues.list.length > 0) return undefined;
  const { names, values } = placeholders;
  return { expression, names, values, kinds: kindsTerm(clauses, placeholders) };
}

/** Returns the condition that all changed documents are of the right classes. Equal conditions are written once. */
function kindsTerm(clauses: readonly Clause[], placeholders: Placeholders): Term | undefined {
  let terms: Map<string, Term> | undefined;
  for (const { variants } of clauses) {
    const term = variants && kindTerm(placeholders, variants);
    if (term === undefined) continue;
    terms ??= new Map();
    terms.set(term.text, term);
  }
  return terms && joinTerms('AND', [...terms.values()]);
}

function countGiven(changes: Readonly<Record<string, unknown>>): number {
  let count = 0;
  for (const path of Object.keys(changes)) if (changes[path] !== undefined) count++;
  return count;
}

/** Rules for the changes of one source: the caller or the extensions. */
interface Source {
  /** Returns the reason why a path can't be changed. Undefined if it can. */
  readonly refuse: (target: ResolvedPath) => string | undefined;
  /** True if read-only attributes are written if they are absent. */
  readonly creates: boolean;
}

function pushClauses(
  clauses: Clause[],
  context: ExpressionContext,
  changes: Readonly<Record<string, unknown>>,
  source: Source,
): void {
  const { issues } = context;
  for (const path of Object.keys(changes)) {
    const value = changes[path];
    if (value === undefined) continue;
    const mark = issues.list.length;
    try {
      const clause = clauseOf(context, path, value, source);
      if (clause !== undefined) clauses.push(clause);
    } catch (error) {
      issues.reportUnread(error);
    }
    issues.standAt(0);
    placeIssues(issues, mark, path);
  }
}

/** Adds the changes whose names and values are stored ones already. */
function pushStored(
  clauses: Clause[],
  context: ExpressionContext,
  { defaults, made, documents, stored }: UpdateSettings,
): void {
  for (const [name, value] of defaults ?? []) clauses.push(defaultClause(context, name, value));
  for (const [name, value] of made ?? []) clauses.push(storedClause(context, { name, value }));
  for (const document of documents ?? []) clauses.push(documentClause(context, document));
  for (const change of stored ?? []) clauses.push(storedClause(context, change));
}

function clauseOf(
  { schema, placeholders, issues }: ExpressionContext,
  path: string,
  value: unknown,
  { refuse, creates }: Source,
): Clause | undefined {
  const target = resolvePath(schema, path, issues);
  if (target === undefined) return undefined;
  const refusal = refuse(target);
  if (refusal !== undefined) {
    issues.report(refusal, 'readOnly');
    return undefined;
  }
  const variants = target.kinds && changedVariants(schema, target, value, issues);
  const chosen = variants?.[0] ?? target;
  issues.standAt(chosen.elements.length - 1);
  const context = { schema, placeholders, issues, target: chosen };
  const change = creates && target.attribute.readOnly ? once(context, value) : value;
  const written = change === undefined ? undefined : changeText(context, change);
  if (written === undefined) return undefined;
  return {
    section: written.section,
    text: written.text,
    operators: written.operators,
    path,
    elements: chosen.elements,
    variants,
  };
}

/** Changes a read-only attribute so it is written only if absent. Undefined, with an issue, if that is impossible. */
function once({ issues, target }: ExpressionContext & { readonly target: ResolvedPath }, value: unknown): unknown {
  if (target.elements.length > 1) {
    issues.report('lies within what is read-only, which an upsert writes whole, and where it is absent', 'readOnly');
    return undefined;
  }
  if (!Operator.is(value)) return ifNotExists(value);
  if (value.kind === 'ifNotExists') return value;
  if (value.kind === 'set') return ifNotExists(value.operands[0]);
  issues.report(
    `is read-only: an upsert writes it where it is absent; give it a value, not ${value.kind}(…)`,
    'readOnly',
  );
  return undefined;
}

function refusalOf(
  schema: Schema,
  { attribute, elements, kinds }: ResolvedPath,
  { creates }: UpdateSettings,
): string | undefined {
  if (kinds?.some(({ depth, name }) => elements.length === depth + 1 && elements[depth] === name))
    return "tells the class of its document, so it can't change alone; set the document whole";
  if (schema.key.has(attribute)) return "is part of the key, which can't change; delete the item and create another";
  if (attribute === schema.softDelete?.attribute) return 'is set by delete() and removed by restore() alone';
  if (attribute.derivedFrom !== undefined) return derivedRefusal(attribute.derivedFrom);
  return attribute.readOnly && creates !== true ? 'is read-only: it is written at create or put alone' : undefined;
}

function defaultClause({ placeholders }: ExpressionContext, name: string, value: AttributeValue): Clause {
  const path = placeholders.name(name);
  const text = `${path} = if_not_exists(${path}, ${placeholders.value(value)})`;
  return { section: 'SET', text, operators: 2, path: name, elements: [name] };
}

function documentClause(
  { placeholders }: ExpressionContext,
  { path, elements, value, variant }: CreatedDocument,
): Clause {
  const text = `${placeholders.path(elements)} = ${placeholders.value(value)}`;
  return { section: 'SET', text, operators: 1, path, elements, variants: variant && [variant] };
}

function storedClause({ placeholders }: ExpressionContext, { name, value, copyOf }: StoredChange): Clause {
  const path = placeholders.name(name);
  const place = { path: name, elements: [name] };
  if (value === undefined) return { section: 'REMOVE', text: path, operators: 0, ...place };
  const operand = placeholders.value(value);
  if (copyOf === undefined) return { section: 'SET', text: `${path} = ${operand}`, operators: 1, ...place };
  const text = `${path} = if_not_exists(${placeholders.name(copyOf)}, ${operand})`;
  return { section: 'SET', text, operators: 2, ...place };
}

function expressionText(clauses: readonly Clause[]): string {
  let text = '';
  for (const section of sections) {
    let before = text === '' ? `${section} ` : ` ${section} `;
    for (const clause of clauses) {
      if (clause.section !== section) continue;
      text += before + clause.text;
      before = ', ';
    }
  }
  return text;
}
