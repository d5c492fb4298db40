import { AnnotableError } from '../errors/annotable-error.ts';
import { maxNestingDepth } from '../limits.ts';
import { isError } from './kinds.ts';

/** What is wrong with a stored key that its class would write as another one. */
export const foreignKey =
  'is a key that is stored in another form than this class writes, so it would not be found again; rewrite the item with the key in that form, or declare the attribute by the form that is stored, as String';

/** A step of a path: a property or map key, or a list index. */
export type PathElement = string | number;

/** What is wrong, with the path from the value that was converted. */
export interface Issue {
  readonly elements: PathElement[];
  readonly message: string;
  /** True where a stored number can't be held exactly. */
  readonly precision: boolean;
  /** What a function of the class threw; undefined if none did. */
  readonly cause: unknown;
}

const asynchronous = Symbol('asynchronous');

/** The first issue that is a mistake of the class. */
export const mistakeOf = (issues: readonly Issue[]): Issue | undefined =>
  issues.find(({ cause }) => cause === asynchronous);

/** Says that a function of the user threw: its message is left out, since it may hold a value. */
export const thrownText = (refused: string, cause: unknown): string =>
  `${refused} threw ${isError(cause) ? cause.name : kindOf(cause)}; see error.cause`;

/** What threw the first issue that was thrown; undefined if none was. */
export const causeOf = (issues: readonly Issue[]): unknown => issues.find(({ cause }) => cause !== undefined)?.cause;

/**
 * Collects everything that is wrong with one value while it is converted.
 *
 * A path costs nothing while all is well: whoever converts a part puts its own step before the part's new issues.
 */
export class Issues {
  readonly list: Issue[] = [];
  /** Where values are read of which parts alone are there; documents may then lack what they require. */
  readonly partsFrom: string | undefined;
  /** No fewer than the bytes of all that was encoded: whoever encodes adds its part, so that few items need be measured. */
  weight = 0;
  #depth = 0;
  #tooDeep = false;

  constructor(partsFrom?: string) {
    this.partsFrom = partsFrom;
  }

  report(message: string): void {
    this.list.push({ elements: [], message, precision: false, cause: undefined });
  }

  reportPrecision(message: string): void {
    this.list.push({ elements: [], message, precision: true, cause: undefined });
  }

  /**
   * Reports what a function of the class threw: its message is left out, since it may hold a value.
   *
   * @param refused - a sentence after the path: `can't be checked: its validator`
   */
  reportThrown(refused: string, cause: unknown): void {
    this.list.push({ elements: [], message: thrownText(refused, cause), precision: false, cause });
  }

  /** Reports a validator that returns a promise, which is a mistake of the class and not of its values. */
  reportAsync(): void {
    const message = 'has an asynchronous validator; check with it before you call';
    this.list.push({ elements: [], message, precision: false, cause: asynchronous });
  }

  /** Reports what a getter or a proxy threw while a value was read; an error of ours goes on. */
  reportUnread(error: unknown): void {
    if (AnnotableError.is(error)) throw error;
    this.reportThrown('a getter', error);
  }

  /** The documents and lists that are entered. */
  get depth(): number {
    return this.#depth;
  }

  /** Forgets what was reported and entered since: where a function of the class threw. */
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
   * Goes into a document or list; false, with an issue, where DynamoDB's nesting limit is passed: 32 levels, of which
   * the innermost value is one.
   *
   * The first such issue ends the walk through its attribute: a value that contains itself twice has 2^32 ways down.
   *
   * @param parts - how many values it holds
   */
  enter(parts: number): boolean {
    this.#depth++;
    if (this.#tooDeep) return false;
    if (this.#depth + (parts > 0 ? 1 : 0) <= maxNestingDepth) return true;
    this.#tooDeep = true;
    this.report(`is nested deeper than ${maxNestingDepth} levels, or contains itself; store deep data as text`);
    return false;
  }

  /** Stands at a place within `depth` documents and lists: 0 at the top of an item. */
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

/** `['calls', 0, 'a.b']` → `calls[0]["a.b"]`. */
export function pathText(elements: readonly PathElement[]): string {
  let text = '';
  for (const element of elements) {
    if (typeof element === 'number') text += `[${element}]`;
    else if (!plainElement.test(element)) text += `[${JSON.stringify(element)}]`;
    else text += text === '' ? element : `.${element}`;
  }
  return text;
}

/** The kind of a value in a person's words, never the value: `null`, `an array`, `a Date`, `a string`. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Number.isNaN(value)) return 'NaN';
  if (Array.isArray(value)) return 'an array';
  if (typeof value !== 'object') return `a ${typeof value}`;
  const name: unknown = Object.getPrototypeOf(value)?.constructor?.name;
  return typeof name !== 'string' || name === 'Object' || name === '' ? 'an object' : `a ${name}`;
}
