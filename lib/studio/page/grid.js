// A table that the arrow keys walk through. One cell is in the order of the Tab key, as the ARIA pattern of a grid asks.
// Rows are drawn when they come into view: most of the time of a long page went into the layout of rows below it.
import { element } from './dom.js';
import { focusStop, stopOf, walkOf } from './grid-walk.js';

/**
 * @template Row
 * @typedef {object} Column
 * @property {string} name
 * @property {Node} [heading] - in place of the name
 * @property {boolean} [isNumeric] - true to align the values at the right
 * @property {boolean} [isWide] - true to take the width that the other columns leave
 * @property {(row: Row) => Node} cell
 */

/**
 * @template Row
 * @typedef {object} Grid
 * @property {HTMLElement} element
 * @property {(rows: readonly Row[]) => void} append
 * @property {(place: number, row: Row) => void} replace - keeps the focus and the place of the reader
 */

/** Rows that are drawn at once: more than fit a screen. */
const chunk = 60;

/** Pixels of a row, before the first one is on the page. */
const usualHeight = 31;

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
  /** @type {Row[]} */
  const rows = [];
  const headings = columns.map((column) =>
    element('th', { scope: 'col', tabindex: '-1', class: classOf(column) }, column.heading ?? column.name),
  );
  const body = element('tbody');
  const walk = walkOf({ count: () => rows.length, drawTo: (count) => draw(count) });
  const table = element(
    'table',
    { role: 'grid', class: 'grid', 'aria-label': label, keydown: walk, focusin: focusStop, click: openRow },
    element('thead', {}, element('tr', { 'aria-rowindex': 1 }, ...headings)),
    body,
  );
  /** Stands for the rows that are not drawn, so that the scroll bar has the right length. */
  const rest = element('div', { class: 'grid-rest', 'aria-hidden': 'true' });
  const box = element('div', { class: 'grid-box' }, table, rest);
  const observer = new IntersectionObserver(([entry]) => {
    if (entry === undefined || !entry.isIntersecting) return;
    const seen = entry.intersectionRect.bottom - entry.boundingClientRect.top;
    draw(body.childElementCount + Math.ceil(seen / rowHeight()) + chunk);
  });
  observer.observe(rest);

  const rowHeight = () => body.rows[0]?.offsetHeight || usualHeight;

  /** @param {number} count */
  function draw(count) {
    const drawn = body.childElementCount;
    body.append(...rows.slice(drawn, count).map((row, at) => rowOf(row, drawn + at)));
    if (drawn === 0) stopOf(body.rows[0]?.cells[0])?.setAttribute('tabindex', '0');
    table.setAttribute('aria-rowcount', String(rows.length + 1));
    const left = rows.length - body.childElementCount;
    rest.hidden = left === 0;
    rest.style.setProperty('height', `${left * rowHeight()}px`);
  }

  /** @param {Row} row @param {number} place */
  const rowOf = (row, place) => {
    const href = hrefOf(row);
    const cells = columns.map((column, at) => {
      const content = column.cell(row);
      if (at > 0) return element('td', { role: 'gridcell', tabindex: '-1', class: classOf(column) }, content);
      const link = href === undefined ? content : element('a', { href, tabindex: '-1' }, content);
      return element('th', { scope: 'row', ...(href === undefined && { tabindex: '-1' }) }, link);
    });
    // The heading is the first row.
    return element('tr', { class: href !== undefined && 'can-open', 'aria-rowindex': place + 2 }, ...cells);
  };

  return {
    element: box,
    append: (added) => {
      rows.push(...added);
      draw(Math.max(body.childElementCount, chunk));
    },
    replace: (place, row) => {
      rows[place] = row;
      const drawn = body.rows[place];
      if (drawn === undefined) return;
      const fresh = rowOf(row, place);
      for (const [at, cell] of [...fresh.cells].entries()) {
        // The cell or the link with the focus stays.
        const kept = stopOf(drawn.cells[at]);
        kept?.replaceChildren(...(stopOf(cell)?.childNodes ?? []));
      }
    },
  };
}

/** @param {Pick<Column<any>, 'isNumeric' | 'isWide'>} column */
const classOf = ({ isNumeric, isWide }) => (isNumeric ? 'is-numeric' : isWide && 'is-wide');

/** @param {MouseEvent} event */
function openRow({ target, ctrlKey, metaKey }) {
  const clicked = /** @type {Element} */ (target);
  const cell = clicked.closest('tbody :is(td, th)');
  const isSelecting = String(getSelection()) !== '';
  const isPlain = clicked.closest('a') === null && !ctrlKey && !metaKey && !isSelecting;
  if (cell !== null && isPlain) cell.closest('tr')?.querySelector('a')?.click();
}
