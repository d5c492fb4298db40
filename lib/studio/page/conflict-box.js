/** @import { ItemRow, JsonObject, ModelInfo } from '../api-types.ts' */
import { isSameJson } from './attribute-value.js';
import { cellValue } from './cell-value.js';
import { button, element } from './dom.js';
import { visibleText } from './format.js';

/**
 * Shows what differs after a conflict: the value that was shown, the stored one, and the one in the form.
 *
 * @param {ModelInfo} model
 * @param {JsonObject} before
 * @param {JsonObject} stored
 * @param {JsonObject} [mine] - the changes of the form, `null` for a removed property
 */
export function differenceOf(model, before, stored, mine) {
  const names = [...new Set([...Object.keys(before), ...Object.keys(stored), ...Object.keys(mine ?? {})])];
  const changed = names.filter(
    (name) => !isSameJson(before[name], stored[name]) || (mine !== undefined && Object.hasOwn(mine, name)),
  );
  const headings = ['Property', 'You saw', 'Stored now', ...(mine === undefined ? [] : ['Yours'])];
  const rows = changed.map((name) => {
    const attribute = model.attributes.find(({ property }) => property === name);
    const cell = (/** @type {unknown} */ value, /** @type {boolean} */ isChanged) =>
      element('td', { class: isChanged && 'is-changed' }, valueOrAbsent(attribute, value));
    return element(
      'tr',
      {},
      element('th', { scope: 'row' }, visibleText(name)),
      cell(before[name], false),
      cell(stored[name], !isSameJson(before[name], stored[name])),
      mine !== undefined &&
        (Object.hasOwn(mine, name)
          ? cell(mine[name] ?? undefined, true)
          : element('td', { class: 'soft' }, 'unchanged')),
    );
  });
  return element(
    'table',
    { class: 'difference' },
    element('thead', {}, element('tr', {}, ...headings.map((text) => element('th', { scope: 'col' }, text)))),
    element('tbody', {}, ...rows),
  );
}

/**
 * @param {Parameters<typeof cellValue>[0]} attribute
 * @param {unknown} value
 */
const valueOrAbsent = (attribute, value) =>
  value === undefined ? element('span', { class: 'value is-null' }, 'absent') : cellValue(attribute, value);

/**
 * Explains a conflict, and lets the reader choose.
 *
 * @param {ModelInfo} model
 * @param {{ before: JsonObject, stored: ItemRow | undefined, mine: JsonObject }} values
 * @param {{ overwrite: (stored: ItemRow) => void, take: (stored: ItemRow | undefined) => void }} choices
 */
export function conflictBox(model, { before, stored, mine }, { overwrite, take }) {
  const title = element('p', { tabindex: '-1' }, element('b', {}, 'Somebody else has changed this item.'));
  if (stored === undefined)
    return element(
      'section',
      { class: 'conflict', role: 'alert', 'aria-label': 'Conflict' },
      element('p', {}, element('b', {}, 'Somebody else has deleted this item.')),
      element('div', { class: 'actions' }, button('Close the form', { click: () => take(undefined) })),
    );
  return element(
    'section',
    { class: 'conflict', role: 'alert', 'aria-label': 'Conflict' },
    title,
    element('p', {}, 'Nothing was written. Choose which values to keep.'),
    element(
      'div',
      { class: 'difference-box', tabindex: '0', role: 'region', 'aria-label': 'Differences' },
      differenceOf(model, before, stored.values, mine),
    ),
    element(
      'div',
      { class: 'actions' },
      button('Save mine over it', { class: 'is-danger', click: () => overwrite(stored) }),
      button('Keep the stored item', { click: () => take(stored) }),
    ),
  );
}
