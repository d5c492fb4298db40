import { ConfigurationError } from './configuration-error.ts';
import { isWhole } from './whole-number.ts';

/** The rule for the value of one option. */
export interface OptionKind {
  /** The end of a message: `must be true or false`. */
  readonly rule: string;
  readonly isValid: (value: unknown) => boolean;
}

/**
 * Checks that an options object has only known names and valid values. Undefined counts as absent.
 *
 * @param place - the beginning of the message: a table or a class
 * @param method - the function with the options; `constructor` for the class that is the place
 * @param others - further known names, whose values are not checked
 * @throws ConfigurationError if a name is unknown or a value is invalid
 */
export type CheckOptions = (options: unknown, place: string, method: string, others?: ReadonlySet<string>) => void;

/** Creates a kind of option. */
export const kind = (rule: string, isValid: (value: unknown) => boolean): OptionKind => ({ rule, isValid });

/** Options whose values are checked when they are used. */
export const anything: OptionKind = kind('', () => true);
export const flag: OptionKind = kind('must be true or false', (value) => typeof value === 'boolean');
export const callback: OptionKind = kind('must be a function', (value) => typeof value === 'function');
export const text: OptionKind = kind('must be a string', (value) => typeof value === 'string');
export const filledText: OptionKind = kind(
  'must be a string of at least one character',
  (value) => typeof value === 'string' && value.trim() !== '',
);
export const countFrom0: OptionKind = kind('must be a whole number of 0 or more', (value) => isWhole(value, 0));
/** A duration in the unit of its name, up to Infinity. */
export const milliseconds: OptionKind = kind(
  'must be a number of milliseconds above 0 (Infinity for no end)',
  (value) => typeof value === 'number' && value > 0,
);
export const amount: OptionKind = kind(
  'must be a number of 0 or more',
  (value) => typeof value === 'number' && value >= 0,
);
/** A duration in seconds. */
export const seconds: OptionKind = kind(
  'must be a number of seconds above 0',
  (value) => typeof value === 'number' && value > 0,
);
/** An AbortSignal of any realm. */
export const abortSignal: OptionKind = kind('must be an AbortSignal', (value) => {
  const { aborted, addEventListener, removeEventListener } = (value ?? {}) as Record<string, unknown>;
  return (
    typeof aborted === 'boolean' && typeof addEventListener === 'function' && typeof removeEventListener === 'function'
  );
});

/** Creates a kind with a list of values: `oneOfThese('auto', 'sdk')`. */
export function oneOfThese(...allowed: readonly string[]): OptionKind {
  const list = allowed.map((each) => `'${each}'`).join(' or ');
  return kind(`must be ${list}`, (value) => allowed.includes(value as string));
}

/** Creates a kind of object whose members are options. */
export function optionsWith(kinds: Readonly<Record<string, OptionKind>>): OptionKind {
  const rules = Object.entries(kinds).map(([name, { rule }]) => `${name} (${rule})`);
  return kind(`must be an object with no members but ${rules.join(', ')}`, (value) => {
    if (!isOptions(value)) return false;
    return Object.entries(value).every(
      ([name, each]) => each === undefined || (Object.hasOwn(kinds, name) && kinds[name]?.isValid(each)),
    );
  });
}

/** Creates the check of an options type. The compiler checks that each option has a kind. */
export function optionRules<Options>(kinds: { readonly [Name in keyof Options]-?: OptionKind }): CheckOptions {
  const known = new Map<string, OptionKind>(Object.entries(kinds));
  return (options, place, method, others) => {
    checkObject(options, place, method);
    for (const name in options) {
      const value = (options as Record<string, unknown>)[name];
      const expected = known.get(name);
      if (value === undefined || expected?.isValid(value) === true) continue;
      if (expected !== undefined) throw wrongOption(place, method, name, expected, value);
      if (others?.has(name) !== true) throw unknownOption(place, method, name, [...known.keys()], others);
    }
  };
}

function checkObject(options: unknown, place: string, method: string): asserts options is object {
  if (!isOptions(options))
    throw new ConfigurationError(`${place}: the options${ofCall(method)} must be an object, not ${typeText(options)}`);
}

const wrongOption = (
  place: string,
  method: string,
  name: string,
  { rule }: OptionKind,
  value: unknown,
): ConfigurationError => new ConfigurationError(`${place}: ${name}${ofCall(method)} ${rule}, not ${typeText(value)}`);

function unknownOption(
  place: string,
  method: string,
  name: string,
  own: readonly string[],
  others: ReadonlySet<string> = new Set(),
): ConfigurationError {
  const known = [...own, ...others].sort();
  const list = known.length === 0 ? 'it has none' : `its options are ${known.join(', ')}`;
  const taker = method === 'constructor' ? place : `${place}: ${method}()`;
  return new ConfigurationError(`${taker} has no option '${name}'; ${list}`);
}

/** The place of a constructor is its class, so its message needs no method. */
const ofCall = (method: string): string => (method === 'constructor' ? '' : ` of ${method}()`);

/** True for a plain object or an instance of a user class. False for arrays, errors, dates, and similar objects. */
export function isOptions(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || Object.prototype.toString.call(value) === '[object Object]';
}

/** Describes a value in words, never with the value itself. */
export function typeText(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  const type = typeof value;
  if (type === 'number') return numberText(value as number);
  return type === 'object' ? 'an object' : `a ${type}`;
}

/** Describes the reason why a rule rejects a number. */
function numberText(value: number): string {
  if (!Number.isFinite(value) || value === 0) return String(value);
  if (value < 0) return 'a negative number';
  return Number.isInteger(value) ? 'a number' : 'a fraction';
}
