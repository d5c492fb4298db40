import { AnnotableError } from './annotable-error.ts';

/**
 * The kind of an issue, for programs to compare:
 *
 * - `required`: a required attribute or a key attribute is absent
 * - `type`: the value has another type or form than its attribute
 * - `range`: a value is too small, too large, too long, or too deep
 * - `enum`: the value is not in the list of its attribute
 * - `undeclared`: the class has no such attribute
 * - `readOnly`: the attribute can't be changed by this call
 * - `partial`: the item or document was read in part
 * - `validator`: the validator of the attribute rejected the value
 * - `thrown`: a function of the class threw, such as a converter, a default, or a getter
 * - `precision`: the attribute type can't hold a stored number exactly
 * - `version`: the stored item has a version that the class can't read or upgrade
 * - `request`: the call is wrong, such as a path, a condition, a change, or a selection
 */
export type IssueCode =
  | 'required'
  | 'type'
  | 'range'
  | 'enum'
  | 'undeclared'
  | 'readOnly'
  | 'partial'
  | 'validator'
  | 'thrown'
  | 'precision'
  | 'version'
  | 'request';

/** One fault of a value. */
export interface ValidationIssue {
  /** Path of properties, `address.lines[0]`. Empty if the issue concerns the whole value. */
  readonly path: string;
  /** The fault and its cure, without the value itself. */
  readonly message: string;
  /** The kind of the fault. */
  readonly code: IssueCode;
}

/** An issue whose code is `type` if it is absent. */
export type IssueInput = Omit<ValidationIssue, 'code'> & { readonly code?: IssueCode | undefined };

/** Returns issues in their public form. */
export const frozenIssues = (issues: readonly IssueInput[]): readonly ValidationIssue[] =>
  Object.freeze(issues.map(({ path, message, code = 'type' }) => ({ path, message, code })));

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
export function issuesText(issues: readonly IssueInput[]): string {
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
  /** Each issue, with `path`, `message`, and `code`. */
  readonly issues: readonly ValidationIssue[];

  /**
   * @param options - with the error that a function of the class threw, such as a validator
   */
  constructor(place: ErrorPlace, issues: readonly IssueInput[], options: { readonly cause?: unknown } = {}) {
    const { cause } = options;
    super('item.invalid', `${placeText(place)}:${issuesText(issues)}`, cause === undefined ? undefined : { cause });
    this.table = place.table;
    this.key = place.key;
    this.issues = frozenIssues(issues);
  }
}
