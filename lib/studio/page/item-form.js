/** @import { AttributeInfo, ItemRow, Json, ModelInfo, OneItem, Problem } from '../api-types.ts' */
import { call, latestCall, pathOf, problemOf } from './api.js';
import { cellValue } from './cell-value.js';
import { conflictBox } from './conflict-box.js';
import { button, element, toast } from './dom.js';
import { formFields } from './form-fields.js';
import { keyText, visibleText } from './format.js';
import { problemBox } from './problem.js';
import { requestPanel } from './request-panel.js';
import { tellChange } from './studio.js';

/** Milliseconds without input, after which the request is explained again. */
const explainDelay = 300;

/**
 * Creates the form of an item that exists, or of a new one. The repository of the server checks the values.
 *
 * @param {ModelInfo} model
 * @param {ItemRow | undefined} row - undefined for a new item
 * @param {{ saved: (item: ItemRow) => void, closed: (stored: ItemRow | undefined) => void }} listeners - `closed`
 *   receives the item as it is stored
 */
export function itemForm(model, row, { saved, closed }) {
  let before = row?.values ?? {};
  const fields = formFields(model, row, explainSoon);
  const message = element('div', { class: 'message' });
  const panel = requestPanel();
  const explain = latestCall();
  const path = pathOf(model, row === undefined ? 'create' : 'update');
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {Readonly<Record<string, Json>>} changes */
  const bodyOf = (changes) => (row === undefined ? { values: changes } : { key: row.key, changes, before });
  const isEmpty = (/** @type {object} */ changes) => row !== undefined && Object.keys(changes).length === 0;

  function explainSoon() {
    clearTimeout(timer);
    timer = setTimeout(explainNow, explainDelay);
  }

  /** @param {object} changes */
  function reasonNotToExplain(changes) {
    if (isEmpty(changes)) return 'Nothing is changed yet.';
    const missing = row === undefined ? fields.missing() : [];
    return missing.length === 0 ? undefined : `Needed: ${missing.join(', ')}`;
  }

  async function explainNow() {
    const changes = fields.changes();
    const reason = changes === undefined ? 'A value does not fit.' : reasonNotToExplain(changes);
    if (changes === undefined || reason !== undefined) {
      panel.clear(reason ?? '');
      return;
    }
    try {
      /** @type {OneItem | undefined} */
      const answer = await explain(path, { ...bodyOf(changes), explain: true });
      if (answer !== undefined) panel.show(answer.explained);
    } catch (error) {
      panel.clear(problemOf(error).message);
    }
  }

  /** @param {Event} event */
  function submit(event) {
    event.preventDefault();
    void save();
  }

  async function save() {
    const changes = fields.changes();
    message.replaceChildren();
    form.classList.remove('has-conflict');
    if (changes === undefined) fields.focus();
    else if (isEmpty(changes)) toast('Nothing is changed');
    else await send(changes);
  }

  /** @param {Readonly<Record<string, Json>>} changes */
  async function send(changes) {
    saveButton.disabled = true;
    try {
      /** @type {OneItem} */
      const { item } = await call(path, bodyOf(changes));
      if (item === undefined) return;
      tellChange({ model: model.name, key: item.key, item, isNew: row === undefined });
      toast(`Saved ${keyText(item.key)}`);
      saved(item);
    } catch (error) {
      refused(problemOf(error), changes);
    } finally {
      saveButton.disabled = false;
    }
  }

  /**
   * @param {Problem} problem
   * @param {Readonly<Record<string, Json>>} changes
   */
  function refused(problem, changes) {
    if (problem.code === 'conflict' && row !== undefined) {
      showConflict(row, problem.stored, changes);
      return;
    }
    const isPlaced = problem.fields !== undefined && fields.report(problem.fields);
    if (!isPlaced) message.replaceChildren(problemBox(problem));
    fields.focus();
  }

  /**
   * @param {ItemRow} shown
   * @param {ItemRow | undefined} stored
   * @param {Readonly<Record<string, Json>>} mine
   */
  function showConflict({ key }, stored, mine) {
    const box = conflictBox(
      model,
      { before, stored, mine },
      {
        overwrite: (item) => {
          before = item.values;
          void save();
        },
        take: (item) => {
          tellChange({ model: model.name, key, item, isNew: false });
          closed(item);
        },
      },
    );
    message.replaceChildren(box);
    form.classList.add('has-conflict');
    box.scrollIntoView({ block: 'nearest' });
    box.querySelector('button')?.focus();
  }

  void explainNow();
  const saveButton = button(row === undefined ? 'Create' : 'Save', {
    icon: 'check',
    class: 'is-primary',
    type: 'submit',
  });
  const cancel = row !== undefined && button('Cancel', { click: () => closed({ ...row, values: before }) });
  const label = row === undefined ? `New ${model.name}` : 'Edit the item';
  const form = element(
    'form',
    { class: 'item-form', 'aria-label': label, novalidate: true, input: explainSoon, change: explainSoon, submit },
    row !== undefined && fixedBox(fields.fixed, before),
    fields.element,
    message,
    element('div', { class: 'actions is-sticky' }, saveButton, cancel),
    element('details', { class: 'section', open: true }, element('summary', {}, 'Request'), panel.element),
  );
  return { element: form, isChanged: () => form.isConnected && fields.isChanged(), focus: fields.focus };
}

/**
 * Shows the properties that can't be edited.
 *
 * @param {readonly AttributeInfo[]} attributes
 * @param {Readonly<Record<string, Json>>} values
 */
function fixedBox(attributes, values) {
  const known = attributes.filter(({ property }) => values[property] !== undefined);
  const entries = known.flatMap((attribute) => [
    element('dt', {}, visibleText(attribute.property)),
    element('dd', {}, cellValue(attribute, values[attribute.property])),
  ]);
  return known.length > 0 && element('dl', { class: 'fixed', 'aria-label': 'Not editable' }, ...entries);
}
