// Helpers of the page. Input of users is set as text, never as HTML.

export const $ = (id) => document.getElementById(id);

export function element(name, className, ...children) {
  const node = document.createElement(name);
  if (className) node.className = className;
  node.append(...children.filter((child) => child !== undefined));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', `#${name}`);
  svg.append(use);
  return svg;
}

/** Sets the text of an element. Hides the element if there is no text. */
export function show(id, text) {
  const { hidden } = $(id);
  const isShown = text !== undefined && text !== '';
  if (isShown && $(id).textContent !== text) $(id).textContent = text;
  if (hidden === isShown) $(id).hidden = !isShown;
}

const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });

/** Creates an element with a time of day. */
export function timeOf(at) {
  const time = element('time', '', clock.format(new Date(at)));
  time.dateTime = at;
  return time;
}

/** Returns a duration as text, in whole seconds. */
export function duration(ms) {
  const seconds = Math.round(ms / 1000);
  if (seconds < 1) return 'less than 1 s';
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/**
 * Sends a request with a JSON body, and returns the JSON of the response.
 *
 * @throws Error with a message for users
 */
export async function call(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: { 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new Error('The shop can’t be reached. Is it open?');
  });
  const data = await response.json();
  if (!response.ok) throw new Error(data.error?.message ?? 'Something went wrong.');
  return data;
}
