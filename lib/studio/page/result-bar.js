import { problemOf } from './api.js';
import { button, element } from './dom.js';
import { saveLines } from './export.js';
import { problemBox } from './problem.js';

/**
 * Creates the line above a result: a text that screen readers say when it changes, and buttons.
 *
 * @param {...(Node | undefined | false)} actions
 * @returns {{ element: HTMLElement, status: HTMLElement }}
 */
export function resultBar(...actions) {
  const status = element('p', { class: 'result-status', role: 'status' });
  return {
    element: element('div', { class: 'result-bar' }, status, element('span', { class: 'spring' }), ...actions),
    status,
  };
}

/**
 * Marks a result bar as busy while a call runs.
 *
 * @param {HTMLElement} bar
 * @param {() => Promise<void>} work
 * @param {(problem: HTMLElement) => void} fail - shows the message of a call that failed
 */
export async function whileBusy(bar, work, fail) {
  bar.setAttribute('aria-busy', 'true');
  try {
    await work();
  } catch (error) {
    fail(problemBox(problemOf(error)));
  } finally {
    bar.removeAttribute('aria-busy');
  }
}

/**
 * Creates the button that saves what is shown.
 *
 * @param {string} name - of the file
 * @param {() => readonly unknown[]} values - one for each line
 */
export function exportButton(name, values) {
  const save = button('Export', { icon: 'download', class: 'is-quiet', click: () => saveLines(name, values()) });
  save.title = 'Save what is shown as lines of JSON';
  return save;
}

/**
 * Shows a grid, or what there is in its place, and scrolls it to where the earlier grid was.
 *
 * @param {HTMLElement} box
 * @param {...Node} content
 */
export function showGrid(box, ...content) {
  const { scrollTop = 0, scrollLeft = 0 } = box.querySelector('.grid-box') ?? {};
  box.replaceChildren(...content);
  box.querySelector('.grid-box')?.scrollTo(scrollLeft, scrollTop);
}
