import { isDeepStrictEqual } from 'node:util';
import type { Schema } from '../schema/schema.ts';
import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import { Issues, type PathElement } from '../values/issues.ts';
import { type ChangeContext, changeText } from './changes.ts';
import { type KindRule, type ResolvedPath, resolvePath, variantsOf } from './path.ts';
import { Placeholders } from './placeholders.ts';
import { joinTerms, simpleTerm, type Term } from './term.ts';

// A document of `oneOfClasses()` has the members of its own class alone. A path into it therefore has one variant for
// each class that has the rest of the path. A change or a test is written for the variants that it fits. A worked
// example, with `payment` a Card or a Transfer:
//
//   { 'payment.number': '4111' } → SET #0.#1 = :2, if attribute_not_exists(#0) OR #0.#3 = :4     (:4 is 'card')

/** Variants for which the same text is written. */
export type VariantGroup = readonly [ResolvedPath, ...ResolvedPath[]];

/** Writes a change or a test for each variant, and returns those that it fits, in groups with the same text. */
export function fittingVariants(
  { schema }: Pick<ChangeContext, 'schema'>,
  target: ResolvedPath,
  write: (context: ChangeContext) => string | undefined,
): readonly VariantGroup[] {
  const groups = new Map<string, [ResolvedPath, ...ResolvedPath[]]>();
  for (const variant of variantsOf(target)) {
    const context = { schema, placeholders: new Placeholders(), issues: new Issues(), target: variant };
    context.issues.standAt(variant.elements.length - 1);
    const text = write(context);
    if (text === undefined || context.issues.list.length > 0) continue;
    const identity = JSON.stringify([text, context.placeholders.names, context.placeholders.values]);
    const group = groups.get(identity);
    if (group === undefined) groups.set(identity, [variant]);
    else group.push(variant);
  }
  return [...groups.values()];
}

/**
 * Returns the term that the stored documents are of the classes of the variants. An absent document has no class yet.
 * Undefined if the path leads through no document of several classes.
 */
export function kindTerm(placeholders: Placeholders, variants: readonly ResolvedPath[]): Term | undefined {
  const terms = new Map<string, Term>();
  for (const { elements, kinds = [] } of merged(variants)) {
    const term = joinTerms(
      'AND',
      kinds.map((rule) => ruleTerm(placeholders, elements, rule)),
    );
    if (term !== undefined) terms.set(term.text, term);
  }
  return joinTerms('OR', [...terms.values()]);
}

/** Joins variants that differ in the kinds of one document only. */
function merged(variants: readonly ResolvedPath[]): readonly ResolvedPath[] {
  const [first] = variants;
  const rule = first?.kinds?.length === 1 ? first.kinds[0] : undefined;
  const isOne = variants.every(({ kinds: [only, ...more] = [] }) => more.length === 0 && only?.depth === rule?.depth);
  if (first === undefined || rule === undefined || !isOne) return variants;
  return [{ ...first, kinds: [{ ...rule, kinds: variants.flatMap(({ kinds = [] }) => kinds[0]?.kinds ?? []) }] }];
}

function ruleTerm(
  placeholders: Placeholders,
  elements: readonly PathElement[],
  { depth, name, kinds }: KindRule,
): Term | undefined {
  const document = elements.slice(0, depth);
  const path = placeholders.path([...document, name]);
  const values = kinds.map((kind) => placeholders.value(kind));
  const isKind = values.length === 1 ? `${path} = ${values[0]}` : `${path} IN (${values.join(', ')})`;
  return joinTerms('OR', [simpleTerm(`attribute_not_exists(${placeholders.path(document)})`), simpleTerm(isKind)]);
}

/** Returns the variant of the stored documents. If they are of no class that has the path, returns the first. */
export const storedVariant = (target: ResolvedPath, stored: StoredItem | undefined): ResolvedPath =>
  target.kinds === undefined ? target : (variantsOf(target).find((variant) => isStoredAs(variant, stored)) ?? target);

/** True if the stored documents on the way, if they are there, are of the classes of a variant. */
export const isStoredAs = ({ elements, kinds = [] }: ResolvedPath, stored: StoredItem | undefined): boolean =>
  kinds.every((rule) => {
    const document = elements.slice(0, rule.depth).reduce<AttributeValue | undefined>(partOf, { M: stored ?? {} });
    const kind = document?.M?.[rule.name];
    return document === undefined || rule.kinds.some((each) => isDeepStrictEqual(each, kind));
  });

const partOf = (value: AttributeValue | undefined, element: PathElement): AttributeValue | undefined =>
  typeof element === 'number' ? value?.L?.[element] : value?.M?.[element];

/** The classes of variants in words: `Card or Transfer`. */
export const classesOf = (variants: readonly ResolvedPath[]): string =>
  [...new Set(variants.map(({ kinds = [] }) => kinds.at(-1)?.model))].join(' or ');

/**
 * Returns the variants that a change fits. Reports an issue if they store its value in different ways. Undefined if it
 * fits none, which the first variant reports.
 */
export function changedVariants(
  schema: Schema,
  target: ResolvedPath,
  change: unknown,
  issues: Issues,
): VariantGroup | undefined {
  if (target.others?.length === 0) return [target];
  const groups = fittingVariants({ schema }, target, (context) => changeText(context, change)?.text);
  if (groups.length > 1)
    issues.reject(`is stored in different ways by ${classesOf(groups.flat())}; set the document whole`);
  return groups[0];
}

/** Returns the reason why a change doesn't fit the stored documents. Undefined if it does. */
export function kindMismatch(
  schema: Schema,
  changes: Readonly<Record<string, unknown>>,
  stored: StoredItem,
): string | undefined {
  for (const [path, change] of Object.entries(changes)) {
    const issues = new Issues();
    const target = change === undefined ? undefined : resolvePath(schema, path, issues);
    if (target?.kinds === undefined) continue;
    const variants = changedVariants(schema, target, change, issues) ?? [target];
    if (!variants.some((variant) => isStoredAs(variant, stored)))
      return `'${path}' can be changed in a ${classesOf(variants)} alone, and the stored document is none`;
  }
  return undefined;
}
