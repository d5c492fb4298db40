/** @import { AttributeInfo } from '../api-types.ts' */
/** @import { QueryRow } from './query-row.js' */
import { button, element } from './dom.js';
import { visibleText } from './format.js';
import { queryRow } from './query-row.js';

const present = ['exists', 'absent'];
const ordered = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'between', 'oneOf', ...present];

/** The operators of a filter for each type. Other types can only be present or absent. */
/** @type {Readonly<Partial<Record<AttributeInfo['type'], readonly string[]>>>} */
const operators = {
  string: ['eq', 'ne', 'beginsWith', 'contains', 'oneOf', 'lt', 'lte', 'gt', 'gte', 'between', ...present],
  number: ordered,
  bigint: ordered,
  decimal: ordered,
  date: ordered,
  boolean: ['eq', 'ne', ...present],
  bytes: ['eq', 'ne', ...present],
  set: ['contains', ...present],
  list: ['contains', ...present],
};

/** @param {AttributeInfo} attribute */
const operatorsOf = ({ type, enum: values }) =>
  values === undefined ? (operators[type] ?? present) : ['eq', 'ne', 'oneOf', ...present];

/**
 * Creates a row of a query that filters by any property.
 *
 * @param {readonly AttributeInfo[]} choices - at least one
 * @param {string} property
 * @param {unknown} test - a value, or a test: `{ gte: 1 }`
 * @param {(row: QueryRow) => void} remove
 * @returns {QueryRow}
 */
export function filterRow(choices, property, test, remove) {
  const options = choices.map(({ property: value }) =>
    element('option', { value, selected: value === property }, visibleText(value)),
  );
  const pick = element('select', { 'aria-label': 'Filter by', change: () => show(undefined) }, ...options);
  const box = element('div', {});
  let row = shown(test);

  /** @param {unknown} given */
  function shown(given) {
    const part = /** @type {AttributeInfo} */ (choices.find((each) => each.property === pick.value) ?? choices[0]);
    const extra = button(`Remove the filter of ${part.property}`, {
      icon: 'close',
      class: 'is-quiet',
      isCompact: true,
      click: () => {
        box.remove();
        remove(self);
      },
    });
    return queryRow({ part, operators: operatorsOf(part), given, name: pick, extra });
  }

  /** @param {unknown} given */
  function show(given) {
    row = shown(given);
    box.replaceChildren(row.element);
    // The choice has moved in the document, so it has lost the focus.
    pick.focus();
  }

  box.append(row.element);
  /** @type {QueryRow} */
  const self = {
    element: box,
    get property() {
      return row.property;
    },
    read: () => row.read(),
    isEquality: () => false,
  };
  return self;
}
