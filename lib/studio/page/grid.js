// A table that the arrow keys walk through. One cell is in the order of the Tab key, as the ARIA pattern of a grid asks.
import { element } from './dom.js';

/**
 * @template Row
 * @typedef {object} Column
 * @property {string} name
 * @property {Node} [heading] - in place of the name
 * @property {boolean} [isNumeric] - true to align the values at the right
 * @property {(row: Row) => Node} cell
 */

/**
 * @template Row
 * @typedef {object} Grid
 * @property {HTMLElement} element
 * @property {(rows: readonly Row[]) => void} append
 */

/**
 * Creates a grid. The first cell of each row is a link.
 *
 * @template Row
 * @param {{
 *   label: string,
 *   columns: readonly Column<Row>[],
 *   hrefOf: (row: Row) => string | undefined,
 * }} options - `hrefOf` returns the address that a row opens
 * @returns {Grid<Row>}
 */
export function grid({ label, columns, hrefOf }) {
  const headings = columns.map(({ name, heading, isNumeric }) =>
    element('th', { scope: 'col', tabindex: '-1', class: isNumeric && 'is-numeric' }, heading ?? name),
  );
  const body = element('tbody');
  const table = element(
    'table',
    { role: 'grid', class: 'grid', 'aria-label': label, keydown: walk, focusin: takeFocus, click: openRow },
    element('thead', {}, element('tr', {}, ...headings)),
    body,
  );
  const box = element('div', { class: 'grid-box' }, table);

  /** @param {Row} row */
  const rowOf = (row) => {
    const href = hrefOf(row);
    const cells = columns.map(({ cell, isNumeric }, place) => {
      const content = cell(row);
      if (place > 0)
        return element('td', { role: 'gridcell', tabindex: '-1', class: isNumeric && 'is-numeric' }, content);
      const link = href === undefined ? content : element('a', { href, tabindex: '-1' }, content);
      return element('th', { scope: 'row', ...(href === undefined && { tabindex: '-1' }) }, link);
    });
    return element('tr', { class: href !== undefined && 'can-open' }, ...cells);
  };
  return {
    element: box,
    append: (rows) => {
      const isFirst = body.childElementCount === 0;
      body.append(...rows.map(rowOf));
      if (isFirst) stopOf(body.rows[0]?.cells[0])?.setAttribute('tabindex', '0');
    },
  };
}

/**
 * Returns the part of a cell that takes the focus: its link, or the cell.
 *
 * @param {Element | undefined} cell
 * @returns {HTMLElement | undefined}
 */
const stopOf = (cell) => /** @type {HTMLElement | undefined} */ (cell?.querySelector('a') ?? cell);

/** @type {Readonly<Record<string, (row: number, column: number, last: [number, number], isFar: boolean) => [number, number]>>} */
const steps = {
  ArrowUp: (row, column) => [row - 1, column],
  ArrowDown: (row, column) => [row + 1, column],
  ArrowLeft: (row, column) => [row, column - 1],
  ArrowRight: (row, column) => [row, column + 1],
  PageUp: (row, column) => [Math.max(row - 20, 1), column],
  PageDown: (row, column, [last]) => [Math.min(row + 20, last), column],
  Home: (row, _column, _last, isFar) => [isFar ? 1 : row, 0],
  End: (row, _column, [lastRow, lastColumn], isFar) => [isFar ? lastRow : row, lastColumn],
};

/** @param {KeyboardEvent & { currentTarget: HTMLTableElement }} event */
function walk(event) {
  const step = steps[event.key];
  const cell = /** @type {HTMLElement} */ (event.target).closest('th, td');
  if (!(cell instanceof HTMLTableCellElement)) return;
  if (event.key === 'Enter' && event.target === cell) followRow(cell);
  if (step === undefined || event.altKey || event.metaKey) return;
  const { rows } = event.currentTarget;
  const row = /** @type {HTMLTableRowElement} */ (cell.parentElement);
  const last = /** @type {[number, number]} */ ([rows.length - 1, row.cells.length - 1]);
  const [toRow, toColumn] = step(row.rowIndex, cell.cellIndex, last, event.ctrlKey);
  const next = stopOf(rows[toRow]?.cells[toColumn]);
  event.preventDefault();
  next?.focus();
  next?.closest('th, td')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

/** Keeps the cell with the focus in the order of the Tab key. @param {FocusEvent & { currentTarget: Element }} event */
function takeFocus({ currentTarget, target }) {
  currentTarget.querySelector('[tabindex="0"]')?.setAttribute('tabindex', '-1');
  stopOf(/** @type {Element} */ (target).closest('th, td') ?? undefined)?.setAttribute('tabindex', '0');
}

/** @param {Element} cell */
function followRow(cell) {
  cell.closest('tr')?.querySelector('a')?.click();
}

/** @param {MouseEvent} event */
function openRow({ target, ctrlKey, metaKey }) {
  const clicked = /** @type {Element} */ (target);
  const cell = clicked.closest('tbody :is(td, th)');
  const isSelecting = String(getSelection()) !== '';
  if (cell !== null && clicked.closest('a') === null && !ctrlKey && !metaKey && !isSelecting) followRow(cell);
}
