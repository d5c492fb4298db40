/** @import { AttributeInfo, ItemRow, ModelInfo } from '../api-types.ts' */
/** @import { Column } from './grid.js' */
import { cellValue } from './cell-value.js';
import { element, icon } from './dom.js';
import { visibleText } from './format.js';

const numeric = new Set(['number', 'bigint', 'decimal']);

/**
 * Returns the columns of a model that the items have a value for, the key first.
 *
 * @param {ModelInfo} model
 * @param {readonly ItemRow[]} rows
 * @returns {Column<ItemRow>[]}
 */
export function columnsOf({ attributes, keyProperties }, rows) {
  // A part of a key can be inside a document: `address.country`.
  const keys = keyProperties.map((path) => path.split('.')[0]);
  const place = (/** @type {AttributeInfo} */ { property }) => {
    const at = keys.indexOf(property);
    return at < 0 ? keys.length : at;
  };
  return attributes
    .filter(({ property }) => keys.includes(property) || rows.some(({ values }) => values[property] !== undefined))
    .sort((a, b) => place(a) - place(b))
    .map((attribute) => columnOf(attribute, keys.includes(attribute.property)));
}

/**
 * @param {AttributeInfo} attribute
 * @param {boolean} isKey
 * @returns {Column<ItemRow>}
 */
function columnOf(attribute, isKey) {
  const { property, type } = attribute;
  const name = visibleText(property);
  return {
    name,
    heading: isKey
      ? element('span', { class: 'key-heading', title: 'part of the key' }, icon('key'), name)
      : element('span', {}, name),
    isNumeric: numeric.has(type) && attribute.enum === undefined,
    cell: ({ values }) => cellValue(attribute, values[property]),
  };
}
