/** @import { AttributeInfo, ModelInfo, TableInfo } from '../api-types.ts' */
/** @import { Studio } from './studio.js' */
import { problemOf } from './api.js';
import { button, element, icon } from './dom.js';
import { driftOf } from './drift.js';
import { counted, sizeText, visibleText } from './format.js';
import { problemBox } from './problem.js';

/**
 * Shows the table of a model next to its declaration.
 *
 * @param {Studio} studio
 * @param {ModelInfo} model
 */
export function tableView(studio, model) {
  const state = element('section', { class: 'panel', 'aria-labelledby': 'state-title' });
  const title = element('h2', { id: 'state-title' }, 'Table ', element('code', {}, visibleText(model.table)));
  const again = button('Compare again', {
    icon: 'refresh',
    class: 'is-quiet',
    click: () => {
      studio.forgetTable(model);
      void read();
    },
  });

  async function read() {
    state.replaceChildren(title, element('p', { class: 'soft' }, 'Comparing with the class …'));
    try {
      const table = await studio.tableOf(model);
      state.replaceChildren(title, ...stateOf(table), again);
    } catch (error) {
      state.replaceChildren(title, problemBox(problemOf(error)), again);
    }
  }
  void read();
  return element('div', { class: 'table-view' }, state, pathsOf(model), attributesOf(model));
}

/** @param {TableInfo} table */
function stateOf(table) {
  const { status, itemCount, sizeBytes, steps, differences, unread } = table;
  const { level, text } = driftOf(table);
  const facts = [
    status,
    itemCount !== undefined && counted(itemCount, 'item'),
    sizeBytes !== undefined && sizeText(sizeBytes),
  ].filter((fact) => fact !== undefined && fact !== false);
  return [
    element(
      'p',
      {},
      element('span', { class: `drift is-${level}` }, text),
      ' ',
      element('span', { class: 'soft' }, facts.join(' · ')),
    ),
    itemCount !== undefined && element('p', { class: 'soft' }, 'DynamoDB counts about every six hours.'),
    unread !== undefined && element('p', { class: 'soft' }, visibleText(unread)),
    steps.length > 0 && listOf('ensure() would take these steps', steps.map(stepText)),
    differences.length > 0 && differencesOf(differences),
  ].filter((part) => part !== false);
}

/** Returns a step in words: `create index byState`. @param {TableInfo['steps'][number]} step */
function stepText({ action, ...details }) {
  const words = action.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const values = Object.values(details).map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  return [words, ...values].join(' ');
}

/** @param {string} title @param {readonly string[]} texts */
const listOf = (title, texts) =>
  element(
    'div',
    {},
    element('h3', {}, title),
    element('ul', { class: 'steps-list' }, ...texts.map((text) => element('li', {}, visibleText(text)))),
  );

/** @param {TableInfo['differences']} differences */
function differencesOf(differences) {
  const rows = differences.map(({ what, declared, actual }) => [what, declared, actual]);
  return element(
    'div',
    {},
    element('h3', {}, 'ensure() can not change this'),
    tableOf(
      'Differences',
      ['What', 'Class', 'Table'],
      rows.map((row) => row.map((text) => visibleText(text))),
    ),
  );
}

/**
 * @param {string} label
 * @param {readonly string[]} headings
 * @param {readonly (readonly (Node | string)[])[]} rows
 */
function tableOf(label, headings, rows) {
  const head = headings.map((text) => element('th', { scope: 'col' }, text));
  const body = rows.map(([first, ...cells]) =>
    element('tr', {}, element('th', { scope: 'row' }, first), ...cells.map((cell) => element('td', {}, cell))),
  );
  const table = element(
    'table',
    { class: 'facts', 'aria-label': label },
    element('thead', {}, element('tr', {}, ...head)),
    element('tbody', {}, ...body),
  );
  return element('div', { class: 'facts-box', tabindex: '0', role: 'region', 'aria-label': label }, table);
}

const extents = { all: 'all attributes', keys: 'keys only', some: 'some attributes' };

/** @param {ModelInfo} model */
function pathsOf({ paths }) {
  const namesOf = (/** @type {readonly { property: string }[]} */ parts) =>
    parts.map(({ property }) => visibleText(property)).join(', ') || '–';
  const rows = paths.map(({ index, scope, partition, sort, text, projection }) => [
    visibleText(index ?? 'Key'),
    element('code', {}, visibleText(text)),
    namesOf(partition),
    namesOf(sort),
    index === undefined ? '' : `${scope}, ${extents[projection]}`,
  ]);
  return sectionOf('Key and indexes', ['Path', 'Stored as', 'Partition', 'Sort', 'Index'], rows);
}

/**
 * @param {string} title
 * @param {readonly string[]} headings
 * @param {Parameters<typeof tableOf>[2]} rows
 */
function sectionOf(title, headings, rows) {
  return element('section', { class: 'panel' }, element('h2', {}, title), tableOf(title, headings, rows));
}

/** @param {ModelInfo} model */
function attributesOf({ attributes, versionProperty }) {
  const rows = attributes.map((attribute) => [
    visibleText(attribute.property),
    attribute.property === attribute.stored ? '' : element('code', {}, visibleText(attribute.stored)),
    attribute.type === 'other' ? 'JSON' : attribute.type,
    marksOf(attribute, versionProperty),
  ]);
  return sectionOf('Attributes', ['Property', 'Stored as', 'Type', 'Notes'], rows);
}

/** @param {AttributeInfo} attribute @param {string | undefined} versionProperty */
function marksOf({ property, ...attribute }, versionProperty) {
  const marks = [
    attribute.isKey && 'key',
    property === versionProperty && 'version',
    attribute.isUnique && 'unique',
    attribute.isTimeToLive && 'expiry',
    attribute.isOptional && 'optional',
    attribute.isReadOnly && 'read-only',
    attribute.derivedFrom !== undefined && `from ${attribute.derivedFrom.join(', ')}`,
    attribute.enum?.join(' | '),
  ].filter((mark) => typeof mark === 'string');
  return element(
    'span',
    {},
    attribute.isEncrypted && icon('lock'),
    attribute.isEncrypted && 'encrypted ',
    visibleText(marks.join(', ')),
  );
}
