// Creates elements. Values of items are hostile: they are only set as text or as attributes.

/** @typedef {Node | string | undefined | false} Child */
/** @typedef {string | number | boolean | undefined | ((event: any) => unknown)} Property */

/**
 * Creates an element. A function is a listener: `{ click: save }`. A property that begins with `--` is set as a style.
 *
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Readonly<Record<string, Property>>} [properties] - `undefined` and `false` are left out
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function element(name, properties = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') node.addEventListener(key, value);
    else if (key.startsWith('--')) node.style.setProperty(key, String(value));
    else node.setAttribute(key, value === true ? '' : String(value));
  }
  node.append(...children.filter((child) => child !== undefined && child !== false));
  return node;
}

const svgNamespace = 'http://www.w3.org/2000/svg';

/**
 * Creates an icon of a symbol in `index.html`. Screen readers skip it.
 *
 * @param {string} name
 */
export function icon(name) {
  const svg = document.createElementNS(svgNamespace, 'svg');
  const use = document.createElementNS(svgNamespace, 'use');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', `#${name}`);
  svg.append(use);
  return svg;
}

/**
 * Creates a button with an icon, a text, or both.
 *
 * @param {string} label - the text of the button, or its name if `isCompact`
 * @param {{ icon?: string, class?: string, type?: string, isCompact?: boolean, click?: (event: any) => unknown }} [options]
 */
export function button(label, { icon: symbol, class: className = '', type = 'button', isCompact = false, click } = {}) {
  const properties = isCompact ? { 'aria-label': label, title: label } : {};
  return element(
    'button',
    { type, class: `button ${className}${isCompact ? ' is-compact' : ''}`, click, ...properties },
    symbol !== undefined && icon(symbol),
    !isCompact && element('span', {}, label),
  );
}

/**
 * Returns an element of the document.
 *
 * @param {string} id
 * @throws Error if there is none
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no element #${id}`);
  return found;
}

let lastId = 0;

/** Returns an id that no other element has, for labels and descriptions. */
export const newId = () => `e${++lastId}`;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let toastTimer;

/**
 * Shows a short message for a while, and says it to screen readers.
 *
 * @param {string} text
 */
export function toast(text) {
  const node = byId('toast');
  clearTimeout(toastTimer);
  // A modal dialog hides everything below it, so the message moves into the open one.
  (document.querySelector('dialog[open]') ?? document.body).append(node);
  node.textContent = text;
  toastTimer = setTimeout(() => {
    node.textContent = '';
  }, 4000);
}

/**
 * Copies a text, and says so.
 *
 * @param {string} text
 */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast('Copied');
  } catch {
    toast('The browser did not allow to copy');
  }
}
