import { AnnotableError } from './annotable-error.ts';

/** One thing that is wrong with a value: where, and what. */
export interface ValidationIssue {
  /** Path of properties, `address.lines[0]`; empty where the whole value is meant. */
  readonly path: string;
  /** What is wrong and what to do, without the value itself. */
  readonly message: string;
}

/** The place of an error, which begins every message about an item. */
export interface ErrorPlace {
  readonly table: string;
  /** The key as text, `personId=1`. Absent if it is unknown. */
  readonly key?: string | undefined;
}

/** Prints the place of an error: `{ table: 'phonebook', key: 'personId=1' }` → `phonebook (personId=1)`. */
export function placeText(place: ErrorPlace): string {
  return place.key === undefined ? place.table : `${place.table} (${place.key})`;
}

/** Prints issues: `[{ path: 'name', message: 'is required' }]` → `name is required`. Several have a line each. */
export function issuesText(issues: readonly ValidationIssue[]): string {
  const lines = issues.map(({ path, message }) => (path === '' ? message : `${path} ${message}`));
  return lines.length === 1 ? ` ${lines[0]}` : lines.map((line) => `\n  - ${line}`).join('');
}

/**
 * A value that you passed doesn't fit the class. Nothing was sent. The error has all issues, not only the first.
 *
 * Code: `item.invalid`. If a validator, a converter, a default, or a getter threw, `cause` is what it threw. The
 * message contains no values except keys.
 *
 * Cure: Correct the values that `issues` names. If they come from a caller of your API, return `issues` to the caller.
 */
export class ValidationError extends AnnotableError {
  static override readonly errorName: string = 'ValidationError';
  readonly table: string;
  readonly key: string | undefined;
  /** Each issue, with `path` and `message`. */
  readonly issues: readonly ValidationIssue[];

  /**
   * @param options - with the error that a function of the class threw, such as a validator
   */
  constructor(place: ErrorPlace, issues: readonly ValidationIssue[], options: { readonly cause?: unknown } = {}) {
    const { cause } = options;
    super('item.invalid', `${placeText(place)}:${issuesText(issues)}`, cause === undefined ? undefined : { cause });
    this.table = place.table;
    this.key = place.key;
    this.issues = Object.freeze([...issues]);
  }
}
