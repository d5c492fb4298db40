/** @import { AttributeInfo } from '../api-types.ts' */
import { bytesOf, hexDump } from './bytes.js';
import { booleanValue, cellValue, numberShort, pill, previewOf, timeValue } from './cell-value.js';
import { button, copy, element } from './dom.js';
import { counted, localTimeText, sizeText, visibleText } from './format.js';

/** Most characters, bytes, or members that are shown before the reader asks for more. */
const textStep = 4000;
const byteStep = 1024;
const memberStep = 100;

/**
 * Returns the whole value, for the page of one item.
 *
 * @param {Pick<AttributeInfo, 'type' | 'enum' | 'isEncrypted'> | undefined} attribute
 * @param {any} value - undefined if the attribute is absent
 * @returns {Node}
 */
export function fullValue(attribute, value) {
  if (value === undefined || value === null) return cellValue(attribute, value);
  const { type, enum: values } = attribute ?? { type: undefined };
  if (values !== undefined && typeof value !== 'object') return pill(value);
  if (type === 'date') return fullTime(String(value));
  if (type === 'bytes') return fullBytes(String(value));
  if (type === 'set') return fullSet(value);
  if (type === 'bigint' || type === 'decimal') return numberShort(value);
  return tree(value);
}

/** @param {string} iso */
function fullTime(iso) {
  return element('div', { class: 'full-time' }, timeValue(iso), ' ', element('small', {}, localTimeText(iso)));
}

/** @param {string} base64 */
function fullBytes(base64) {
  const bytes = bytesOf(base64);
  return element(
    'div',
    { class: 'full-bytes' },
    element('small', {}, `${sizeText(bytes.length)} `),
    button('Copy as base64', { icon: 'copy', class: 'is-quiet is-small', click: () => copy(base64) }),
    inSteps(bytes.length, byteStep, 'bytes', (count) =>
      element('pre', { class: 'code', tabindex: '0', 'aria-label': 'Bytes' }, hexDump(bytes.subarray(0, count))),
    ),
  );
}

/** @param {unknown} value */
function fullSet(value) {
  const elements = Array.isArray(value) ? value : [];
  const note = element('small', {}, `set of ${elements.length}`);
  const list = inSteps(elements.length, memberStep, 'elements', (count) => {
    const chips = elements.slice(0, count).map((each) => element('li', { class: 'chip' }, visibleText(String(each))));
    return element('ul', { class: 'chips' }, ...chips);
  });
  return element('div', { class: 'full-set' }, list, note);
}

/** @param {string} text */
function fullText(text) {
  if (text === '') return element('span', { class: 'value is-null' }, 'empty text');
  return inSteps(text.length, textStep, 'characters', (count) =>
    element('bdi', { class: 'full-text' }, visibleText(text.slice(0, count), true)),
  );
}

/**
 * Returns JSON as a tree. Branches are filled when they are opened.
 *
 * @param {any} value
 * @returns {Node}
 */
export function tree(value, depth = 0) {
  if (typeof value === 'string') return fullText(value);
  if (typeof value === 'number') return numberShort(value);
  if (typeof value === 'boolean') return booleanValue(value);
  if (value === null || value === undefined) return cellValue(undefined, null);
  const entries = Object.entries(value);
  const size = Array.isArray(value) ? counted(entries.length, 'element') : counted(entries.length, 'member');
  if (entries.length === 0) return element('span', { class: 'value is-null' }, Array.isArray(value) ? '[ ]' : '{ }');
  const preview = element('code', { class: 'preview' }, previewOf(value, 60));
  const branch = element(
    'details',
    { class: 'tree' },
    element('summary', {}, preview, ' ', element('small', {}, size)),
  );
  const fill = () => {
    if (branch.childElementCount > 1) return;
    branch.append(inSteps(entries.length, memberStep, 'members', (count) => members(entries.slice(0, count), depth)));
  };
  branch.addEventListener('toggle', fill);
  branch.open = depth === 0;
  if (branch.open) fill();
  return branch;
}

/**
 * @param {readonly [string, any][]} entries
 * @param {number} depth
 */
function members(entries, depth) {
  const rows = entries.flatMap(([name, each]) => [
    element('dt', {}, visibleText(name)),
    element('dd', {}, tree(each, depth + 1)),
  ]);
  return element('dl', { class: 'members' }, ...rows);
}

/**
 * Shows the first part of something long, with a button that shows all.
 *
 * @param {number} total
 * @param {number} step - how much is shown first
 * @param {string} noun - of the parts: `bytes`
 * @param {(count: number) => Node} show
 */
function inSteps(total, step, noun, show) {
  const box = element('div', { class: 'steps' }, show(Math.min(total, step)));
  if (total > step) {
    const more = button(`Show all ${counted(total, noun.replace(/s$/, ''))}`, {
      class: 'is-quiet is-small',
      click: () => box.replaceChildren(show(total)),
    });
    box.append(more);
  }
  return box;
}
