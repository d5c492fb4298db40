/** @import { AccessPath, ModelInfo } from '../api-types.ts' */
/** @import { Studio } from './studio.js' */
import { byId, element, icon, newId } from './dom.js';
import { driftOf } from './drift.js';
import { visibleText } from './format.js';
import { hashOf } from './route.js';

/**
 * Fills the list of models: by table, with the drift of each table. The chosen model shows its key and its indexes.
 *
 * @param {Studio} studio
 */
export function sidebarOf(studio) {
  const filter = element('input', {
    type: 'search',
    'aria-label': 'Filter the models',
    placeholder: 'Filter',
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-keyshortcuts': '/',
    input: () => narrow(),
  });
  const entries = new Map([...studio.models.values()].map((model) => [model.name, entryOf(model)]));
  const tables = Map.groupBy(studio.models.values(), ({ table }) => table);
  const groups = [...tables].map(([table, models]) => groupOf(studio, table, models, entries));
  const nothing = element('p', { class: 'soft none', hidden: true }, 'No model has this name.');
  const field = element(
    'div',
    { class: 'filter' },
    icon('search'),
    filter,
    element('kbd', { 'aria-hidden': 'true' }, '/'),
  );
  byId('sidebar').replaceChildren(field, ...groups, nothing);

  function narrow() {
    const text = filter.value.trim().toLowerCase();
    let count = 0;
    for (const [name, { element: entry, model }] of entries) {
      entry.hidden = !`${name} ${model.table}`.toLowerCase().includes(text);
      if (!entry.hidden) count++;
    }
    for (const group of groups) group.hidden = group.querySelector('li.model:not([hidden])') === null;
    nothing.hidden = count > 0;
  }

  return {
    focusFilter: () => filter.focus(),
    /** Marks the chosen model. @param {string} chosen */
    choose: (chosen) => {
      for (const [name, { link, paths }] of entries) {
        paths.hidden = name !== chosen;
        if (name === chosen) link.setAttribute('aria-current', 'page');
        else link.removeAttribute('aria-current');
      }
    },
  };
}

/** @param {ModelInfo} model */
function entryOf(model) {
  const { name, kind } = model;
  const note = kind === 'items' ? undefined : element('small', {}, kind);
  const link = element(
    'a',
    { class: 'model-link', href: hashOf(name) },
    icon(kind),
    element('span', {}, visibleText(name)),
    note,
  );
  const shown = kind === 'linker' ? [] : model.paths;
  const paths = element(
    'ul',
    { class: 'paths', hidden: true, 'aria-label': `Key and indexes of ${name}` },
    ...shown.map((path) => pathOf(name, path)),
  );
  return { model, link, paths, element: element('li', { class: 'model' }, link, paths) };
}

/** @param {string} model @param {AccessPath} path */
function pathOf(model, { index, text }) {
  const query = JSON.stringify({ ...(index !== undefined && { index }), key: {} });
  const link = element(
    'a',
    { class: 'path-link', href: hashOf(model, 'items', { query }) },
    element('span', { class: 'path-name' }, index === undefined ? 'Key' : visibleText(index)),
    element('code', {}, visibleText(text)),
  );
  return element('li', {}, link);
}

/**
 * @param {Studio} studio
 * @param {string} table
 * @param {readonly ModelInfo[]} models
 * @param {ReadonlyMap<string, { element: HTMLElement }>} entries
 */
function groupOf(studio, table, models, entries) {
  const drift = element('span', { class: 'drift is-none' }, '…');
  const id = newId();
  const heading = element('h2', { id }, element('span', { class: 'table-name' }, visibleText(table)), drift);
  const list = element('ul', { 'aria-labelledby': id }, ...models.map(({ name }) => entries.get(name)?.element));
  const [first] = models;
  if (first !== undefined) void showDrift(studio, first, drift);
  return element('section', { class: 'table-group' }, heading, list);
}

/**
 * @param {Studio} studio
 * @param {ModelInfo} model
 * @param {HTMLElement} box
 */
async function showDrift(studio, model, box) {
  const { level, text } = await studio.tableOf(model).then(driftOf, () => ({ level: 'none', text: 'not compared' }));
  box.className = `drift is-${level}`;
  box.textContent = text;
}
