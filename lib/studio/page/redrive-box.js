/** @import { ItemRow, ModelInfo, OneItem, Problem } from '../api-types.ts' */
import { call, problemOf } from './api.js';
import { differenceOf } from './conflict-box.js';
import { button, element, toast } from './dom.js';
import { problemBox } from './problem.js';
import { requestPanel } from './request-panel.js';
import { tellChange } from './studio.js';

/**
 * Asks before a tracked request is started again, and shows the request to DynamoDB. The redrive fails if the tracked
 * request has changed since it was shown.
 *
 * @param {ModelInfo} model
 * @param {ItemRow} row
 * @param {(row: ItemRow) => void} done - receives the record as it is stored
 */
export function redriveBox(model, row, done) {
  const panel = requestPanel();
  const path = `trackers/${encodeURIComponent(model.name)}/redrive`;
  const { requestId, version } = row.values;
  const body = { requestId, version };
  const message = element('div', { class: 'message' });
  const confirm = button('Start again', { icon: 'refresh', class: 'is-primary', click: start });
  const keep = button('Keep', { click: () => done(row) });

  async function explain() {
    try {
      /** @type {OneItem} */
      const { explained } = await call(path, { ...body, explain: true });
      panel.show(explained);
    } catch (error) {
      panel.clear(problemOf(error).message);
    }
  }

  async function start() {
    confirm.disabled = true;
    try {
      /** @type {OneItem} */
      const { item } = await call(path, body);
      if (item === undefined) return;
      tellChange({ model: model.name, key: row.key, item, isNew: false });
      toast('The request was started again');
      done(item);
    } catch (error) {
      refused(problemOf(error));
    }
  }

  /** @param {Problem} problem */
  function refused(problem) {
    confirm.disabled = false;
    message.replaceChildren(problemBox(problem));
    const { code, stored } = problem;
    if (code !== 'conflict' || stored === undefined) return;
    confirm.hidden = true;
    message.append(differenceOf(model, row.values, stored.values));
    keep.replaceWith(button('Show the stored request', { click: () => done(stored) }));
  }

  void explain();
  return element(
    'section',
    { class: 'question is-calm', 'aria-label': 'Redrive' },
    element('p', {}, element('b', {}, 'Start this request again?'), ' It begins with its first status.'),
    message,
    element('div', { class: 'actions' }, confirm, keep),
    panel.element,
  );
}
