/** @import { AccessPath, JsonObject, ModelInfo, QueryBody } from '../api-types.ts' */
/** @import { QueryRow } from './query-row.js' */
import { button, element, newId } from './dom.js';
import { filterRow } from './filter-row.js';
import { visibleText } from './format.js';
import { queryRow } from './query-row.js';

/**
 * The form of a query. It offers only what the chosen key or index can answer.
 *
 * @typedef {object} QueryForm
 * @property {HTMLFormElement} element
 * @property {() => { body: QueryBody } | { missing: string }} read - `missing` says what the form still needs
 * @property {() => void} focusEmpty - moves the focus to the first field without a value
 */

const pageSizes = [25, 50, 100, 250, 1000];
const defaultSize = 50;

/**
 * @param {ModelInfo} model
 * @param {QueryBody} given
 * @param {{ changed: () => void, submitted: () => void }} listeners
 * @returns {QueryForm}
 */
export function queryForm(model, given, { changed, submitted }) {
  const isScan = given.key === undefined;
  /** @type {QueryRow[]} */
  let keyRows = [];
  /** @type {QueryRow[]} */
  const filterRows = [];
  const keyBox = element('div', { class: 'query-rows' });
  const filterBox = element('div', { class: 'query-rows' });
  const pathId = newId();
  const paths = element('select', { id: pathId, class: 'path', change: () => showPath({}) });
  const scanOption = element('option', { value: 'scan', selected: isScan }, 'All items (scan)');
  paths.append(scanOption, ...model.paths.map((path, place) => pathOption(path, place, given)));
  const descending = element('input', { type: 'checkbox', id: newId(), checked: given.descending });
  const order = element('label', { class: 'check' }, descending, 'Descending');
  const size = element('select', { 'aria-label': 'Items of a page' });
  const sizes = [...new Set([...pageSizes, given.limit ?? defaultSize])].sort((a, b) => a - b);
  size.append(
    ...sizes.map((count) =>
      element('option', { value: count, selected: count === (given.limit ?? defaultSize) }, `${count} a page`),
    ),
  );
  const path = () => model.paths[Number(paths.value)];

  /** @param {JsonObject} key */
  function showPath(key) {
    const chosen = path();
    order.hidden = chosen === undefined;
    keyRows = chosen === undefined ? [] : rowsOf(chosen, key);
    keyBox.replaceChildren(...keyRows.map((row) => row.element));
    hideLaterParts();
  }

  /** A sort part can be used if all parts before it have a value and the operator `=`. */
  function hideLaterParts() {
    const partitionCount = path()?.partition.length ?? 0;
    let isOpen = true;
    for (const row of keyRows.slice(partitionCount)) {
      row.element.hidden = !isOpen;
      isOpen &&= row.isEquality();
    }
  }

  /** @param {string} [property] @param {unknown} [test] */
  function addFilter(property, test) {
    const unused = choices.find((each) => filterRows.every((row) => row.property !== each.property)) ?? choices[0];
    if (unused === undefined) return;
    const row = filterRow(choices, property ?? unused.property, test, (removed) => {
      filterRows.splice(filterRows.indexOf(removed), 1);
      changed();
    });
    filterRows.push(row);
    filterBox.append(row.element);
  }

  const choices = model.attributes.filter(({ isEncrypted, type }) => !isEncrypted && type !== 'vector');
  showPath(given.key ?? {});
  for (const [property, test] of Object.entries(given.filter ?? {})) addFilter(property, test);
  const more = button('Filter', {
    icon: 'plus',
    class: 'is-quiet',
    click: () => {
      addFilter();
      filterRows.at(-1)?.element.querySelector('select')?.focus();
      changed();
    },
  });
  const run = button('Run', { icon: 'play', class: 'is-primary', type: 'submit' });
  const update = () => {
    hideLaterParts();
    changed();
  };
  const form = element(
    'form',
    { class: 'query-form', 'aria-label': 'Query', input: update, change: update, submit: send, novalidate: true },
    element('div', { class: 'query-row is-first' }, element('label', { for: pathId }, 'Read by'), paths),
    keyBox,
    filterBox,
    element('div', { class: 'query-actions' }, more, order, size, element('span', { class: 'spring' }), run),
  );
  /** @param {SubmitEvent} event */
  function send(event) {
    event.preventDefault();
    submitted();
  }

  const read = () => {
    const chosen = path();
    const keyReading = valuesOf(keyRows.filter((row) => !row.element.hidden));
    const filterReading = valuesOf(filterRows);
    const missing = chosen?.partition.find(({ property }) => !Object.hasOwn(keyReading.values, property));
    const problem = keyReading.problem ?? filterReading.problem;
    if (problem !== undefined) return { missing: problem };
    if (missing !== undefined) return { missing: `${missing.property} is needed` };
    const filter = Object.keys(filterReading.values).length > 0 ? { filter: filterReading.values } : {};
    return {
      body: { ...queryOf(chosen, keyReading.values, descending.checked), ...filter, limit: Number(size.value) },
    };
  };
  const focusEmpty = () => {
    const inputs = [...keyBox.querySelectorAll('.query-row:not([hidden]) .query-values > *')];
    const empty = inputs.find((input) => 'value' in input && input.value === '');
    /** @type {HTMLElement | undefined} */ (empty)?.focus();
  };
  return { element: form, read, focusEmpty };
}

/**
 * @param {AccessPath | undefined} path
 * @param {JsonObject} key
 * @param {boolean} descending
 * @returns {QueryBody}
 */
function queryOf(path, key, descending) {
  if (path === undefined) return {};
  return { ...(path.index !== undefined && { index: path.index }), key, ...(descending && { descending }) };
}

/**
 * @param {AccessPath} path
 * @param {number} place
 * @param {QueryBody} given
 */
function pathOption(path, place, { key, index }) {
  const selected = key !== undefined && path.index === index;
  return element('option', { value: place, selected }, `${path.index ?? 'Key'}: ${visibleText(path.text)}`);
}

/**
 * @param {AccessPath} path
 * @param {JsonObject} key
 */
const rowsOf = ({ partition, sort }, key) => [
  ...partition.map((part) => queryRow({ part, operators: ['eq'], given: key[part.property], isRequired: true })),
  ...sort.map((part) => queryRow({ part, operators: part.operators, given: key[part.property] })),
];

/**
 * @param {readonly QueryRow[]} rows
 * @returns {{ values: JsonObject, problem?: string }}
 */
function valuesOf(rows) {
  /** @type {Record<string, JsonObject[string]>} */
  const values = {};
  for (const row of rows) {
    const reading = row.read();
    if (reading === undefined) continue;
    if ('problem' in reading) return { values, problem: `${row.property} ${reading.problem}` };
    if (Object.hasOwn(values, row.property))
      return { values, problem: `${row.property} has two filters; use one, such as between` };
    values[row.property] = reading.json;
  }
  return { values };
}
