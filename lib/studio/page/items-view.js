/** @import { ModelInfo, QueryBody } from '../api-types.ts' */
/** @import { Studio } from './studio.js' */
import { latestCall, pathOf, problemOf } from './api.js';
import { element } from './dom.js';
import { queryForm } from './query-form.js';
import { requestPanel } from './request-panel.js';
import { resultView } from './result-view.js';
import { hashOf, jsonParam, placeOf } from './route.js';

/** Milliseconds without input, after which the request is explained again. */
const explainDelay = 200;

/**
 * Shows the items of a model: the query, its request, and its result.
 *
 * A local table is read at once. A table in AWS is read when the reader asks for it, because reads are charged.
 *
 * @param {Studio} studio
 * @param {ModelInfo} model
 * @param {Readonly<Record<string, string>>} params
 */
export function itemsView(studio, model, params) {
  /** @type {QueryBody} */
  const given = jsonParam(params['query']) ?? {};
  const panel = requestPanel();
  const form = queryForm(model, given, { changed: explainSoon, submitted: run });
  const result = resultView(studio, model, ({ explained }) => panel.show(explained));
  const explain = latestCall();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function explainSoon() {
    clearTimeout(timer);
    timer = setTimeout(explainNow, explainDelay);
  }

  async function explainNow() {
    const reading = form.read();
    if ('missing' in reading) {
      panel.clear(reading.missing);
      return;
    }
    try {
      /** @type {import('../api-types.ts').Explained | undefined} */
      const explained = await explain(pathOf(model, 'explain'), reading.body);
      if (explained !== undefined) panel.show(explained);
    } catch (error) {
      panel.clear(problemOf(error).message);
    }
  }

  function run() {
    const reading = form.read();
    clearTimeout(timer);
    if ('missing' in reading) {
      panel.clear(reading.missing);
      form.focusEmpty();
      return;
    }
    const query = JSON.stringify(reading.body);
    // The view shows the place already, so it is not built again.
    history.pushState(null, '', hashOf(model.name, 'items', { query }));
    studio.place = placeOf(model.name, 'items', { query });
    void result.read(reading.body, 1);
  }

  const isAsked = !studio.info.isRemote || params['query'] !== undefined;
  const reading = form.read();
  if (isAsked && 'body' in reading) void result.read(reading.body);
  else {
    void explainNow();
    result.wait('missing' in reading ? 'Fill in the query, and run it.' : 'Run the query to read the first page.');
  }
  const query = element('section', { class: 'query', 'aria-label': 'Query' }, form.element, foldable(panel.element));
  return element('div', { class: 'items-view' }, query, result.element);
}

/** Folds the request on a phone, where it would push the result away. @param {HTMLElement} panel */
function foldable(panel) {
  const isWide = matchMedia('(width > 760px)');
  const box = element(
    'details',
    { class: 'request-fold', open: isWide.matches },
    element('summary', {}, 'Request'),
    panel,
  );
  isWide.addEventListener('change', ({ matches }) => {
    if (matches) box.open = true;
  });
  return box;
}
