/** @import { InvalidRow, ItemRow, ModelInfo, QueryBody, QueryPage } from '../api-types.ts' */
/** @import { Grid } from './grid.js' */
/** @import { Change, Studio } from './studio.js' */
import { latestCall, pathOf } from './api.js';
import { isSameJson } from './attribute-value.js';
import { button, element } from './dom.js';
import { counted } from './format.js';
import { grid } from './grid.js';
import { invalidBoxes } from './invalid-box.js';
import { columnsOf } from './item-columns.js';
import { pageReader } from './page-reader.js';
import { emptyBox } from './problem.js';
import { exportButton, resultBar, showGrid } from './result-bar.js';
import { hashWith, itemParam } from './route.js';
import { onChange } from './studio.js';

/**
 * The result of a query: a line about it, the grid, and the button for the next page.
 *
 * @typedef {object} ResultView
 * @property {HTMLElement} element
 * @property {(body: QueryBody, pages?: number) => Promise<void>} read - shows the first pages. Default: as many as were
 *   shown before
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
  const save = exportButton(model.name, () => rows.map(({ values }) => values));
  const canCreate = studio.info.canWrite && model.kind === 'items';
  const create = button(`New ${model.name}`, {
    icon: 'plus',
    click: () => {
      location.hash = hashWith({ item: itemParam(model.name, null) });
    },
  });
  const { element: bar, status } = resultBar(save, canCreate && create);
  /** @type {QueryBody} */
  let query = {};
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
    studio.showRows(rows);
    if (shown !== undefined && names === columnNames) {
      shown.append(added);
      return;
    }
    columnNames = names;
    const hrefOf = (/** @type {ItemRow} */ { model: name, key }) => hashWith({ item: itemParam(name, key) });
    shown = grid({ label: `Items of ${model.name}`, columns, hrefOf });
    shown.append(rows);
    showGrid(box, ...invalidBoxes(invalid), ...(rows.length > 0 ? [shown.element] : []));
  }

  /** @param {string | undefined} cursor */
  async function read(cursor) {
    /** @type {QueryPage | undefined} */
    const page = await latest(pathOf(model, 'query'), { ...query, ...(cursor !== undefined && { cursor }) });
    if (page !== undefined) take(page, cursor === undefined);
    return page;
  }

  /** @param {HTMLElement} problem */
  function fail(problem) {
    status.textContent = '';
    box.replaceChildren(problem);
    pages.clear();
    shown = undefined;
  }

  /** @param {QueryPage} page @param {boolean} isFirst */
  function take(page, isFirst) {
    if (isFirst) {
      rows = [];
      invalid = [];
      shown = undefined;
    }
    rows.push(...page.items);
    invalid.push(...page.invalid);
    if (page.invalid.length > 0) shown = undefined;
    show(page.items);
    if (rows.length + invalid.length === 0) box.replaceChildren(nothingIn(page));
    save.disabled = rows.length === 0;
    status.replaceChildren(...statusOf(page, rows.length));
    arrived(page);
  }

  /** @param {Change} change */
  function takeChange({ model: name, key, item, isNew }) {
    const place = rows.findIndex((row) => row.model === name && isSameJson(row.key, key));
    if (place >= 0 && item !== undefined) replaceRow(place, item);
    else if (place >= 0) changeRows(() => rows.splice(place, 1));
    else if (isNew && name === model.name && item !== undefined) changeRows(() => rows.unshift(item));
  }

  /** @param {number} place @param {ItemRow} item */
  function replaceRow(place, item) {
    rows[place] = item;
    shown?.replace(place, item);
    show([]);
  }

  /** @param {() => void} change */
  function changeRows(change) {
    change();
    shown = undefined;
    show(rows);
  }

  const pages = pageReader(studio, { bar, read, fail });
  const view = element('section', { class: 'result', 'aria-label': 'Result' }, bar, box, pages.element);
  onChange(view, takeChange);

  return {
    element: view,
    read: (body, count) => {
      query = body;
      return pages.readAll(count);
    },
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
