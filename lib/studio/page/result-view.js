/** @import { InvalidRow, ItemRow, ModelInfo, QueryBody, QueryPage } from '../api-types.ts' */
/** @import { Grid } from './grid.js' */
/** @import { Change, Studio } from './studio.js' */
import { latestCall, pathOf } from './api.js';
import { isSameJson } from './attribute-value.js';
import { button, element } from './dom.js';
import { counted, visibleText } from './format.js';
import { grid } from './grid.js';
import { columnsOf } from './item-columns.js';
import { emptyBox } from './problem.js';
import { exportButton, resultBar, whileBusy } from './result-bar.js';
import { hashWith, itemParam } from './route.js';
import { onChange } from './studio.js';

/**
 * The result of a query: a line about it, the grid, and the button for the next page.
 *
 * @typedef {object} ResultView
 * @property {HTMLElement} element
 * @property {(body: QueryBody) => Promise<void>} read - shows the first page
 * @property {(text: string) => void} wait - shows why nothing was read
 */

/**
 * @param {Studio} studio
 * @param {ModelInfo} model
 * @param {(page: QueryPage) => void} arrived
 * @returns {ResultView}
 */
export function resultView(studio, model, arrived) {
  const box = element('div', { class: 'result-box' });
  const more = element('div', { class: 'more' });
  const save = exportButton(model.name, () => rows.map(({ values }) => values));
  const canCreate = studio.info.canWrite && model.kind === 'items';
  const create = button(`New ${model.name}`, {
    icon: 'plus',
    click: () => {
      location.hash = hashWith({ item: itemParam(model.name, null) });
    },
  });
  const { element: bar, status } = resultBar(save, canCreate && create);
  const view = element('section', { class: 'result', 'aria-label': 'Result' }, bar, box, more);
  /** @type {ItemRow[]} */
  let rows = [];
  /** @type {InvalidRow[]} */
  let invalid = [];
  /** @type {Grid<ItemRow> | undefined} */
  let shown;
  let columnNames = '';
  const latest = latestCall();

  /** Adds rows to the grid, or builds it again if it gets other columns. @param {readonly ItemRow[]} added */
  function show(added) {
    const columns = columnsOf(model, rows);
    const names = columns.map(({ name }) => name).join();
    if (shown !== undefined && names === columnNames) {
      shown.append(added);
      return;
    }
    columnNames = names;
    const hrefOf = (/** @type {ItemRow} */ { model: name, key }) => hashWith({ item: itemParam(name, key) });
    shown = grid({ label: `Items of ${model.name}`, columns, hrefOf });
    shown.append(rows);
    box.replaceChildren(
      ...(invalid.length > 0 ? [invalidBox(invalid)] : []),
      ...(rows.length > 0 ? [shown.element] : []),
    );
  }

  /** @param {QueryBody} body */
  async function read(body) {
    /** @type {QueryPage | undefined} */
    const page = await latest(pathOf(model, 'query'), body);
    if (page !== undefined) take(page, body);
  }

  /** @param {HTMLElement} problem */
  function fail(problem) {
    status.textContent = '';
    box.replaceChildren(problem);
    more.replaceChildren();
    shown = undefined;
  }

  /** @param {QueryBody} body */
  const load = (body) => whileBusy(bar, () => read(body), fail);

  /**
   * @param {QueryPage} page
   * @param {QueryBody} body
   */
  function take(page, body) {
    if (body.cursor === undefined) {
      rows = [];
      invalid = [];
      shown = undefined;
    }
    rows.push(...page.items);
    invalid.push(...page.invalid);
    if (page.invalid.length > 0) shown = undefined;
    studio.rows = rows;
    show(page.items);
    if (rows.length + invalid.length === 0) box.replaceChildren(nothingIn(page));
    save.disabled = rows.length === 0;
    status.replaceChildren(...statusOf(page, rows.length));
    const next = button('Load more', { click: () => load({ ...body, cursor: page.cursor }) });
    more.replaceChildren(...(page.cursor === undefined ? [] : [next]));
    arrived(page);
  }

  /** @param {Change} change */
  function takeChange({ model: name, key, item, isNew }) {
    const place = rows.findIndex((row) => row.model === name && isSameJson(row.key, key));
    if (place < 0 && !(isNew && name === model.name)) return;
    if (place >= 0) rows.splice(place, 1, ...(item === undefined ? [] : [item]));
    else if (item !== undefined) rows.unshift(item);
    shown = undefined;
    show(rows);
  }
  onChange(view, takeChange);

  return {
    element: view,
    read: load,
    wait: (text) => {
      save.disabled = true;
      box.replaceChildren(emptyBox('Nothing read yet', text));
    },
  };
}

/** @param {QueryPage} page */
const nothingIn = ({ cursor }) =>
  cursor === undefined
    ? emptyBox('No items', 'The query found nothing.')
    : emptyBox('No items yet', 'The items read so far do not fit. Load more to read on.');

/**
 * @param {QueryPage} page
 * @param {number} total
 */
const statusOf = ({ cursor, readUnits, milliseconds }, total) => [
  element('b', {}, counted(total, 'item')),
  cursor === undefined ? '' : ', more follow',
  element('span', { class: 'soft' }, ` · read ${counted(readUnits, 'unit')} · ${Math.round(milliseconds)} ms`),
];

/** @param {readonly InvalidRow[]} rows */
function invalidBox(rows) {
  const entries = rows.map(({ message, storedKey }) =>
    element(
      'li',
      {},
      element('code', {}, visibleText(JSON.stringify(storedKey))),
      element('p', {}, visibleText(message)),
    ),
  );
  const title = `${counted(rows.length, 'item')} could not be read`;
  return element('details', { class: 'invalid' }, element('summary', {}, title), element('ul', {}, ...entries));
}
