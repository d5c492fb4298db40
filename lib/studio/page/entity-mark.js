/** @import { Studio } from './studio.js' */
import { element } from './dom.js';
import { visibleText } from './format.js';

/** Number of colors in `values.css`. */
const colors = 8;

/**
 * Returns the color of an entity: its place among the models of the studio. Unknown entities are gray.
 *
 * @param {Studio} studio
 * @param {string} name
 */
export function colorOf({ models }, name) {
  const place = [...models.values()].findIndex((model) => model.name === name || model.entity === name);
  return place < 0 ? 'color-none' : `color-${place % colors}`;
}

/**
 * Returns the name of an entity on its color, with its first letter for readers who can't tell the colors apart.
 *
 * @param {Studio} studio
 * @param {string} name
 */
export const entityMark = (studio, name) =>
  element(
    'span',
    { class: `entity ${colorOf(studio, name)}` },
    element('span', { class: 'letter', 'aria-hidden': 'true' }, letterOf(name)),
    visibleText(name),
  );

/** @param {string} name */
export const letterOf = (name) => visibleText([...name][0]?.toUpperCase() ?? '?');
