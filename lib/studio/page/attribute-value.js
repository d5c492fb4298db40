// The text of a form field, and the JSON that it means. The types are those of the class.
/** @import { AttributeInfo, Json } from '../api-types.ts' */

/** @typedef {{ readonly json: Json } | { readonly problem: string }} Reading */
/** @typedef {AttributeInfo['type']} Type */

const dayPattern = /^\d{4}-\d\d-\d\d$/;
const timePattern = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?$/;
const numberPattern = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** @type {Readonly<Partial<Record<Type, (text: string) => Reading>>>} */
const readers = {
  string: (json) => ({ json }),
  number: (text) => readNumber(text.trim()),
  bigint: (text) => (/^-?\d+$/.test(text.trim()) ? { json: text.trim() } : { problem: 'must be a whole number' }),
  decimal: (text) =>
    numberPattern.test(text.trim()) ? { json: text.trim() } : { problem: 'must be a decimal number' },
  boolean: (text) => (/^(true|false)$/.test(text) ? { json: text === 'true' } : { problem: 'must be true or false' }),
  date: (text) => readTime(text.trim()),
  bytes: (text) => ({ json: text.replace(/\s/g, '') }),
};

/** @param {string} text @returns {Reading} */
function readNumber(text) {
  if (!numberPattern.test(text)) return { problem: 'must be a number' };
  const json = Number(text);
  if (!Number.isFinite(json)) return { problem: 'is too large for a number' };
  return digitsOf(text) === digitsOf(String(json)) ? { json } : { problem: 'has more digits than a number keeps' };
}

/** Returns the digits of a number and its exponent, in one form for all ways to write it. @param {string} text */
function digitsOf(text) {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().replace(/^\+/, '').split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const kept = digits.replace(/0+$/, '');
  if (kept === '') return '0';
  const sign = mantissa.startsWith('-') ? '-' : '';
  return `${sign}${kept}e${Number(exponent) - fraction.length + digits.length - kept.length}`;
}

/** @param {string} text @returns {Reading} */
function readTime(text) {
  const match = timePattern.exec(dayPattern.test(text) ? `${text} 00:00` : text);
  const [, day = '', minutes, seconds = ':00', zone = 'Z'] = match ?? [];
  const time = new Date(`${day}T${minutes}${seconds}${zone}`);
  // `Date` reads 30 February as 2 March.
  const isDay = new Date(`${day}T00:00:00Z`).getUTCDate() === Number(day.slice(-2));
  if (match === null || !isDay || Number.isNaN(time.getTime()))
    return { problem: 'must be a time, such as 2026-01-31 10:00Z' };
  return { json: time.toISOString() };
}

/** @param {string} text @returns {Reading} */
function readJson(text) {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return { problem: 'must be JSON' };
  }
}

/**
 * Returns the JSON that a text means, or the reason why it means none.
 *
 * @param {{ type: Type, enum?: readonly (string | number)[] | undefined }} attribute
 * @param {string} text
 * @returns {Reading}
 */
export const readText = ({ type }, text) => (readers[type] ?? readJson)(text);

/**
 * Returns the text of a value in a form field.
 *
 * @param {Type} type
 * @param {unknown} value
 */
export function textOf(type, value) {
  if (value === undefined) return '';
  if (readers[type] === undefined) return JSON.stringify(value, null, 2);
  if (type === 'date') return String(value).replace('.000Z', 'Z');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What a field of each type takes, as a hint in the field. */
export const hints = {
  string: '',
  number: 'number',
  bigint: 'whole number',
  decimal: 'decimal number',
  boolean: '',
  date: '2026-01-31 10:00Z',
  bytes: 'base64',
  set: 'JSON array',
  list: 'JSON array',
  map: 'JSON object',
  document: 'JSON object',
  vector: 'JSON array of numbers',
  other: 'JSON',
};

/**
 * Returns the type of a field in words: `date, in UTC`.
 *
 * @param {Type} type
 */
export function typeText(type) {
  if (type === 'other') return 'JSON';
  if (type === 'date') return 'date, in UTC';
  if (type === 'bytes') return 'bytes, as base64';
  return readers[type] === undefined ? `${type}, as JSON` : type;
}

/**
 * True if both are the same JSON. The order of members does not matter.
 *
 * @param {any} one
 * @param {any} other
 * @returns {boolean}
 */
export function isSameJson(one, other) {
  if (one === null || other === null || typeof one !== 'object' || typeof other !== 'object') return one === other;
  const names = Object.keys(one);
  if (Array.isArray(one) !== Array.isArray(other) || names.length !== Object.keys(other).length) return false;
  return names.every((name) => Object.hasOwn(other, name) && isSameJson(one[name], other[name]));
}
