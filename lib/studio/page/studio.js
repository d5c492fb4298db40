/** @import { ItemRow, ModelInfo, StudioInfo, TableInfo } from '../api-types.ts' */
import { call, pathOf } from './api.js';

/**
 * What all parts of the page share.
 *
 * @typedef {object} Studio
 * @property {StudioInfo} info
 * @property {ReadonlyMap<string, ModelInfo>} models
 * @property {(model: ModelInfo) => Promise<TableInfo>} tableOf - the table of a model, read once
 * @property {(model: ModelInfo) => void} forgetTable - the next `tableOf` reads it again
 * @property {readonly ItemRow[]} rows - items of the view, for the previous and the next one
 * @property {(rows: readonly ItemRow[]) => void} showRows - sets `rows`, and tells the open item
 * @property {string} place - the shown place, as `placeOf` returns it. Empty before the first one
 */

/**
 * @param {StudioInfo} info
 * @returns {Studio}
 */
export function studioOf(info) {
  /** @type {Map<string, Promise<TableInfo>>} */
  const tables = new Map();
  /** @type {Studio} */
  const studio = {
    info,
    models: new Map(info.models.map((model) => [model.name, model])),
    tableOf: (model) => {
      const known = tables.get(model.table) ?? call(pathOf(model, 'table'));
      tables.set(model.table, known);
      // A failure is not kept: the engine can be back.
      known.catch(() => tables.delete(model.table));
      return known;
    },
    forgetTable: (model) => tables.delete(model.table),
    rows: [],
    showRows: (rows) => {
      studio.rows = rows;
      document.dispatchEvent(new Event(rowsEvent));
    },
    place: '',
  };
  return studio;
}

/** The event that tells the open item of the rows of its view. */
export const rowsEvent = 'studio-rows';

/** The views of each kind of model, the first one shown first. */
export const viewsOf = {
  items: { items: 'Items', table: 'Table' },
  tracker: { requests: 'Requests', items: 'Items', table: 'Table' },
  linker: { documents: 'Documents', table: 'Table' },
};

/** The event that tells views of a write. Its detail is a `Change`. */
export const changeEvent = 'studio-change';

/**
 * A write that the page has done.
 *
 * @typedef {object} Change
 * @property {string} model
 * @property {Readonly<Record<string, unknown>>} key
 * @property {ItemRow | undefined} item - undefined after a delete
 * @property {boolean} isNew
 */

/** @param {Change} change */
export const tellChange = (change) => document.dispatchEvent(new CustomEvent(changeEvent, { detail: change }));

/**
 * Calls a function after each write, as long as an element is on the page.
 *
 * @param {Element} element
 * @param {(change: Change) => void} listener
 */
export function onChange(element, listener) {
  const heard = (/** @type {Event} */ event) => {
    if (!element.isConnected) document.removeEventListener(changeEvent, heard);
    else listener(/** @type {CustomEvent<Change>} */ (event).detail);
  };
  document.addEventListener(changeEvent, heard);
}
