import { element } from './dom.js';

/**
 * Returns a bar for a part of a whole, with its number.
 *
 * @param {unknown} percent - 0 to 100; anything else gives an empty cell
 */
export function progressBar(percent) {
  if (typeof percent !== 'number') return element('span', { class: 'value is-absent' });
  const bar = element(
    'span',
    { class: 'bar-track', 'aria-hidden': 'true' },
    element('span', { class: 'bar-fill', '--part': percent / 100 }),
  );
  return element('span', { class: 'progress' }, bar, element('span', {}, `${Math.round(percent)} %`));
}
