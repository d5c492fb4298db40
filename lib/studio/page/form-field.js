/** @import { AttributeInfo, Json } from '../api-types.ts' */
import { isSameJson, readText, textOf, typeText } from './attribute-value.js';
import { button, element, newId } from './dom.js';
import { visibleText } from './format.js';
import { valueInput } from './value-input.js';

/**
 * The field of one property, with the place for its problem.
 *
 * @typedef {object} FormField
 * @property {HTMLElement} element
 * @property {string} property
 * @property {() => { json: Json } | { problem: string } | undefined} read - undefined if the property has no value
 * @property {() => boolean} isMissing - true if it is required, and its text is empty
 * @property {() => boolean} isChanged
 * @property {(problem: string | undefined) => void} report - shows a problem of the text, or none
 * @property {(problem: string | undefined) => void} refuse - shows why the repository has refused the value, or nothing
 * @property {() => void} focus
 */

/**
 * @param {AttributeInfo} attribute
 * @param {Json | undefined} value
 * @param {(() => void) | undefined} remove - makes the property absent; undefined if it is required
 * @returns {FormField}
 */
export function formField(attribute, value, remove) {
  const { property, type, isOptional } = attribute;
  const id = newId();
  const noteId = newId();
  const problemId = newId();
  const given = textOf(type, value);
  const input = valueInput(attribute, given, { id, 'aria-describedby': `${noteId} ${problemId}` });
  // A field has its own ends of lines.
  const first = input.value;
  const lineEnd = /^(?:[^\r\n]|\r\n)*\r\n/.test(given) && !/(?<!\r)\n|\r(?!\n)/.test(given) ? '\r\n' : '\n';
  const problem = element('p', { class: 'field-problem', id: problemId });
  const note = element('small', { id: noteId }, typeText(type));
  const name = visibleText(property);
  const head = element(
    'div',
    { class: 'field-head' },
    element('label', { for: id }, name, !isOptional && element('span', { class: 'required', title: 'required' }, ' *')),
    note,
    element('span', { class: 'spring' }),
    remove && button(`Remove ${name}`, { icon: 'close', class: 'is-quiet', isCompact: true, click: remove }),
  );
  const box = element('div', { class: 'field' }, head, input, problem);
  /** The text that the repository has refused. @type {string | undefined} */
  let refused;
  const read = () => {
    if (input.value === first && value !== undefined) return { json: value };
    if (input.value === '' && (type !== 'string' || attribute.enum !== undefined)) return undefined;
    return readText(attribute, input.value.replaceAll('\n', lineEnd));
  };
  return {
    element: box,
    property,
    read,
    isMissing: () => !isOptional && input.value === '',
    isChanged: () => {
      const reading = read();
      return reading === undefined ? value !== undefined : 'problem' in reading || !isSameJson(reading.json, value);
    },
    refuse: (text) => {
      refused = text === undefined ? undefined : input.value;
      show(text);
    },
    report: (text) => {
      // A refusal of the repository holds as long as the text is the same.
      if (text !== undefined || input.value !== refused) show(text);
    },
    focus: () => input.focus(),
  };

  /** @param {string | undefined} text */
  function show(text) {
    problem.textContent = text ?? '';
    if (text === undefined) input.removeAttribute('aria-invalid');
    else input.setAttribute('aria-invalid', 'true');
  }
}
