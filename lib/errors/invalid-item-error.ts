import { AnnotableError } from './annotable-error.ts';
import { type ErrorPlace, issuesText, placeText, type ValidationIssue } from './validation-error.ts';

/**
 * A stored item that the class forbids: a wrong type, a required attribute that is absent, a value outside its enum.
 *
 * Code: `item.unreadable`. A read never gives a half-built object instead.
 */
export class InvalidItemError extends AnnotableError {
  readonly table: string;
  readonly key: string | undefined;
  readonly issues: readonly ValidationIssue[];

  constructor(place: ErrorPlace, issues: readonly ValidationIssue[], code = 'item.unreadable') {
    super(code, `${placeText(place)}: the stored item can't be read:${issuesText(issues)}`);
    this.table = place.table;
    this.key = place.key;
    this.issues = Object.freeze([...issues]);
  }
}

/**
 * A stored number that JavaScript's type of the attribute can't hold exactly; it is never rounded.
 *
 * Code: `item.precision`. Declare the attribute as `BigInt` or `decimal()` to read it.
 */
export class PrecisionError extends InvalidItemError {
  constructor(place: ErrorPlace, issues: readonly ValidationIssue[]) {
    super(place, issues, 'item.precision');
  }
}
