/** @import { InvalidRow, ItemRow, ModelInfo, TrackerCounts, TrackerPage } from '../api-types.ts' */
/** @import { Column } from './grid.js' */
/** @import { Studio } from './studio.js' */
import { call, problemOf } from './api.js';
import { cellValue, timeValue } from './cell-value.js';
import { button, element, icon } from './dom.js';
import { agoText, counted, countText, localTimeText, visibleText } from './format.js';
import { grid } from './grid.js';
import { invalidBoxes } from './invalid-box.js';
import { pageReader } from './page-reader.js';
import { emptyBox, problemBox } from './problem.js';
import { progressBar } from './progress-bar.js';
import { exportButton, resultBar, showGrid } from './result-bar.js';
import { hashOf, hashWith, itemParam } from './route.js';
import { onChange } from './studio.js';

/** The list of requests whose worker is gone. No status has this name, because it begins with a colon. */
const stale = ':stale';

/**
 * Shows the requests of a tracker by their status.
 *
 * @param {Studio} studio
 * @param {ModelInfo} model
 * @param {Readonly<Record<string, string>>} params
 */
export function requestsView(studio, model, params) {
  const statuses = model.statuses ?? [];
  const chosen = params['status'] ?? statuses[0]?.name ?? stale;
  const path = `trackers/${encodeURIComponent(model.name)}`;
  const tiles = new Map(
    [...statuses.map(({ name }) => name), stale].map((name) => [name, tileOf(model, name, name === chosen)]),
  );
  const refresh = button('Refresh', { icon: 'refresh', class: 'is-quiet', click: () => readAll() });
  const countBox = element('div', { class: 'message' });
  const box = element('div', { class: 'result-box' });
  const save = exportButton(model.name, () => rows.map(({ values }) => values));
  const { element: bar, status } = resultBar(refresh, save);
  const navigation = element(
    'nav',
    { class: 'tiles', 'aria-label': 'Statuses' },
    ...[...tiles.values()].map((tile) => tile.element),
  );
  /** @type {ItemRow[]} */
  let rows = [];
  /** @type {InvalidRow[]} */
  let invalid = [];

  async function count() {
    try {
      /** @type {TrackerCounts} */
      const counts = await call(`${path}/counts`);
      for (const { name } of statuses) tiles.get(name)?.show(counts[name] ?? 0);
      /** @type {TrackerPage} */
      const { requests } = await call(`${path}/stale`);
      tiles.get(stale)?.show(requests.length);
      countBox.replaceChildren();
    } catch (error) {
      countBox.replaceChildren(problemBox(problemOf(error)));
    }
  }

  /** @param {string | undefined} cursor */
  async function read(cursor) {
    const list = chosen === stale ? 'stale' : `status/${encodeURIComponent(chosen)}`;
    const search = cursor === undefined ? '' : `?${new URLSearchParams({ cursor })}`;
    /** @type {TrackerPage} */
    const page = await call(`${path}/${list}${search}`);
    rows = cursor === undefined ? [...page.requests] : [...rows, ...page.requests];
    invalid = cursor === undefined ? [...page.invalid] : [...invalid, ...page.invalid];
    show(page);
    return page;
  }

  /** @param {TrackerPage} page */
  function show({ cursor }) {
    studio.showRows(rows);
    const shown = grid({
      label: `Requests of ${model.name}`,
      columns: columnsOf(model),
      hrefOf: ({ model: name, key }) => hashWith({ item: itemParam(name, key) }),
    });
    shown.append(rows);
    const nothing =
      chosen === stale
        ? emptyBox('No stale request', 'Each open request has a worker, or has changed a short time ago.')
        : emptyBox('No request', `No request has the status ${chosen}.`);
    showGrid(box, ...invalidBoxes(invalid), rows.length > 0 ? shown.element : nothing);
    save.disabled = rows.length === 0;
    status.replaceChildren(
      element('b', {}, counted(rows.length, 'request')),
      cursor === undefined ? '' : ', more follow',
      element('span', { class: 'soft' }, chosen === stale ? ' · open, without a worker' : ' · newest first'),
    );
  }

  const pages = pageReader(studio, { bar, read, fail: (problem) => box.replaceChildren(problem) });
  const view = element('div', { class: 'items-view' }, navigation, countBox, bar, box, pages.element);
  const readAll = () => Promise.all([count(), pages.readAll()]);
  onChange(view, () => void readAll());
  // The counts read the whole index, and reads of a remote table are charged.
  if (!studio.info.isRemote) void readAll();
  else if (params['status'] !== undefined) void pages.readAll();
  else {
    save.disabled = true;
    box.replaceChildren(emptyBox('Nothing read yet', 'Choose a status. Refresh counts the requests of all statuses.'));
  }
  return view;
}

/**
 * @param {ModelInfo} model
 * @param {string} name
 * @param {boolean} isChosen
 */
function tileOf(model, name, isChosen) {
  const isFinal = model.statuses?.find((status) => status.name === name)?.isFinal === true;
  const number = element('span', { class: 'tile-count' }, '–');
  const href = hashOf(model.name, 'requests', { status: name });
  const link = element(
    'a',
    {
      class: `tile${isFinal ? ' is-final' : ''}${name === stale ? ' is-stale' : ''}`,
      href,
      'aria-current': isChosen && 'true',
    },
    name === stale && icon('clock'),
    element('span', { class: 'tile-name' }, name === stale ? 'Stale' : visibleText(name)),
    ' ',
    number,
    isFinal && element('small', { class: 'tile-note' }, 'final'),
  );
  return { element: link, show: (/** @type {number} */ count) => number.replaceChildren(countText(count)) };
}

/** Properties of every request, which the columns show in their own way. */
const shownAlready = new Set([
  'requestId',
  'status',
  'progress',
  'message',
  'timestamp',
  'steppedAt',
  'createdAt',
  'startedAt',
]);
const internals = new Set([
  ...[
    'finishedAt',
    'done',
    'total',
    'parentId',
    'metadata',
    'result',
    'resultId',
    'error',
    'owner',
    'leaseUntil',
    'attempts',
  ],
  ...[
    'redrives',
    'cancelRequestedAt',
    'cancelReason',
    'history',
    'steps',
    'version',
    'expiresAt',
    'payloadHash',
    'writes',
  ],
  ...['statusShard', 'openShard', 'staleAt', 'userId'],
]);

/** @param {ModelInfo} model @returns {Column<ItemRow>[]} */
function columnsOf({ attributes }) {
  const own = attributes.filter(({ property }) => !shownAlready.has(property) && !internals.has(property));
  return [
    { name: 'Request', cell: ({ values }) => cellValue({ type: 'string', isEncrypted: false }, values['requestId']) },
    { name: 'Progress', cell: ({ values }) => progressBar(values['progress']) },
    { name: 'Message', cell: ({ values }) => messageOf(values) },
    {
      name: 'Changed',
      cell: ({ values }) => {
        const iso = String(values['steppedAt']);
        return element('time', { datetime: iso, title: localTimeText(iso) }, agoText(Date.parse(iso)));
      },
    },
    { name: 'Worker', cell: ({ values }) => cellValue({ type: 'string', isEncrypted: false }, values['owner']) },
    { name: 'Attempts', isNumeric: true, cell: ({ values }) => cellValue(undefined, values['attempts']) },
    ...own.map((attribute) => ({
      name: visibleText(attribute.property),
      cell: (/** @type {ItemRow} */ { values }) => cellValue(attribute, values[attribute.property]),
    })),
    { name: 'Created', cell: ({ values }) => timeValue(values['createdAt']) },
  ];
}

/** @param {ItemRow['values']} values */
function messageOf({ error, message }) {
  if (error === undefined || error === null || typeof error !== 'object' || !('message' in error))
    return cellValue({ type: 'string', isEncrypted: false }, message);
  return element('span', { class: 'error-text' }, visibleText(String(error['message'])));
}
