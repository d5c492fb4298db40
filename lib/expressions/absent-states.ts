import type { AttributeValue } from '../sdk-types.ts';
import type { Codec } from '../values/converter.ts';
import type { PathElement } from '../values/issues.ts';
import type { ExpressionContext } from './operand.ts';
import type { ResolvedPath } from './path.ts';
import { joinTerms, simpleTerm, type Term } from './term.ts';

/** One way in which a path can be absent, and what a read shows of it then. */
export interface AbsentState {
  /** In stored form; undefined if a read shows nothing. */
  readonly value: AttributeValue | undefined;
  /** Elements of the path that are stored. */
  readonly stored: number;
}

const codecsOf = ({ codec, codecs }: ResolvedPath): readonly Codec[] => codecs ?? [codec];

/** True if a read may show something of a path that isn't stored: a default, or a set without elements. No key is absent. */
export function hasDefault({ schema }: Pick<ExpressionContext, 'schema'>, target: ResolvedPath): boolean {
  if (target.attribute === schema.partitionKey || target.attribute === schema.sortKey) return false;
  if (target.codecs === undefined) return target.codec.shown !== undefined;
  return target.codecs.some(({ shown }) => shown !== undefined);
}

/**
 * The stored form of what a read shows at a path whose first elements are stored. Below an absent document it is
 * what the document's default holds; undefined if there is none.
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
    const part = partOf(value, element);
    value = part === undefined && value.M !== undefined ? shown(codecs[index]) : part;
  }
  return value;
}

const partOf = ({ L, M }: AttributeValue, element: PathElement): AttributeValue | undefined => {
  if (typeof element === 'number') return L?.[element];
  return M !== undefined && Object.hasOwn(M, element) ? M[element] : undefined;
};

/** Every way in which a path can be absent; none if a read shows nothing of it in any. */
export function absentStates(context: ExpressionContext, target: ResolvedPath): readonly AbsentState[] {
  if (!hasDefault(context, target)) return [];
  return codecsOf(target).map((_, stored) => ({ value: shownAt(context, target, stored), stored }));
}

/** The test that a path is absent in one way: `attribute_exists(#0) AND attribute_not_exists(#0.#1)`. */
export function isAbsent(context: ExpressionContext, target: ResolvedPath, { stored }: AbsentState): Term | undefined {
  const { placeholders } = context;
  const missing = simpleTerm(`attribute_not_exists(${placeholders.path(target.elements.slice(0, stored + 1))})`);
  if (stored === 0) return missing;
  return joinTerms('AND', [simpleTerm(containerText(context, target, stored)), missing]);
}

/** The test that a path is not absent in one way. */
export function isNotAbsent(context: ExpressionContext, target: ResolvedPath, state: AbsentState): Term | undefined {
  const { placeholders } = context;
  const present = simpleTerm(`attribute_exists(${placeholders.path(target.elements.slice(0, state.stored + 1))})`);
  if (state.stored === 0) return present;
  const { text } = simpleTerm(containerText(context, target, state.stored));
  return joinTerms('OR', [present, { text: `NOT ${text}`, operators: 2 }]);
}

/** The test that what leads to an absent element is stored, and is no NULL. */
function containerText({ placeholders }: ExpressionContext, target: ResolvedPath, stored: number): string {
  const path = placeholders.path(target.elements.slice(0, stored));
  const type = typeof target.elements[stored] === 'number' ? 'L' : 'M';
  return `attribute_type(${path}, ${placeholders.value({ S: type })})`;
}
