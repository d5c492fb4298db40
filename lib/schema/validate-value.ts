import type { Issues, PathElement } from '../values/issues.ts';
import { isDate } from '../values/kinds.ts';
import type { StandardIssue, StandardResult, StandardSchemaV1 } from './standard-schema.ts';

/** A Standard Schema (zod, valibot, arktype, …), or a function that returns true, false, or an error message. */
export type Validator<V = never> = StandardSchemaV1 | ((value: V) => boolean | string | undefined);

/** Checks a value with the validator of its attribute. Returns false and reports issues if the value is invalid. */
export function validateValue(validator: Validator, value: unknown, issues: Issues): boolean {
  return isStandard(validator) ? passesSchema(validator, value, issues) : passesFunction(validator, value, issues);
}

/** True for a Standard Schema. Those of arktype are functions. */
export function isStandard(validator: unknown): validator is StandardSchemaV1 {
  const isObject = typeof validator === 'object' || typeof validator === 'function';
  return isObject && validator !== null && '~standard' in validator;
}

const thrown = Symbol('thrown');

/** Calls a validator. If it throws, reports an issue and returns `thrown`. */
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
  if (isAsync(verdict)) issues.reportAsync();
  else {
    const isMessage = typeof verdict === 'string' && verdict !== '';
    issues.report(isMessage ? verdict : 'does not pass its validation', 'validator');
  }
  return false;
}

function passesSchema(validator: StandardSchemaV1, value: unknown, issues: Issues): boolean {
  const result = called(() => validator['~standard'].validate(value), issues);
  if (result === thrown) return false;
  if (isAsync(result)) {
    issues.reportAsync();
    return false;
  }
  const found = (result as StandardResult | undefined)?.issues ?? [];
  for (const issue of found) reportStandard(issue, value, issues);
  return found.length === 0;
}

/** True for a promise. Handles its rejection, because no other code does. */
export function isAsync(verdict: unknown): boolean {
  if (typeof (verdict as PromiseLike<unknown> | null)?.then !== 'function') return false;
  (verdict as PromiseLike<unknown>).then(undefined, () => {});
  return true;
}

function reportStandard(issue: StandardIssue, value: unknown, issues: Issues): void {
  const mark = issues.list.length;
  const path = Array.from(issue.path ?? [], (step) => elementOf(typeof step === 'object' ? step.key : step));
  const culprit = path.reduce<unknown>(memberOf, value);
  issues.report(withoutValue(withoutReceived(issue.message), culprit), 'validator');
  issues.withinPath(mark, path);
}

const elementOf = (key: PropertyKey): PathElement => (typeof key === 'number' ? key : String(key));

const memberOf = (value: unknown, element: PathElement): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<PathElement, unknown>)[element] : undefined;

/** Removes the value that arktype (`(was "x")`) and valibot (`but received "x"`) add at the end of messages. */
const withoutReceived = (message: string): string =>
  message.replace(/ \(was .*$| but received .*$|: Received .*$/s, '');

/** Replaces a quoted value in messages of other libraries and users. Our own messages never contain values. */
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
