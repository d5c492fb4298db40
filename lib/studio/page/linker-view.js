/** @import { InvalidRow, LinkerDocument, LinkerPage, LinkerRow, ModelInfo } from '../api-types.ts' */
/** @import { Column } from './grid.js' */
/** @import { Panel } from './drawer.js' */
/** @import { Studio } from './studio.js' */
import { call, problemOf } from './api.js';
import { timeValue } from './cell-value.js';
import { button, copy, element, newId } from './dom.js';
import { entityMark } from './entity-mark.js';
import { agoText, counted, countText, sizeText, visibleText } from './format.js';
import { tree } from './full-value.js';
import { grid } from './grid.js';
import { invalidBoxes } from './invalid-box.js';
import { pageReader } from './page-reader.js';
import { emptyBox, problemBox } from './problem.js';
import { exportButton, resultBar, showGrid } from './result-bar.js';
import { hashOf, hashWith } from './route.js';

/** @param {Pick<ModelInfo, 'name'>} model @param {string} action @param {Record<string, string>} params */
const linkerPath = ({ name }, action, params) =>
  `linkers/${encodeURIComponent(name)}/${action}?${new URLSearchParams(params)}`;

/**
 * Shows the documents of a linker, by the beginning of their ids.
 *
 * @param {Studio} studio
 * @param {ModelInfo} model
 * @param {Readonly<Record<string, string>>} params
 */
export function linkerView(studio, model, params) {
  const prefix = params['prefix'] ?? '';
  const input = element('input', {
    id: newId(),
    type: 'search',
    class: 'is-mono',
    value: prefix,
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const search = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    location.hash = hashOf(model.name, 'documents', { prefix: input.value });
  };
  const form = element(
    'form',
    { class: 'prefix-form', role: 'search', 'aria-label': 'Documents', submit: search },
    element('label', { for: input.id }, 'Id begins with'),
    input,
    button('Show', { icon: 'search', class: 'is-primary', type: 'submit' }),
  );
  const box = element('div', { class: 'result-box' });
  const save = exportButton(model.name, () => rows);
  const { element: bar, status } = resultBar(save);
  /** @type {LinkerRow[]} */
  let rows = [];
  /** @type {InvalidRow[]} */
  let invalid = [];
  studio.showRows([]);

  /** @param {string | undefined} cursor */
  async function read(cursor) {
    /** @type {LinkerPage} */
    const page = await call(linkerPath(model, 'documents', { prefix, ...(cursor !== undefined && { cursor }) }));
    rows = cursor === undefined ? [...page.documents] : [...rows, ...page.documents];
    invalid = cursor === undefined ? [...page.invalid] : [...invalid, ...page.invalid];
    show(page);
    return page;
  }

  /** @param {LinkerPage} page */
  function show({ cursor }) {
    const largest = Math.max(...rows.map(({ bytes }) => bytes));
    const shown = grid({
      label: `Documents of ${model.name}`,
      columns: columnsOf(
        largest,
        rows.some(({ namespace }) => namespace !== undefined),
      ),
      hrefOf: ({ id, namespace }) => hashWith({ doc: JSON.stringify({ id, namespace }) }),
    });
    shown.append(rows);
    showGrid(box, ...invalidBoxes(invalid), rows.length > 0 ? shown.element : nothingIn(prefix, cursor));
    const total = rows.reduce((sum, { bytes }) => sum + bytes, 0);
    status.replaceChildren(
      element('b', {}, counted(rows.length, 'document')),
      cursor === undefined ? '' : ', more follow',
      element('span', { class: 'soft' }, ` · ${sizeText(total)}`),
    );
    save.disabled = rows.length === 0;
  }

  const pages = pageReader(studio, { bar, read, fail: (problem) => box.replaceChildren(problem) });
  // A list reads the whole table, and reads of a remote table are charged.
  if (!studio.info.isRemote || params['prefix'] !== undefined) void pages.readAll();
  else {
    save.disabled = true;
    box.replaceChildren(emptyBox('Nothing read yet', 'Show reads the table. A beginning of the ids reads it as well.'));
  }
  return element('div', { class: 'items-view' }, form, bar, box, pages.element);
}

/** @param {string} prefix @param {string | undefined} cursor */
function nothingIn(prefix, cursor) {
  if (cursor !== undefined) return emptyBox('No documents yet', 'Load more to read on.');
  const text = prefix === '' ? 'The linker is empty.' : `No id begins with ${visibleText(prefix)}.`;
  return emptyBox('No documents', text);
}

/** @param {number} largest @param {boolean} hasNamespaces @returns {Column<LinkerRow>[]} */
const columnsOf = (largest, hasNamespaces) => [
  { name: 'Id', cell: ({ id }) => element('code', { class: 'sort-key' }, visibleText(id)) },
  ...(hasNamespaces
    ? [
        {
          name: 'Namespace',
          cell: (/** @type {LinkerRow} */ { namespace }) => element('span', {}, visibleText(namespace ?? '')),
        },
      ]
    : []),
  {
    name: 'Size',
    cell: ({ bytes }) => {
      const track = element(
        'span',
        { class: 'bar-track', 'aria-hidden': 'true' },
        element('span', { class: 'bar-fill', '--part': bytes / largest }),
      );
      return element('span', { class: 'progress' }, track, element('span', {}, sizeText(bytes)));
    },
  },
  { name: 'Parts', isNumeric: true, cell: ({ parts }) => element('span', {}, countText(parts)) },
  {
    name: 'Expires',
    cell: ({ expiresAt }) =>
      expiresAt === undefined
        ? element('span', { class: 'soft' }, 'never')
        : element('span', {}, timeValue(expiresAt), ' ', element('small', {}, agoText(Date.parse(expiresAt)))),
  },
];

/**
 * Shows one document of a linker.
 *
 * @param {Studio} studio
 * @param {ModelInfo} model
 * @param {{ id: string, namespace?: string }} place
 * @returns {Panel}
 */
export function documentPanel(studio, model, { id, namespace }) {
  const box = element('div', { class: 'drawer-body' });
  async function read() {
    try {
      /** @type {LinkerDocument} */
      const { document: found } = await call(
        linkerPath(model, 'document', { id, ...(namespace !== undefined && { namespace }) }),
      );
      if (found === undefined) {
        box.replaceChildren(emptyBox('No such document', 'It was deleted, or it has expired.'));
        return;
      }
      const text = JSON.stringify(found, null, 2);
      box.replaceChildren(
        element('div', { class: 'actions' }, button('Copy JSON', { icon: 'copy', click: () => copy(text) })),
        element('section', { class: 'document', 'aria-label': 'Document' }, tree(found)),
      );
    } catch (error) {
      box.replaceChildren(problemBox(problemOf(error)));
    }
  }
  void read();
  return { title: visibleText(id), mark: entityMark(studio, model.name), element: box };
}
