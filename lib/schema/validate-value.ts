import type { Issues, PathElement } from '../values/issues.ts';
import { isDate } from '../values/kinds.ts';
import type { StandardIssue, StandardResult, StandardSchemaV1 } from './standard-schema.ts';

/** Checks a value: a Standard Schema (zod, valibot, arktype, …), or a function that says true, false or what is wrong. */
export type Validator<V = never> = StandardSchemaV1 | ((value: V) => boolean | string | undefined);

/** Checks a value with its attribute's validator; false, with issues, where it doesn't pass. */
export function validateValue(validator: Validator, value: unknown, issues: Issues): boolean {
  return isStandard(validator) ? passesSchema(validator, value, issues) : passesFunction(validator, value, issues);
}

/** True for a Standard Schema; arktype's are functions as well. */
export function isStandard(validator: unknown): validator is StandardSchemaV1 {
  const isObject = typeof validator === 'object' || typeof validator === 'function';
  return isObject && validator !== null && '~standard' in validator;
}

const thrown = Symbol('thrown');

/** What a validator says; `thrown`, with an issue, if it throws. */
function called(validate: () => unknown, issues: Issues): unknown {
  try {
    return validate();
  } catch (error) {
    issues.reportThrown("can't be checked: its validator", error);
    return thrown;
  }
}

function passesFunction(validator: (value: never) => unknown, value: unknown, issues: Issues): boolean {
  const verdict = called(() => validator(value as never), issues);
  if (verdict === thrown) return false;
  if (verdict === true || verdict === undefined) return true;
  if (isPromise(verdict)) issues.reportAsync();
  else issues.report(typeof verdict === 'string' ? verdict : 'does not pass its validation');
  return false;
}

function passesSchema(validator: StandardSchemaV1, value: unknown, issues: Issues): boolean {
  const result = called(() => validator['~standard'].validate(value), issues);
  if (result === thrown) return false;
  if (isPromise(result)) {
    issues.reportAsync();
    return false;
  }
  const found = (result as StandardResult | undefined)?.issues ?? [];
  for (const issue of found) reportStandard(issue, value, issues);
  return found.length === 0;
}

/** True for a promise, whose rejection nobody handles but here. */
function isPromise(verdict: unknown): boolean {
  if (typeof (verdict as PromiseLike<unknown> | null)?.then !== 'function') return false;
  (verdict as PromiseLike<unknown>).then(undefined, () => {});
  return true;
}

function reportStandard(issue: StandardIssue, value: unknown, issues: Issues): void {
  const mark = issues.list.length;
  const path = Array.from(issue.path ?? [], (step) => elementOf(typeof step === 'object' ? step.key : step));
  const culprit = path.reduce<unknown>(memberOf, value);
  issues.report(withoutValue(withoutReceived(issue.message), culprit));
  issues.withinPath(mark, path);
}

const elementOf = (key: PropertyKey): PathElement => (typeof key === 'number' ? key : String(key));

const memberOf = (value: unknown, element: PathElement): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<PathElement, unknown>)[element] : undefined;

/** Without what arktype, `(was "x")`, and valibot, `but received "x"`, say at the end of what they were given. */
const withoutReceived = (message: string): string =>
  message.replace(/ \(was .*$| but received .*$|: Received .*$/s, '');

/** Other libraries, and messages of one's own, may quote the value that they refuse; a message of ours never does. */
function withoutValue(message: string, value: unknown): string {
  if (isDate(value) && !Number.isNaN(value.getTime())) return message.replaceAll(value.toISOString(), '…');
  const isText = typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';
  const text = isText ? String(value) : '';
  if (text === '') return message;
  const literals = [text, JSON.stringify(text).slice(1, -1)].map((spelling) =>
    spelling.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  );
  return message.replace(new RegExp(`(?<!\\w)(?:${literals.join('|')})(?!\\w)`, 'g'), '…');
}
