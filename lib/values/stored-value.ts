import { parseDecimal } from './decimal-text.ts';
import { type Issues, kindOf } from './issues.ts';
import { isBytes } from './kinds.ts';

/** What the value of each type tag is, in words, and how it is recognized. Bytes may be base64 text, as in stream images. */
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

/** True for text. */
export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isNumber(value: unknown): boolean {
  return isText(value) && parseDecimal(value) !== undefined;
}

function isBinary(value: unknown): boolean {
  return isBytes(value) || isBase64(value);
}

/** True for base64 text: `Buffer.from` skips what is none. */
export const isBase64 = (value: unknown): value is string =>
  isText(value) && Buffer.from(value, 'base64').toString('base64') === value;

export const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** True for an array whose elements are all of a kind; a hole is undefined. */
export const isArrayOf = (value: unknown, isElement: (element: unknown) => boolean): boolean =>
  Array.isArray(value) && !value.includes(undefined) && value.every(isElement);

/** True for what DynamoDB stores, `{ S: 'a' }`: an object of one type tag with a value of its form, at any depth. */
export function isStoredValue(stored: unknown): boolean {
  if (!isRecord(stored)) return false;
  const [tag = '', ...others] = Object.keys(stored);
  const form = Object.hasOwn(forms, tag) ? forms[tag] : undefined;
  return others.length === 0 && form?.[1]((stored as Record<string, unknown>)[tag]) === true;
}

/** The type tag of a stored value: `{ S: 'x' }` → `'S'`; in words where it has none. */
export function tagOf(stored: unknown): string {
  if (!isRecord(stored)) return kindOf(stored);
  for (const tag in stored) return tag;
  return 'an object without a type';
}

/** Reports that a stored value has another type than its attribute, or is not what its type says. */
export function reportTag(expected: string, stored: unknown, issues: Issues): undefined {
  const tag = tagOf(stored);
  const isOwn = tag === expected && Object.hasOwn(forms, tag);
  const what = isOwn ? `with what is not ${forms[tag]?.[0]}` : `where the class says ${expected}`;
  issues.report(`is stored as ${tag} ${what}`);
  return undefined;
}
