import { AnnotableError } from './annotable-error.ts';
import {
  type ErrorPlace,
  frozenIssues,
  type IssueInput,
  issuesText,
  placeText,
  type ValidationIssue,
} from './validation-error.ts';

/** A write that was done. */
export interface DoneWrite {
  /** The beginning of the message: `'the item was updated, but'`. */
  readonly what: string;
  /** The call that must not be repeated: `'update()'`. */
  readonly call: string;
}

/** Details of an item that can't be read. */
export interface UnreadableItem {
  readonly cause?: unknown;
  /** The write that returned the item. Undefined if a read returned it. */
  readonly done?: DoneWrite | undefined;
  /** True if a write was refused because of the stored item. */
  readonly isRefused?: boolean | undefined;
}

/**
 * A stored item doesn't fit the class: a wrong type, an absent required attribute, or a value outside its enum.
 *
 * Code: `item.unreadable`. A read never returns a half-built object instead. If `written` is true, the write was done,
 * and only the item that it returned can't be read.
 *
 * Cure: If `written` is true, don't repeat the write. Correct the stored item with `update()`, change the class, or
 * skip such items with `onInvalidItem`.
 */
export class InvalidItemError extends AnnotableError {
  static override readonly errorName: string = 'InvalidItemError';
  readonly table: string;
  readonly key: string | undefined;
  /** Each issue, with `path`, `message`, and `code`. */
  readonly issues: readonly ValidationIssue[];
  /** True if the error comes from a write that was done. False for reads. */
  readonly written: boolean;

  constructor(
    place: ErrorPlace,
    issues: readonly IssueInput[],
    { cause, done, isRefused }: UnreadableItem = {},
    code = 'item.unreadable',
  ) {
    super(code, messageOf(place, issues, done, isRefused), cause === undefined ? undefined : { cause });
    this.table = place.table;
    this.key = place.key;
    this.issues = frozenIssues(issues);
    this.written = done !== undefined;
  }
}

function messageOf(
  place: ErrorPlace,
  issues: readonly IssueInput[],
  done: DoneWrite | undefined,
  isRefused = false,
): string {
  const text = issuesText(issues);
  if (isRefused) return `${placeText(place)}: nothing was written, because the stored item${text}`;
  if (done === undefined) return `${placeText(place)}: the stored item can't be read:${text}`;
  const separator = issues.length === 1 ? '; ' : '\n';
  return `${placeText(place)}: ${done.what} can't be read:${text}${separator}don't repeat ${done.call}`;
}

/**
 * A stored number can't be held exactly by the JavaScript type of the attribute. It is never rounded.
 *
 * Code: `item.precision`.
 *
 * Cure: Declare the attribute as `BigInt` or `decimal()`, or set it to another number with `update()`.
 */
export class PrecisionError extends InvalidItemError {
  static override readonly errorName: string = 'PrecisionError';
  constructor(place: ErrorPlace, issues: readonly IssueInput[], details?: UnreadableItem) {
    super(place, issues, details, 'item.precision');
  }
}
