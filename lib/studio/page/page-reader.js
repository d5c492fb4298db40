// The pages of a list. The tab keeps how many are shown of each place, so a reload and the back button show the same.
/** @import { Studio } from './studio.js' */
import { button, element } from './dom.js';
import { whileBusy } from './result-bar.js';

/** Most pages that are read at once after a reload. */
const maxPages = 20;

/**
 * @typedef {object} PageReader
 * @property {HTMLElement} element - the button for the next page
 * @property {(pages?: number) => Promise<void>} readAll - reads the list from its beginning, and as many pages as are
 *   shown. Default: those of the address
 * @property {() => void} clear - takes the button away
 */

/**
 * @param {Studio} studio
 * @param {{
 *   bar: HTMLElement,
 *   read: (cursor: string | undefined) => Promise<{ cursor?: string | undefined } | undefined>,
 *   fail: (problem: HTMLElement) => void,
 * }} list - `read` shows a page; undefined if another one was asked for meanwhile
 * @returns {PageReader}
 */
export function pageReader(studio, { bar, read, fail }) {
  /** @type {string | undefined} */
  let cursor;
  let pages = 0;
  let place = studio.place;
  const next = button('Load more', { click: () => whileBusy(bar, readNext, fail) });
  const box = element('div', { class: 'more' });

  /** @param {string | undefined} found */
  function offer(found) {
    const hadFocus = next === document.activeElement;
    cursor = found;
    box.replaceChildren(...(found === undefined ? [] : [next]));
    if (hadFocus && found !== undefined) next.focus();
  }

  async function readNext() {
    const page = await read(cursor);
    if (page === undefined) return;
    pages++;
    offer(page.cursor);
    keepPages(place, pages);
  }

  /** @param {number} wanted */
  async function readFirst(wanted) {
    place = studio.place;
    /** @type {string | undefined} */
    let from;
    pages = 0;
    do {
      const page = await read(from);
      if (page === undefined) return;
      from = page.cursor;
      pages++;
    } while (from !== undefined && pages < wanted);
    offer(from);
    keepPages(place, pages);
  }

  return {
    element: box,
    readAll: (wanted = pages || keptPages(studio.place)) => whileBusy(bar, () => readFirst(wanted), fail),
    clear: () => offer(undefined),
  };
}

/** @param {string} place */
const nameOf = (place) => `annotable-studio-pages ${place}`;

/** @param {string} place */
const keptPages = (place) => Math.min(Number(sessionStorage.getItem(nameOf(place))) || 1, maxPages);

/** @param {string} place @param {number} pages */
function keepPages(place, pages) {
  if (pages > 1) sessionStorage.setItem(nameOf(place), String(pages));
  else sessionStorage.removeItem(nameOf(place));
}
