/** @import { ItemRow, ModelInfo, OneItem } from '../api-types.ts' */
import { call, pathOf, problemOf } from './api.js';
import { differenceOf } from './conflict-box.js';
import { button, element, toast } from './dom.js';
import { keyText } from './format.js';
import { problemBox } from './problem.js';
import { requestPanel } from './request-panel.js';
import { tellChange } from './studio.js';

/**
 * Asks before an item is deleted, and shows the request. The delete fails if the item has changed since it was shown.
 *
 * @param {ModelInfo} model
 * @param {ItemRow} row
 * @param {{ deleted: () => void, kept: (row: ItemRow) => void }} listeners - `kept` receives the item as it is stored
 */
export function deleteBox(model, row, { deleted, kept }) {
  const panel = requestPanel();
  const body = { key: row.key, before: row.values };
  const message = element('div', { class: 'message' });
  const confirm = button('Delete', { icon: 'trash', class: 'is-danger', click: remove });
  const keep = button('Keep', { click: () => kept(row) });

  async function explain() {
    try {
      /** @type {OneItem} */
      const { explained } = await call(pathOf(model, 'delete'), { ...body, explain: true });
      panel.show(explained);
    } catch (error) {
      panel.clear(problemOf(error).message);
    }
  }

  async function remove() {
    confirm.disabled = true;
    try {
      await call(pathOf(model, 'delete'), body);
      tellChange({ model: model.name, key: row.key, item: undefined, isNew: false });
      toast(`Deleted ${keyText(row.key)}`);
      deleted();
    } catch (error) {
      refused(problemOf(error));
    }
  }

  /** @param {import('../api-types.ts').Problem} problem */
  function refused(problem) {
    confirm.disabled = false;
    message.replaceChildren(problemBox(problem));
    if (problem.code !== 'conflict') return;
    confirm.hidden = true;
    const { stored } = problem;
    if (stored === undefined) keep.replaceWith(button('Close', { click: deleted }));
    else {
      message.append(differenceOf(model, row.values, stored.values));
      keep.replaceWith(button('Show the stored item', { click: () => kept(stored) }));
    }
  }

  void explain();
  return element(
    'section',
    { class: 'question', 'aria-label': 'Delete' },
    element('p', {}, element('b', {}, 'Delete this item?'), ' This can not be undone.'),
    message,
    element('div', { class: 'actions' }, confirm, keep),
    panel.element,
  );
}
