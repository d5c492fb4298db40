/** @import { AttributeInfo, ItemRow, ModelInfo, OneItem } from '../api-types.ts' */
/** @import { Panel } from './drawer.js' */
/** @import { Studio } from './studio.js' */
import { call, pathOf, problemOf } from './api.js';
import { isSameJson } from './attribute-value.js';
import { pill } from './cell-value.js';
import { deleteBox } from './delete-box.js';
import { button, copy, element, icon } from './dom.js';
import { entityMark } from './entity-mark.js';
import { agoText, keyText, sizeText, visibleText } from './format.js';
import { fullValue, tree } from './full-value.js';
import { historyBox } from './history-box.js';
import { itemForm } from './item-form.js';
import { emptyBox, problemBox } from './problem.js';
import { redriveBox } from './redrive-box.js';
import { requestPanel } from './request-panel.js';
import { hashOf, hashWith, itemParam } from './route.js';

/**
 * Shows one item: its properties, and what can be done with it.
 *
 * @param {Studio} studio
 * @param {ModelInfo} model
 * @param {ItemRow['key']} key
 * @returns {Panel}
 */
export function itemPanel(studio, model, key) {
  const box = element('div', { class: 'drawer-body' });
  const known = studio.rows.find((row) => row.model === model.name && isSameJson(row.key, key));
  let isChanged = () => false;

  /** @param {ItemRow} row @param {OneItem} [answer] */
  const show = (row, answer) => {
    isChanged = () => false;
    box.replaceChildren(
      actionsOf(studio, model, row, { edit: () => edit(row), remove: () => remove(row) }),
      ...(model.kind === 'tracker' ? [historyBox(studio, model, row, () => redrive(row))] : []),
      propertiesOf(model, row),
      ...(answer === undefined ? [] : detailsOf(answer)),
    );
  };
  /** Shows the row of the list. It can lack values and be old, so it can't be changed. @param {ItemRow} row */
  const preview = (row) => {
    show(row);
    for (const action of box.querySelectorAll('button')) action.disabled = action.classList.contains('is-write');
  };
  /** @param {ItemRow} row */
  const edit = (row) => {
    const form = itemForm(model, row, {
      saved: (item) => show(item),
      closed: (stored) => (stored === undefined ? gone() : show(stored)),
    });
    isChanged = form.isChanged;
    box.replaceChildren(form.element);
    form.focus();
  };
  /** @param {ItemRow} row */
  const remove = (row) => {
    const question = deleteBox(model, row, { deleted: gone, kept: show });
    box.replaceChildren(question, propertiesOf(model, row));
    question.querySelector('button')?.focus();
  };
  /** @param {ItemRow} row */
  const redrive = (row) => {
    const question = redriveBox(model, row, (item) => show(item));
    box.replaceChildren(question, propertiesOf(model, row));
    question.querySelector('button')?.focus();
  };
  const gone = () => box.replaceChildren(emptyBox('No such item', 'It was deleted, or it never existed.'));

  async function read() {
    try {
      /** @type {OneItem} */
      const answer = await call(pathOf(model, 'get'), { key });
      if (answer.item === undefined) gone();
      else show(answer.item, answer);
    } catch (error) {
      box.replaceChildren(problemBox(problemOf(error)));
    }
  }
  if (known !== undefined) preview(known);
  void read();
  return { title: keyText(key), mark: entityMark(studio, model.name), element: box, isChanged: () => isChanged() };
}

/**
 * Shows the form of a new item.
 *
 * @param {Studio} studio
 * @param {ModelInfo} model
 * @returns {Panel}
 */
export function createPanel(studio, model) {
  const form = itemForm(model, undefined, {
    saved: ({ model: name, key }) => location.replace(hashWith({ item: itemParam(name, key) })),
    closed: () => {},
  });
  const mark = entityMark(studio, model.name);
  return {
    title: 'New item',
    mark,
    element: element('div', { class: 'drawer-body' }, form.element),
    isChanged: form.isChanged,
  };
}

/**
 * @param {Studio} studio
 * @param {ModelInfo} model
 * @param {ItemRow} row
 * @param {{ edit: () => void, remove: () => void }} actions
 */
function actionsOf({ info }, model, row, { edit, remove }) {
  const partitions = model.paths.flatMap(({ index, partition }) => {
    const values = partition.map(({ property }) => [property, valueAt(row.values, property)]);
    if (values.length === 0 || values.some(([, value]) => value === undefined)) return [];
    const params = { key: JSON.stringify(Object.fromEntries(values)), ...(index !== undefined && { index }) };
    const text = index === undefined ? 'Partition' : `Partition of ${index}`;
    return [
      element(
        'a',
        { class: 'button is-quiet', href: hashOf(model.name, 'partition', params) },
        icon('partition'),
        text,
      ),
    ];
  });
  const canEdit = info.canWrite && model.kind !== 'linker';
  return element(
    'div',
    { class: 'actions' },
    canEdit && button('Edit', { icon: 'pencil', class: 'is-write', click: edit }),
    canEdit && button('Delete', { icon: 'trash', class: 'is-write', click: remove }),
    button('Copy JSON', { icon: 'copy', class: 'is-quiet', click: () => copy(JSON.stringify(row.values, null, 2)) }),
    ...partitions,
  );
}

/**
 * Returns the value at a path: `address.country`.
 *
 * @param {ItemRow['values']} values
 * @param {string} path
 */
const valueAt = (values, path) => path.split('.').reduce((/** @type {any} */ value, name) => value?.[name], values);

/**
 * @param {ModelInfo} model
 * @param {ItemRow} row
 */
function propertiesOf(model, { values, bytes }) {
  const known = model.attributes.filter(({ property }) => values[property] !== undefined);
  const entries = known.flatMap((attribute) => [
    element('dt', {}, ...nameOf(model, attribute)),
    element(
      'dd',
      {},
      fullValue(attribute, values[attribute.property]),
      ...expiryOf(attribute, values[attribute.property]),
    ),
  ]);
  const absent = model.attributes.filter(({ property }) => values[property] === undefined);
  return element(
    'section',
    { 'aria-label': 'Properties' },
    element('dl', { class: 'properties' }, ...entries),
    absent.length > 0 &&
      element(
        'p',
        { class: 'soft absent' },
        'Absent: ',
        absent.map(({ property }) => visibleText(property)).join(', '),
      ),
    element('p', { class: 'soft' }, `${sizeText(bytes)} in DynamoDB`),
  );
}

/**
 * @param {ModelInfo} model
 * @param {AttributeInfo} attribute
 */
function nameOf({ versionProperty, keyProperties }, { property, stored, ...attribute }) {
  const marks = [
    keyProperties.includes(property) && 'key',
    property === versionProperty && 'version',
    attribute.isUnique && 'unique',
    attribute.isTimeToLive && 'expiry',
    attribute.isEncrypted && 'encrypted',
    attribute.derivedFrom !== undefined && 'derived',
  ].filter((mark) => mark !== false);
  const type = attribute.type === 'other' ? 'JSON' : attribute.type;
  const notes = [type, ...marks, ...(stored === property ? [] : [`stored as ${visibleText(stored)}`])];
  return [element('span', { class: 'name' }, visibleText(property)), ' ', element('small', {}, notes.join(', '))];
}

/**
 * @param {AttributeInfo} attribute
 * @param {unknown} value
 */
function expiryOf({ isTimeToLive, type }, value) {
  if (!isTimeToLive) return [];
  const time = type === 'date' ? Date.parse(String(value)) : Number(value) * 1000;
  // The time itself says when it is, if it is a date.
  if (Number.isNaN(time) || (type === 'date' && time > Date.now())) return [];
  return [' ', pill(time < Date.now() ? 'expired' : `expires ${agoText(time)}`)];
}

/** @param {OneItem} answer */
function detailsOf({ item, explained }) {
  const panel = requestPanel();
  panel.show(explained);
  const stored = item?.stored;
  return [
    stored !== undefined &&
      element('details', { class: 'section' }, element('summary', {}, 'As stored'), element('div', {}, tree(stored))),
    element('details', { class: 'section' }, element('summary', {}, 'Request'), panel.element),
  ].filter((section) => section !== false);
}
