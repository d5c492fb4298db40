import { isDeepStrictEqual } from 'node:util';
import type { AttributeValue } from '../sdk-types.ts';
import type { Codec } from '../values/converter.ts';
import type { PathElement } from '../values/issues.ts';
import type { ExpressionContext } from './operand.ts';
import type { ResolvedPath } from './path.ts';
import { joinTerms, simpleTerm, type Term } from './term.ts';

/** One way in which a path can be absent, and the value that a read then returns. */
export interface AbsentState {
  /** In stored form. Undefined if a read returns no value. */
  readonly value: AttributeValue | undefined;
  /** Number of path elements that are stored. */
  readonly stored: number;
}

const codecsOf = ({ codec, codecs }: ResolvedPath): readonly Codec[] => codecs ?? [codec];

/** True if a read can return a value for an absent path: a default, or an empty set. Keys are never absent. */
export function hasDefault({ schema }: Pick<ExpressionContext, 'schema'>, target: ResolvedPath): boolean {
  if (schema.key.has(target.attribute)) return false;
  if (target.codecs === undefined) return target.codec.shown !== undefined;
  return target.codecs.some(({ shown }) => shown !== undefined);
}

/**
 * Returns the stored form of the value that a read returns for a path whose first elements alone are stored.
 * Below an absent document, the value comes from the default of the document. Undefined if there is none.
 */
export function shownAt(
  { placeholders, issues }: Pick<ExpressionContext, 'placeholders' | 'issues'>,
  target: ResolvedPath,
  stored: number,
): AttributeValue | undefined {
  const codecs = codecsOf(target);
  const shown = (codec: Codec | undefined): AttributeValue | undefined =>
    codec?.shown && placeholders.once(codec, () => codec.shown?.(issues));
  let value = shown(codecs[stored]);
  for (let index = stored + 1; index < codecs.length; index++) {
    if (value === undefined) return undefined;
    const element = target.elements[index] as PathElement;
    if (!isOfKind(target, index, value)) return undefined;
    const part = partOf(value, element);
    value = part === undefined && value.M !== undefined ? shown(codecs[index]) : part;
  }
  return value;
}

/** False if a default is a document of a class that has no such path. */
const isOfKind = ({ kinds }: ResolvedPath, depth: number, { M }: AttributeValue): boolean => {
  const rule = kinds?.find((each) => each.depth === depth);
  return rule === undefined || rule.kinds.some((kind) => isDeepStrictEqual(kind, M?.[rule.name]));
};

const partOf = ({ L, M }: AttributeValue, element: PathElement): AttributeValue | undefined => {
  if (typeof element === 'number') return L?.[element];
  return M !== undefined && Object.hasOwn(M, element) ? M[element] : undefined;
};

/** Returns every way in which a path can be absent. None if reads never return a value for the absent path. */
export function absentStates(context: ExpressionContext, target: ResolvedPath): readonly AbsentState[] {
  if (!hasDefault(context, target)) return [];
  return codecsOf(target).map((_, stored) => ({ value: shownAt(context, target, stored), stored }));
}

/** Tests that a path is absent in one way: `attribute_exists(#0) AND attribute_not_exists(#0.#1)`. */
export function isAbsent(context: ExpressionContext, target: ResolvedPath, { stored }: AbsentState): Term | undefined {
  const { placeholders } = context;
  const missing = simpleTerm(`attribute_not_exists(${placeholders.path(target.elements.slice(0, stored + 1))})`);
  if (stored === 0) return missing;
  return joinTerms('AND', [simpleTerm(containerText(context, target, stored)), missing]);
}

/** Tests that a path is not absent in one way. */
export function isNotAbsent(context: ExpressionContext, target: ResolvedPath, state: AbsentState): Term | undefined {
  const { placeholders } = context;
  const present = simpleTerm(`attribute_exists(${placeholders.path(target.elements.slice(0, state.stored + 1))})`);
  if (state.stored === 0) return present;
  const { text } = simpleTerm(containerText(context, target, state.stored));
  return joinTerms('OR', [present, { text: `NOT ${text}`, operators: 2 }]);
}

/** Tests that the parent of an absent element is stored, and is not NULL. */
function containerText({ placeholders }: ExpressionContext, target: ResolvedPath, stored: number): string {
  const path = placeholders.path(target.elements.slice(0, stored));
  const type = typeof target.elements[stored] === 'number' ? 'L' : 'M';
  return `attribute_type(${path}, ${placeholders.value({ S: type })})`;
}
