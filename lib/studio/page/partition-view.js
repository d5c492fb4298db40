/** @import { ModelInfo, PartitionPage, PartitionRow } from '../api-types.ts' */
/** @import { Column } from './grid.js' */
/** @import { Studio } from './studio.js' */
import { call, pathOf } from './api.js';
import { isSameJson } from './attribute-value.js';
import { previewOf } from './cell-value.js';
import { element, icon } from './dom.js';
import { colorOf, entityMark, letterOf } from './entity-mark.js';
import { counted, countText, sizeText, visibleText } from './format.js';
import { grid } from './grid.js';
import { highlighted } from './highlight.js';
import { pageReader } from './page-reader.js';
import { emptyBox } from './problem.js';
import { exportButton, resultBar, showGrid } from './result-bar.js';
import { hashOf, hashWith, itemParam, jsonParam } from './route.js';
import { onChange } from './studio.js';

/**
 * Shows the items of one partition as they lie in it, of all entities.
 *
 * @param {Studio} studio
 * @param {ModelInfo} model
 * @param {Readonly<Record<string, string>>} params
 */
export function partitionView(studio, model, params) {
  const key = jsonParam(params['key']) ?? {};
  const index = params['index'];
  const title = element(
    'h2',
    { class: 'partition-title' },
    index === undefined ? 'Partition' : `Partition of ${index}`,
  );
  const save = exportButton('partition', () => rows.map(({ entity, row }) => ({ entity, ...row?.values })));
  const query = { ...(index !== undefined && { index }), key };
  const back = element(
    'a',
    { class: 'button is-quiet', href: hashOf(model.name, 'items', { query: JSON.stringify(query) }) },
    icon('search'),
    'Query it',
  );
  const map = element('div', { class: 'partition-map' });
  const request = element('pre', { class: 'code', tabindex: '0', role: 'region', 'aria-label': 'Request' });
  const legend = element('ul', { class: 'legend', 'aria-label': 'Entities' });
  const box = element('div', { class: 'result-box' });
  const { element: bar, status } = resultBar(back, save);
  const view = element(
    'div',
    { class: 'items-view' },
    element(
      'div',
      { class: 'partition-head' },
      title,
      map,
      legend,
      element('details', { class: 'section' }, element('summary', {}, 'Request'), request),
    ),
    bar,
    box,
  );
  /** @type {PartitionRow[]} */
  let rows = [];

  function show() {
    studio.showRows(rows.flatMap(({ row }) => (row === undefined ? [] : [row])));
    const shown = grid({
      label: 'Items of the partition',
      columns: columns(studio),
      // The module may not export the class of an item.
      hrefOf: ({ row }) =>
        row !== undefined && studio.models.has(row.model)
          ? hashWith({ item: itemParam(row.model, row.key) })
          : undefined,
    });
    shown.append(rows);
    showGrid(box, rows.length > 0 ? shown.element : emptyBox('An empty partition', 'No item has this partition key.'));
    map.replaceChildren(...rows.map((row) => segment(studio, row)));
    map.classList.toggle('is-dense', rows.length > 100);
    legend.replaceChildren(...legendOf(studio, rows));
  }

  /** @param {string | undefined} cursor */
  async function read(cursor) {
    /** @type {PartitionPage} */
    const page = await call(pathOf(model, 'partition'), { ...query, ...(cursor !== undefined && { cursor }) });
    rows = cursor === undefined ? [...page.items] : [...rows, ...page.items];
    title.replaceChildren(
      index === undefined ? 'Partition ' : `Partition of ${visibleText(index)} `,
      element('code', {}, visibleText(page.partition)),
    );
    const size = rows.reduce((sum, { bytes }) => sum + bytes, 0);
    status.replaceChildren(
      element('b', {}, counted(rows.length, 'item')),
      page.cursor === undefined ? '' : ', more follow',
      element('span', { class: 'soft' }, ` · ${sizeText(size)} · read ${counted(page.readUnits, 'unit')}`),
    );
    request.replaceChildren(highlighted(visibleText(page.request, true)));
    show();
    return page;
  }

  const pages = pageReader(studio, { bar, read, fail: (problem) => box.replaceChildren(problem) });
  view.append(pages.element);
  onChange(view, (change) => {
    const isChanged = rows.some(({ row }) => row?.model === change.model && isSameJson(row.key, change.key));
    if (isChanged || change.isNew) void pages.readAll();
  });
  void pages.readAll();
  return view;
}

/** @param {Studio} studio @returns {Column<PartitionRow>[]} */
const columns = (studio) => [
  { name: 'Sort key', cell: ({ sort }) => element('code', { class: 'sort-key' }, visibleText(sort) || '–') },
  { name: 'Entity', cell: ({ entity, row }) => entityMark(studio, row?.model ?? entity) },
  {
    name: 'Values',
    isWide: true,
    cell: ({ row, problem }) =>
      row === undefined
        ? element(
            'span',
            { class: problem === undefined ? 'soft' : 'error-text' },
            visibleText(problem ?? 'not an item of a class'),
          )
        : element('code', { class: 'value is-document' }, previewOf(row.values, 300)),
  },
  { name: 'Size', isNumeric: true, cell: ({ bytes }) => element('span', {}, sizeText(bytes)) },
];

/** One item of the map, as wide as its bytes. @param {Studio} studio @param {PartitionRow} row */
function segment(studio, { sort, entity, row, bytes }) {
  const name = row?.model ?? entity;
  const title = `${visibleText(name)}, ${visibleText(sort)}, ${sizeText(bytes)}`;
  return element(
    'span',
    { class: `segment ${colorOf(studio, name)}`, '--bytes': bytes, title, 'aria-hidden': 'true' },
    element('span', { class: 'segment-letter' }, letterOf(name)),
  );
}

/** @param {Studio} studio @param {readonly PartitionRow[]} rows */
function legendOf(studio, rows) {
  /** @type {Map<string, { count: number, bytes: number }>} */
  const entities = new Map();
  for (const { entity, row, bytes } of rows) {
    const name = row?.model ?? entity;
    const known = entities.get(name) ?? { count: 0, bytes: 0 };
    entities.set(name, { count: known.count + 1, bytes: known.bytes + bytes });
  }
  return [...entities].map(([name, { count, bytes }]) =>
    element('li', {}, entityMark(studio, name), element('small', {}, `${countText(count)} · ${sizeText(bytes)}`)),
  );
}
