/** @import { ItemRow, JsonObject, ModelInfo } from '../api-types.ts' */
/** @import { Studio } from './studio.js' */
import { button, element, icon } from './dom.js';
import { counted, durationText, localTimeText, timeText, visibleText } from './format.js';
import { progressBar } from './progress-bar.js';

/** One entry of the history, as `StatusStep` has it. */
/** @typedef {{ status: string, at: string, progress?: number, message?: string, owner?: string }} Step */

/**
 * Shows the history of a tracked request, its error, and the button that starts it again.
 *
 * @param {Studio} studio
 * @param {ModelInfo} model
 * @param {ItemRow} row
 * @param {() => void} redrive
 */
export function historyBox({ info }, model, { values }, redrive) {
  const history = /** @type {readonly Step[]} */ (Array.isArray(values['history']) ? values['history'] : []);
  const total = Number(values['steps'] ?? history.length);
  const isFinal = model.statuses?.find(({ name }) => name === values['status'])?.isFinal === true;
  const canRedrive = info.canWrite && isFinal && values['error'] !== undefined;
  const steps = history.map((step, place) => stepOf(step, history[place - 1], place === history.length - 1));
  return element(
    'section',
    { class: 'history-box', 'aria-label': 'History' },
    values['progress'] !== undefined && progressBar(values['progress']),
    errorOf(values['error']),
    element('ol', { class: 'history', 'aria-label': 'Steps' }, ...steps),
    total > history.length &&
      element('p', { class: 'soft' }, `The first ${counted(total - history.length, 'step')} are no longer kept.`),
    canRedrive &&
      element(
        'div',
        { class: 'actions' },
        button('Redrive', { icon: 'refresh', class: 'is-primary is-write', click: redrive }),
      ),
  );
}

/**
 * @param {Step} step
 * @param {Step | undefined} previous
 * @param {boolean} isLast
 */
function stepOf({ status, at, progress, message, owner }, previous, isLast) {
  const took = previous === undefined ? undefined : durationText(Date.parse(at) - Date.parse(previous.at));
  const notes = [
    message,
    progress !== undefined && `${progress} %`,
    owner !== undefined && `by ${owner}`,
    took !== undefined && `after ${took}`,
  ].filter((note) => note !== undefined && note !== false);
  return element(
    'li',
    { 'aria-current': isLast && 'step' },
    element('span', { class: 'step-name' }, visibleText(status)),
    element('time', { datetime: at, title: localTimeText(at) }, timeText(at)),
    notes.length > 0 && element('p', { class: 'soft' }, visibleText(notes.join(' · '))),
  );
}

/** @param {JsonObject[string] | undefined} error */
function errorOf(error) {
  if (error === undefined || error === null || typeof error !== 'object' || Array.isArray(error)) return undefined;
  const { code, message, retryable } = /** @type {JsonObject} */ (error);
  return element(
    'div',
    { class: 'problem' },
    icon('warning'),
    element(
      'div',
      {},
      element('p', {}, visibleText(String(message))),
      element('small', {}, `${visibleText(String(code))}${retryable === true ? ', can succeed later' : ''}`),
    ),
  );
}
