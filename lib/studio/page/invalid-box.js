/** @import { InvalidRow } from '../api-types.ts' */
import { element } from './dom.js';
import { counted, visibleText } from './format.js';

/**
 * Lists what could not be read, with the stored key and the reason of each. Empty if all could be read.
 *
 * @param {readonly InvalidRow[]} rows
 */
export function invalidBoxes(rows) {
  if (rows.length === 0) return [];
  const entries = rows.map(({ message, storedKey }) =>
    element(
      'li',
      {},
      element('code', {}, visibleText(JSON.stringify(storedKey))),
      element('p', { class: 'lines' }, visibleText(message, true)),
    ),
  );
  const title = `${counted(rows.length, 'item')} could not be read`;
  return [element('details', { class: 'invalid' }, element('summary', {}, title), element('ul', {}, ...entries))];
}
