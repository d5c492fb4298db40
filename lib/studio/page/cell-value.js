/** @import { AttributeInfo } from '../api-types.ts' */
import { bytesOf, hexText } from './bytes.js';
import { element, icon } from './dom.js';
import { counted, cut, localTimeText, sizeText, timeText, visibleText } from './format.js';

/** Most characters of a value in a cell. The item shows all of them. */
const cellLength = 120;
const cellBytes = 8;
const cellElements = 4;

/**
 * Returns the short form of a value, for a cell of the grid.
 *
 * @param {Pick<AttributeInfo, 'type' | 'enum' | 'isEncrypted'> | undefined} attribute - undefined for JSON without a type
 * @param {any} value - in the form of `toJson`; undefined if the attribute is absent
 * @returns {Node}
 */
export function cellValue(attribute, value) {
  if (value === undefined) return element('span', { class: 'value is-absent' });
  if (value === null) return element('span', { class: 'value is-null' }, 'null');
  const shown = (shorts[attribute?.type ?? ''] ?? jsonShort)(value, attribute);
  return attribute?.isEncrypted
    ? element('span', { class: 'encrypted', title: 'encrypted' }, icon('lock'), shown)
    : shown;
}

/** @type {Readonly<Record<string, (value: any, attribute: Parameters<typeof cellValue>[0]) => HTMLElement>>} */
const shorts = {
  string: (value, attribute) => (attribute?.enum ? pill(value) : textShort(value)),
  number: (value, attribute) => (attribute?.enum ? pill(value) : numberShort(value)),
  bigint: (value) => numberShort(value),
  decimal: (value) => numberShort(value),
  boolean: (value) => booleanValue(value),
  date: (value) => timeValue(value),
  bytes: (value) => bytesShort(value),
  set: (value) => setShort(value),
  vector: (value) => vectorShort(value),
};

/** @param {unknown} value */
export const pill = (value) => element('span', { class: 'pill' }, visibleText(String(value)));

/** @param {unknown} value */
function textShort(value) {
  const text = String(value);
  if (text === '') return element('span', { class: 'value is-null' }, 'empty text');
  const isLong = text.length > cellLength;
  const properties = isLong ? { title: `${text.length} characters; open the item to read all` } : {};
  return element('bdi', { class: 'value is-text', ...properties }, visibleText(cut(text, cellLength)));
}

/** @param {unknown} value */
export const numberShort = (value) => element('span', { class: 'value is-number' }, String(value));

/** @param {unknown} value */
export const booleanValue = (value) =>
  element('span', { class: `value is-boolean ${value === true ? 'is-true' : ''}` }, String(value));

/** @param {unknown} value */
export function timeValue(value) {
  const iso = String(value);
  return element(
    'time',
    { class: 'value is-time', datetime: iso, title: localTimeText(iso) },
    visibleText(timeText(iso)),
  );
}

/** @param {unknown} value */
function bytesShort(value) {
  const bytes = bytesOf(String(value));
  const start = hexText(bytes.subarray(0, cellBytes));
  return element(
    'span',
    { class: 'value is-bytes' },
    element('code', {}, bytes.length > cellBytes ? `${start} …` : start),
    ' ',
    element('small', {}, sizeText(bytes.length)),
  );
}

/** @param {unknown} value */
function setShort(value) {
  const elements = Array.isArray(value) ? value : [];
  const more = elements.length - cellElements;
  return element(
    'span',
    { class: 'value is-set', title: `set of ${elements.length}` },
    ...elements
      .slice(0, cellElements)
      .map((each) => element('span', { class: 'chip' }, visibleText(cut(String(each), 40)))),
    more > 0 && element('small', {}, `+${more}`),
  );
}

/** @param {unknown} value */
function vectorShort(value) {
  const numbers = Array.isArray(value) ? value : [];
  return element(
    'span',
    { class: 'value is-document' },
    element('code', {}, `[${numbers.slice(0, 3).join(', ')}${numbers.length > 3 ? ', …' : ''}]`),
    ' ',
    element('small', {}, counted(numbers.length, 'number')),
  );
}

/** @param {unknown} value */
function jsonShort(value) {
  if (typeof value === 'string') return textShort(value);
  if (typeof value === 'number') return numberShort(value);
  if (typeof value === 'boolean') return booleanValue(value);
  return element('code', { class: 'value is-document' }, previewOf(value, cellLength));
}

/**
 * Returns the beginning of JSON in one line, without reading more of a large value than needed.
 *
 * @param {any} value
 * @param {number} room - most characters
 * @returns {string}
 */
export function previewOf(value, room) {
  if (value === null || typeof value !== 'object') return cut(visibleText(JSON.stringify(value) ?? ''), room);
  return Array.isArray(value)
    ? `[${membersPreview(
        value.map((each) => ['', each]),
        room,
      )}]`
    : `{${membersPreview(
        Object.entries(value).map(([name, each]) => [`${visibleText(name)}: `, each]),
        room,
      )}}`;
}

/**
 * @param {readonly (readonly [label: string, value: unknown])[]} members
 * @param {number} room
 */
function membersPreview(members, room) {
  let text = '';
  for (const [label, value] of members) {
    if (text.length >= room) return text.length > room ? cut(text, room) : `${text} …`;
    text += `${text && ', '}${label}${previewOf(value, room - text.length)}`;
  }
  return text;
}
