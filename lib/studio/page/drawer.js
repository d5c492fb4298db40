/** @import { Studio } from './studio.js' */
import { button, byId, element } from './dom.js';
import { createPanel, itemPanel } from './item-panel.js';
import { documentPanel } from './linker-view.js';
import { currentRoute, hashWith, itemParam, jsonParam } from './route.js';
import { rowsEvent } from './studio.js';

/**
 * What the drawer shows.
 *
 * @typedef {object} Panel
 * @property {string} title
 * @property {Node | undefined} [mark] - shown before the title
 * @property {HTMLElement} element
 * @property {() => boolean} [isChanged] - true if closing would lose what the reader has typed
 */

/** Parameters of the address that open the drawer. */
const openers = ['item', 'doc'];

/**
 * Returns the drawer at the right: one item or document beside the view. The address says what it shows.
 *
 * @param {Studio} studio
 */
export function drawerOf(studio) {
  const dialog = /** @type {HTMLDialogElement} */ (byId('drawer'));
  /** @type {Panel | undefined} */
  let panel;
  let shown = '';
  /** True if the drawer was opened by a link of the page, so that closing goes back to where the link was. */
  let isFromLink = false;

  const leave = () => {
    if (isFromLink) history.back();
    else location.replace(hashWith({ item: undefined, doc: undefined }));
  };
  const close = () => {
    if (panel?.isChanged?.()) ask();
    else leave();
  };
  const question = element(
    'div',
    { class: 'problem is-question', role: 'alert', hidden: true },
    element('p', {}, 'Your changes are not saved.'),
    button('Keep editing', { click: () => ask(true) }),
    button('Discard', { class: 'is-danger', click: () => leave() }),
  );
  /** @param {boolean} [isOver] */
  function ask(isOver = false) {
    question.hidden = isOver;
    if (!isOver) question.querySelector('button')?.focus();
  }

  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    close();
  });
  // A browser lets a page refuse only one of two requests to close a dialog. It makes none if the key was handled.
  dialog.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    close();
  });
  dialog.addEventListener('close', () => {
    if (shown.trim() !== '') leave();
  });
  dialog.addEventListener('click', ({ target }) => {
    if (target === dialog) close();
  });

  /** @param {Readonly<Record<string, string>>} params */
  function contentOf(params) {
    const { model: name, key } = jsonParam(params['item']) ?? {};
    const model = studio.models.get(name ?? currentRoute().model ?? '');
    if (model === undefined) return undefined;
    const place = jsonParam(params['doc']);
    if (place !== undefined) return documentPanel(studio, model, place);
    return key === null ? createPanel(studio, model) : itemPanel(studio, model, key);
  }

  const steps = element('div', { class: 'steps-box' });
  const showSteps = () => steps.replaceChildren(...neighbors(studio));
  // After a reload, the item can be there before its list.
  document.addEventListener(rowsEvent, showSteps);

  /** @param {Panel} content */
  function fill(content) {
    panel = content;
    showSteps();
    question.hidden = true;
    const title = element('h2', { id: 'drawer-title', tabindex: '-1' }, content.title);
    const head = element(
      'header',
      { class: 'drawer-head' },
      element('div', { class: 'drawer-name' }, content.mark, title),
      steps,
      button('Close', { icon: 'close', class: 'is-quiet', isCompact: true, click: close }),
    );
    dialog.replaceChildren(head, question, content.element);
    if (!dialog.open) dialog.showModal();
    title.focus();
  }

  return {
    /** Opens or closes the drawer, as the address says. @param {boolean} isLink - true if the place has not changed */
    update(isLink) {
      const { params } = currentRoute();
      const wanted = openers.map((name) => params[name] ?? '').join('\n');
      if (wanted === shown) return;
      const isOpened = shown.trim() === '';
      shown = wanted;
      const content = wanted.trim() === '' ? undefined : contentOf(params);
      if (content === undefined) {
        panel = undefined;
        dialog.close();
        dialog.replaceChildren();
        // The dialog gives the focus back, unless the list was built again.
        if (document.activeElement === document.body) byId('main').focus();
        return;
      }
      if (isOpened) isFromLink = isLink;
      fill(content);
    },
  };
}

/** Returns the buttons for the previous and the next item of the view. @param {Studio} studio */
function neighbors({ rows }) {
  const { item } = currentRoute().params;
  const place = rows.findIndex(({ model, key }) => itemParam(model, key) === item);
  if (place < 0) return [];
  return [rows[place - 1], rows[place + 1]].map((row, side) => {
    const label = side === 0 ? 'Previous item' : 'Next item';
    const click = () => row && location.replace(hashWith({ item: itemParam(row.model, row.key) }));
    const step = button(label, { icon: side === 0 ? 'previous' : 'next', class: 'is-quiet', isCompact: true, click });
    step.disabled = row === undefined;
    return step;
  });
}
