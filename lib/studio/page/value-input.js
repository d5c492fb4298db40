/** @import { AttributeInfo } from '../api-types.ts' */
import { hints } from './attribute-value.js';
import { element } from './dom.js';
import { visibleText } from './format.js';

/** Types that are edited in a field of one line. Texts get a field that grows, because they can have lines. */
const oneLine = new Set(['number', 'bigint', 'decimal', 'date']);

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Input */

/**
 * Creates the field for a value of an attribute.
 *
 * @param {Pick<AttributeInfo, 'type' | 'enum'>} attribute
 * @param {string} text
 * @param {Readonly<Record<string, string | undefined>>} properties - of the element: `id`, `aria-describedby`, …
 * @param {{ isShort?: boolean }} [options] - `isShort` for one line, in a query
 * @returns {Input}
 */
export function valueInput({ type, enum: values }, text, properties, { isShort = false } = {}) {
  const choices = type === 'boolean' ? ['true', 'false'] : values?.map(String);
  if (choices !== undefined) return choiceInput(choices, text, properties);
  const common = {
    class: type !== 'string' && 'is-mono',
    placeholder: hints[type],
    autocomplete: 'off',
    spellcheck: 'false',
    ...properties,
  };
  // A field of one line would lose the ends of lines.
  if ((isShort && !/[\r\n]/.test(text)) || oneLine.has(type)) {
    const inputmode = type === 'number' || type === 'decimal' ? 'decimal' : undefined;
    return element('input', { type: 'text', value: text, inputmode, ...common });
  }
  const area = element('textarea', { rows: String(Math.min(12, text.split('\n').length)), ...common });
  area.value = text;
  return area;
}

/**
 * @param {readonly string[]} choices
 * @param {string} text
 * @param {Readonly<Record<string, string | undefined>>} properties
 */
function choiceInput(choices, text, properties) {
  // A stored value that the class no longer has stays as it is until another one is chosen.
  const all = choices.includes(text) ? choices : [text, ...choices];
  const options = all.map((value) => element('option', { value, selected: value === text }, visibleText(value) || '–'));
  return element('select', properties, ...options);
}
