import { parseDecimal } from './decimal-text.ts';
import { type Issues, kindOf } from './issues.ts';
import { isBytes } from './kinds.ts';

/** The value of each type tag, in words, and its test. Bytes can be base64 text, as in stream images. */
const forms: Readonly<Record<string, readonly [words: string, isForm: (value: unknown) => boolean]>> = {
  S: ['a string', isText],
  N: ['a number as a string', isNumber],
  B: ['bytes', isBinary],
  BOOL: ['true or false', (value) => typeof value === 'boolean'],
  NULL: ['true', (value) => value === true],
  SS: ['an array of strings', (value) => isArrayOf(value, isText)],
  NS: ['an array of numbers as strings', (value) => isArrayOf(value, isNumber)],
  BS: ['an array of bytes', (value) => isArrayOf(value, isBinary)],
  L: ['an array', (value) => isArrayOf(value, isStoredValue)],
  M: ['an object', (value) => isRecord(value) && Object.values(value).every(isStoredValue)],
};

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isNumber(value: unknown): boolean {
  return isText(value) && parseDecimal(value) !== undefined;
}

function isBinary(value: unknown): boolean {
  return isBytes(value) || isBase64(value);
}

/** True for base64 text. `Buffer.from` skips invalid characters, so the text is compared with its re-encoding. */
export const isBase64 = (value: unknown): value is string =>
  isText(value) && Buffer.from(value, 'base64').toString('base64') === value;

export const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** True for an array whose elements all pass a test. A hole counts as undefined. */
export const isArrayOf = (value: unknown, isElement: (element: unknown) => boolean): boolean =>
  Array.isArray(value) && !value.includes(undefined) && value.every(isElement);

/** True for a stored value such as `{ S: 'a' }`: an object with one type tag and a matching value, at any depth. */
export function isStoredValue(stored: unknown): boolean {
  if (!isRecord(stored)) return false;
  const [tag = '', ...others] = Object.keys(stored);
  const form = Object.hasOwn(forms, tag) ? forms[tag] : undefined;
  return others.length === 0 && form?.[1]((stored as Record<string, unknown>)[tag]) === true;
}

/** Returns the type tag of a stored value: `{ S: 'x' }` → `'S'`. If it has none, returns a description. */
export function tagOf(stored: unknown): string {
  if (!isRecord(stored)) return kindOf(stored);
  for (const tag in stored) return tag;
  return 'an object without a type';
}

/** Reports a stored value whose type differs from its attribute or whose content differs from its type tag. */
export function reportTag(expected: string, stored: unknown, issues: Issues): undefined {
  const tag = tagOf(stored);
  const isOwn = tag === expected && Object.hasOwn(forms, tag);
  const what = isOwn ? `with what is not ${forms[tag]?.[0]}` : `where the class says ${expected}`;
  issues.report(`is stored as ${tag} ${what}`);
  return undefined;
}
