// The keys of a grid.

/**
 * Returns the part of a cell that takes the focus: its link, or the cell.
 *
 * @param {Element | undefined} cell
 * @returns {HTMLElement | undefined}
 */
export const stopOf = (cell) => /** @type {HTMLElement | undefined} */ (cell?.querySelector('a') ?? cell);

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

/**
 * Returns the listener for the keys of a grid.
 *
 * @param {{ count: () => number, drawTo: (count: number) => void }} rows - the number of all rows, and a function that
 *   draws the first ones
 * @returns {(event: KeyboardEvent & { currentTarget: HTMLTableElement }) => void}
 */
export const walkOf = (rows) => (event) => {
  const step = steps[event.key];
  const cell = /** @type {HTMLElement} */ (event.target).closest('th, td');
  if (!(cell instanceof HTMLTableCellElement)) return;
  if (event.key === 'Enter' && event.target === cell) cell.closest('tr')?.querySelector('a')?.click();
  if (step === undefined || event.altKey || event.metaKey) return;
  const row = /** @type {HTMLTableRowElement} */ (cell.parentElement);
  const last = /** @type {[number, number]} */ ([rows.count(), row.cells.length - 1]);
  const [toRow, toColumn] = step(row.rowIndex, cell.cellIndex, last, event.ctrlKey);
  event.preventDefault();
  rows.drawTo(toRow);
  const next = stopOf(event.currentTarget.rows[toRow]?.cells[toColumn]);
  next?.focus();
  next?.closest('th, td')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
};

/** Keeps the cell with the focus in the order of the Tab key. @param {FocusEvent & { currentTarget: Element }} event */
export function focusStop({ currentTarget, target }) {
  currentTarget.querySelector('[tabindex="0"]')?.setAttribute('tabindex', '-1');
  stopOf(/** @type {Element} */ (target).closest('th, td') ?? undefined)?.setAttribute('tabindex', '0');
}
