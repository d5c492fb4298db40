/** @import { Explained } from '../api-types.ts' */
import { button, copy, element, icon, newId } from './dom.js';
import { counted, cut, visibleText } from './format.js';
import { highlighted } from './highlight.js';

/** Most characters that are shown. All of them are copied. */
const shownLength = 20_000;

/** The tab that the reader has chosen. All panels begin with it. */
let chosen = 'request';

/**
 * @typedef {object} RequestPanel
 * @property {HTMLElement} element
 * @property {(explained: Explained) => void} show
 * @property {(reason: string) => void} clear - shows why there is no request
 */

/**
 * Creates the panel with the request of a call, its estimated cost, and the TypeScript that does the same.
 *
 * @returns {RequestPanel}
 */
export function requestPanel() {
  const panelId = newId();
  /** @type {Explained | undefined} */
  let current;
  const tabs = ['request', 'code'].map((name) => {
    const text = name === 'request' ? 'Request' : 'TypeScript';
    const click = () => choose(name);
    return element(
      'button',
      { type: 'button', role: 'tab', class: 'tab', id: newId(), 'aria-controls': panelId, click },
      text,
    );
  });
  const panel = element('pre', { class: 'code', role: 'tabpanel', id: panelId, tabindex: '0' });
  const copyButton = button('Copy', { icon: 'copy', class: 'is-quiet is-small', click: () => copy(shownText()) });
  const cost = element('p', { class: 'cost' });
  const list = element('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Show', keydown: turn }, ...tabs);
  const box = element(
    'div',
    { class: 'request-panel' },
    element('div', { class: 'bar' }, list, copyButton),
    panel,
    cost,
  );

  const shownText = () => (chosen === 'request' ? current?.request : current?.code) ?? '';

  /** @param {string} name */
  function choose(name) {
    chosen = name;
    for (const [place, tab] of tabs.entries()) {
      const isChosen = (place === 0) === (chosen === 'request');
      tab.setAttribute('aria-selected', String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      if (isChosen) panel.setAttribute('aria-labelledby', tab.id);
    }
    if (current !== undefined) panel.replaceChildren(highlighted(visibleText(cut(shownText(), shownLength), true)));
  }

  /** @param {KeyboardEvent} event */
  function turn({ key }) {
    if (key !== 'ArrowLeft' && key !== 'ArrowRight') return;
    choose(chosen === 'request' ? 'code' : 'request');
    tabs[chosen === 'request' ? 0 : 1]?.focus();
  }

  choose(chosen);
  return {
    element: box,
    show: (explained) => {
      current = explained;
      copyButton.disabled = false;
      choose(chosen);
      cost.replaceChildren(...costOf(explained));
    },
    clear: (reason) => {
      current = undefined;
      copyButton.disabled = true;
      panel.replaceChildren(element('span', { class: 'code-note' }, reason));
      cost.replaceChildren();
    },
  };
}

/** @param {Explained} explained */
function costOf({ estimatedReadUnits: reads, estimatedWriteUnits: writes, warnings }) {
  const parts = [reads > 0 && counted(reads, 'read unit'), writes > 0 && counted(writes, 'write unit')].filter(Boolean);
  return [
    element('span', {}, 'Estimated: ', element('b', {}, parts.join(', ') || 'no units')),
    ...warnings.map((warning) => element('span', { class: 'warning' }, icon('warning'), visibleText(warning))),
  ];
}
