import { maxNestingDepth } from '../limits.ts';
import type { AttributeSchema } from '../schema/attribute-schema.ts';
import type { Schema } from '../schema/schema.ts';
import type { AttributeValue } from '../sdk-types.ts';
import { isStorableName } from '../values/collections.ts';
import { type Choice, type Choices, type Codec, isSetKind } from '../values/converter.ts';
import { Issues, kindOf, type PathElement, pathText } from '../values/issues.ts';

/** The kinds that a document on the way of a path must have, because only their class has the rest of the path. */
export interface KindRule {
  /** Number of elements that lead to the document. */
  readonly depth: number;
  /** The stored name of its kind. */
  readonly name: string;
  readonly kinds: readonly AttributeValue[];
  /** The name of the class. */
  readonly model: string;
  /** An upper bound of the number of variants of the path up to this document. */
  readonly ways: number;
  /** True if a class without the path stores something else in its place. */
  readonly isShared: boolean;
}

/** A path, resolved against a class. */
export interface ResolvedPath {
  /** Stored names and list indexes, from the top of the item. */
  readonly elements: readonly PathElement[];
  /** Converts the value at the path. */
  readonly codec: Codec;
  /** The codec at each element. Undefined if the path is one attribute. */
  readonly codecs?: readonly Codec[] | undefined;
  /** The attribute at the start of the path. */
  readonly attribute: AttributeSchema;
  /** True if the value can be absent. */
  readonly removable: boolean;
  /** The documents of several classes on the way. Undefined if there are none. */
  readonly kinds?: readonly KindRule[] | undefined;
  /** The same path through other classes of these documents. */
  readonly others?: readonly ResolvedPath[] | undefined;
}

/** A name after a dot, an index, or a quoted name as a JSON string. A path doesn't begin with a dot. */
const stepPattern = /(?:^|(?!^)\.)([^.[\]"]+)|\[(\d{1,9})\]|\[("(?:[^"\\]|\\.)*")\]/gy;

/**
 * Parses a path: `calls[0].secs` → `['calls', 0, 'secs']`. A name with a dot is quoted in brackets: `votes["a.b"]`.
 *
 * @returns the first 33 steps of a path deeper than DynamoDB's limit; undefined if the text is not a path
 */
export function parsePath(text: string): PathElement[] | undefined {
  const elements: PathElement[] = [];
  stepPattern.lastIndex = 0;
  while (elements.length <= maxNestingDepth) {
    const [step, name, index, quoted] = stepPattern.exec(text) ?? [];
    const element = name ?? (quoted === undefined ? index && Number(index) : jsonText(quoted));
    if (step === undefined || element === undefined) return undefined;
    elements.push(element);
    if (stepPattern.lastIndex === text.length) return elements;
  }
  return elements;
}

const maxShown = 100;

/** Returns a path, shortened for a message. */
export const shownPath = (path: string): string => (path.length > maxShown ? `${path.slice(0, maxShown)}…` : path);

/** Returns a path as text. A value that is not a string becomes a text that is not a path, so its use is rejected. */
export const pathFrom = (path: unknown): string => (typeof path === 'string' ? path : `[${kindOf(path)}]`);

/** Returns the elements that name a path in an issue. A text that is not a path is one element. */
export const issuePath = (text: string): readonly PathElement[] => parsePath(text) ?? [shownPath(text)];

/** Prefixes the paths of all issues from `mark` on with a path. */
export function placeIssues(issues: Issues, mark: number, text: string): void {
  if (issues.list.length > mark) issues.withinPath(mark, issuePath(text));
}

function jsonText(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return undefined;
  }
}

/**
 * Resolves a path. Undefined, with an issue, if the class has no such path. An attribute name that looks like a path
 * comes first.
 */
export function resolvePath(schema: Schema, text: string, issues: Issues): ResolvedPath | undefined {
  const whole = schema.attributes[text];
  if (whole !== undefined)
    return { elements: [whole.name], codec: whole.codec, attribute: whole, removable: mayBeAbsent(whole) };
  const steps = parsePath(text);
  const [first, ...rest] = steps ?? [];
  const attribute = typeof first === 'string' ? schema.attributes[first] : undefined;
  if (attribute === undefined) {
    if (steps === undefined) issues.reject('is no path; write it like address.city or calls[0].secs');
    else issues.report(unknown(schema), 'undeclared');
    return undefined;
  }
  if (attribute.encryption !== undefined && rest.length > 0) {
    issues.reject(attribute.encryption.refusesPaths);
    return undefined;
  }
  if (rest.length >= maxNestingDepth) {
    issues.reject(`leads deeper than ${maxNestingDepth} levels, which DynamoDB can't hold; store deep data as text`);
    return undefined;
  }
  return followSteps(attribute, rest, steps ?? [], issues);
}

function followSteps(
  attribute: AttributeSchema,
  rest: readonly PathElement[],
  steps: readonly PathElement[],
  issues: Issues,
): ResolvedPath | undefined {
  const start = { elements: [attribute.name], codecs: [attribute.codec], removable: mayBeAbsent(attribute) };
  return follow({ ...start, attribute, codec: attribute.codec }, rest, steps, issues);
}

/** Follows the rest of a path from where it has led so far. */
function follow(
  from: ResolvedPath,
  rest: readonly PathElement[],
  steps: readonly PathElement[],
  issues: Issues,
): ResolvedPath | undefined {
  const elements = [...from.elements];
  const codecs = [...(from.codecs ?? [])];
  let { codec, removable } = from;
  for (const [index, step] of rest.entries()) {
    if (codec.choices !== undefined) {
      const here = { ...from, elements, codecs, codec, removable };
      return followChoices(here, codec.choices, rest.slice(index), steps, issues);
    }
    const part = codec.part?.(step);
    if (part === undefined) {
      const end = steps.length - rest.length + index;
      issues.report(`leads nowhere: ${pathText(steps.slice(0, end))} has no ${pathText([step])}`, 'undeclared');
      return undefined;
    }
    if (typeof part.element === 'string' && !isStorableName(part.element, issues)) return undefined;
    elements.push(part.element);
    codecs.push(part.codec);
    codec = part.codec;
    removable = part.optional;
  }
  return { elements, codec, codecs, attribute: from.attribute, removable, kinds: from.kinds };
}

/** The maximum number of variants of a path. Classes that contain each other have twice as many with each level. */
const maxWays = 100;

/** Follows a path into a document of several classes, through each class that has the rest of it. */
function followChoices(
  from: ResolvedPath,
  choices: Choices,
  rest: readonly PathElement[],
  steps: readonly PathElement[],
  issues: Issues,
): ResolvedPath | undefined {
  const tried = new Issues();
  const depth = from.elements.length;
  const having = choices.all.filter(({ codec }) => codec.part?.(rest[0] as PathElement) !== undefined);
  const ways = (from.kinds?.at(-1)?.ways ?? 1) * having.length;
  if (ways > maxWays) {
    issues.reject(`leads through documents of several classes in more than ${maxWays} ways; set one of them whole`);
    return undefined;
  }
  const lacking: Choice[] = [];
  const all = choices.all.flatMap((choice) => {
    const rule = { depth, name: choices.name, kinds: choice.kinds, model: choice.name, ways, isShared: false };
    const variant = follow({ ...from, codec: choice.codec, kinds: [...(from.kinds ?? []), rule] }, rest, steps, tried);
    if (variant === undefined) lacking.push(choice);
    return variant === undefined ? [] : variantsOf(variant);
  });
  const isShared = ({ elements }: ResolvedPath): boolean =>
    lacking.some(({ names }) => names.has(`${elements[depth]}`));
  const found = all.map((variant) => ({
    ...variant,
    others: undefined,
    kinds: variant.kinds?.map((rule) => (rule.depth === depth ? { ...rule, isShared: isShared(variant) } : rule)),
  }));
  const [first, ...others] = found;
  if (first !== undefined) return { ...first, others };
  const [issue] = tried.list;
  issues.report(issue?.message ?? 'leads nowhere', issue?.code);
  return undefined;
}

/** Returns the property at the start of a path, in any notation: `["address"].city` → `address`. */
export function headOf(schema: Schema, text: string): string {
  if (schema.attributes[text] !== undefined) return text;
  return String(parsePath(text)?.[0] ?? text);
}

/** An empty set is stored as absent, so any set can be absent. */
const mayBeAbsent = ({ optional, kind }: AttributeSchema): boolean => optional || isSetKind(kind);

const unknown = (schema: Schema): string =>
  `is no attribute of ${schema.name}; its attributes are ${Object.keys(schema.attributes).join(', ')}`;

/** Returns all variants of a path through documents of several classes. */
export const variantsOf = (target: ResolvedPath): readonly ResolvedPath[] => [target, ...(target.others ?? [])];
