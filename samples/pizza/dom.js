// Small parts of the page. Whatever people have written is set as text, never as HTML.

export const $ = (id) => document.getElementById(id);

export function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children.filter((child) => child !== undefined));
  return made;
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

export function show(id, text) {
  const { hidden } = $(id);
  const isShown = text !== undefined && text !== '';
  if (isShown && $(id).textContent !== text) $(id).textContent = text;
  if (hidden === isShown) $(id).hidden = !isShown;
}

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });

export function timeOf(at) {
  const time = element('time', '', clock.format(new Date(at)));
  time.dateTime = at;
  return time;
}

export function duration(ms) {
  const seconds = Math.round(ms / 1000);
  if (seconds < 1) return 'less than 1 s';
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** @throws Error with a message for people */
export async function call(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: { 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new Error('The shop can’t be reached. Is it open?');
  });
  const given = await answer.json();
  if (!answer.ok) throw new Error(given.error?.message ?? 'Something went wrong.');
  return given;
}
