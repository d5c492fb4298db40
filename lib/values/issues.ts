import { AnnotableError } from '../errors/annotable-error.ts';
import type { IssueCode } from '../errors/validation-error.ts';
import { maxNestingDepth } from '../limits.ts';
import { isError } from './kinds.ts';

/** Issue of a stored key in a form that its class would write differently. */
export const foreignKey =
  'is a key that is stored in another form than this class writes, so it would not be found again; rewrite the item with the key in that form, or declare the attribute by the form that is stored, as String';

/** Issue of a range whose first bound is above the second. */
export const reversedBounds = 'must be between a lower and a higher value, in this order; exchange the two';

/** A step of a path: a property or map key, or a list index. */
export type PathElement = string | number;

/** One fault, with the path from the converted value. */
export interface Issue {
  readonly elements: PathElement[];
  readonly message: string;
  readonly code: IssueCode;
  /** The value that a function of the class threw. Undefined if none threw. */
  readonly cause: unknown;
}

const asynchronous = Symbol('asynchronous');

/** Returns the first issue that is a mistake of the class. */
export const mistakeOf = (issues: readonly Issue[]): Issue | undefined =>
  issues.find(({ cause }) => cause === asynchronous);

/** Describes an error that user code threw, without its message, which can contain a value. */
export const thrownText = (refused: string, cause: unknown): string =>
  `${refused} threw ${isError(cause) ? cause.name : kindOf(cause)}; see error.cause`;

/** Returns the value that user code threw first. Undefined if none threw. */
export const causeOf = (issues: readonly Issue[]): unknown => issues.find(({ cause }) => cause !== undefined)?.cause;

/**
 * Collects the issues of one value during conversion.
 *
 * Paths cost nothing without issues: the converter of a value adds its own step to the new issues of a part.
 */
export class Issues {
  readonly list: Issue[] = [];
  /** The reader of partial values. Set if documents may lack required members. */
  readonly partsFrom: string | undefined;
  /**
   * Upper bound of the encoded size in bytes, added up by the converters. The exact size is computed only above the
   * limit.
   */
  weight = 0;
  #depth = 0;
  #tooDeep = false;

  constructor(partsFrom?: string) {
    this.partsFrom = partsFrom;
  }

  report(message: string, code: IssueCode = 'type', cause?: unknown): void {
    this.list.push({ elements: [], message, code, cause });
  }

  /** Reports a fault of the call instead of a value: in a path, a condition, a change, or a selection. */
  reject(message: string): void {
    this.report(message, 'request');
  }

  /** Reports a stored number that the attribute type can't hold exactly. */
  reportPrecision(message: string): void {
    this.report(message, 'precision');
  }

  /**
   * Reports an error that user code threw, without its message, which can contain a value.
   *
   * @param refused - a sentence after the path: `can't be checked: its validator`
   */
  reportThrown(refused: string, cause: unknown): void {
    this.report(thrownText(refused, cause), 'thrown', cause);
  }

  /** Reports a validator that returns a promise. This is a mistake of the class, not of its values. */
  reportAsync(): void {
    this.report('has an asynchronous validator; check with it before you call', 'validator', asynchronous);
  }

  /** Reports an error that a getter or a proxy threw while a value was read. Rethrows errors of this library. */
  reportUnread(error: unknown): void {
    if (AnnotableError.is(error)) throw error;
    this.reportThrown('a getter', error);
  }

  /** Number of the documents and lists that are entered. */
  get depth(): number {
    return this.#depth;
  }

  /** Drops the issues and levels that were added since a mark, after a function of the class threw. */
  rewind(mark: number, depth: number): void {
    this.list.length = mark;
    this.#depth = depth;
    this.#tooDeep &&= depth > 0;
  }

  /** Puts `element` before the paths of all issues from `mark` on. */
  within(mark: number, element: PathElement): void {
    for (let index = mark; index < this.list.length; index++) this.list[index]?.elements.unshift(element);
  }

  /** Puts a whole path before the paths of all issues from `mark` on. */
  withinPath(mark: number, elements: readonly PathElement[]): void {
    for (let index = mark; index < this.list.length; index++) {
      const issue = this.list[index] as Issue;
      this.list[index] = { ...issue, elements: elements.concat(issue.elements) };
    }
  }

  /**
   * Enters a document or list. Returns false and reports an issue beyond the nesting limit of DynamoDB: 32 levels,
   * including the innermost value.
   *
   * The first such issue ends the walk through its attribute. A value that contains itself twice has 2^32 paths.
   *
   * @param parts - number of values in it
   */
  enter(parts: number): boolean {
    this.#depth++;
    if (this.#tooDeep) return false;
    if (this.#depth + (parts > 0 ? 1 : 0) <= maxNestingDepth) return true;
    this.#tooDeep = true;
    this.report(
      `is nested deeper than ${maxNestingDepth} levels, or contains itself; store deep data as text`,
      'range',
    );
    return false;
  }

  /** Sets the depth to a place inside `depth` documents and lists: 0 at the top of an item. */
  standAt(depth: number): void {
    this.#depth = depth;
    this.#tooDeep = false;
  }

  leave(): void {
    this.#depth--;
    if (this.#depth === 0) this.#tooDeep = false;
  }
}

const plainElement = /^[^.[\]"\s]+$/;

/** Prints a path: `['calls', 0, 'a.b']` → `calls[0]["a.b"]`. */
export function pathText(elements: readonly PathElement[]): string {
  let text = '';
  for (const element of elements) {
    if (typeof element === 'number') text += `[${element}]`;
    else if (!plainElement.test(element)) text += `[${JSON.stringify(element)}]`;
    else text += text === '' ? element : `.${element}`;
  }
  return text;
}

/** Returns the kind of a value in words, never the value: `null`, `an array`, `a Date`, `a string`. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Number.isNaN(value)) return 'NaN';
  if (Array.isArray(value)) return 'an array';
  if (typeof value !== 'object') return `a ${typeof value}`;
  const name: unknown = Object.getPrototypeOf(value)?.constructor?.name;
  return typeof name !== 'string' || name === 'Object' || name === '' ? 'an object' : `a ${name}`;
}
