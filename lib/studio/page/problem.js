/** @import { Problem } from '../api-types.ts' */
import { element, icon } from './dom.js';
import { visibleText } from './format.js';

/**
 * Returns the message of a call that failed. Screen readers say it at once.
 *
 * @param {Problem} problem
 * @param {...Node} actions - what the reader can do about it
 */
export function problemBox({ code, message, written }, ...actions) {
  const note = written ? 'The write was done in spite of this.' : undefined;
  return element(
    'div',
    { class: 'problem', role: 'alert' },
    icon('warning'),
    element(
      'div',
      {},
      element('p', { class: 'lines' }, visibleText(message, true), note && ` ${note}`),
      element('small', {}, code),
      ...actions,
    ),
  );
}

/**
 * Returns the text that is shown if there is nothing else.
 *
 * @param {string} title
 * @param {string} [text]
 */
export const emptyBox = (title, text) =>
  element('div', { class: 'empty' }, element('p', { class: 'empty-title' }, title), text && element('p', {}, text));
