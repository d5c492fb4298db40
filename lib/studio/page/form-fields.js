/** @import { AttributeInfo, ItemRow, Json, ModelInfo } from '../api-types.ts' */
/** @import { FormField } from './form-field.js' */
import { button, element } from './dom.js';
import { formField } from './form-field.js';
import { visibleText } from './format.js';

/**
 * The fields of an item, and the properties that can be added.
 *
 * @typedef {object} FormFields
 * @property {HTMLElement} element
 * @property {readonly AttributeInfo[]} fixed - attributes that have no field
 * @property {() => Record<string, Json> | undefined} changes - new values, and `null` for a removed property. Undefined
 *   if a text fits no value; its field then says so
 * @property {(problems: Readonly<Record<string, string>>) => boolean} report - shows problems at their fields. False if
 *   one has no field
 * @property {() => readonly string[]} missing - required properties without a text
 * @property {() => boolean} isChanged
 * @property {() => void} focus - moves the focus to the first problem, or to the first field
 */

/**
 * @param {ModelInfo} model
 * @param {ItemRow | undefined} row - undefined for a new item
 * @param {() => void} changed
 * @returns {FormFields}
 */
export function formFields(model, row, changed) {
  const values = row?.values ?? {};
  /** @type {FormField[]} */
  const fields = [];
  /** Properties that the reader has removed. @type {Set<string>} */
  const removed = new Set();
  const canEdit = (/** @type {AttributeInfo} */ { property, isReadOnly, isKey, derivedFrom }) =>
    derivedFrom === undefined && property !== model.versionProperty && (row === undefined || !(isReadOnly || isKey));
  const editable = model.attributes.filter(canEdit);
  const fixed = model.attributes.filter((attribute) => !canEdit(attribute));
  const fieldBox = element('div', { class: 'fields' });
  const absentBox = element('div', { class: 'absent-fields' });

  /** @param {AttributeInfo} attribute */
  function add(attribute) {
    const { property, isOptional, isReadOnly } = attribute;
    const remove = () => {
      fields.splice(fields.indexOf(field), 1);
      field.element.remove();
      removed.add(property);
      showAbsent();
      changed();
    };
    const field = formField(
      attribute,
      values[property],
      isOptional || (row === undefined && isReadOnly) ? remove : undefined,
    );
    removed.delete(property);
    fields.push(field);
    fieldBox.append(field.element);
    return field;
  }

  function showAbsent() {
    const absent = editable.filter(({ property }) => fields.every((field) => field.property !== property));
    const buttons = absent.map((attribute) =>
      button(visibleText(attribute.property), {
        icon: 'plus',
        class: 'is-quiet is-small',
        click: () => {
          add(attribute).focus();
          showAbsent();
        },
      }),
    );
    absentBox.replaceChildren(...(buttons.length > 0 ? [element('span', { class: 'soft' }, 'Add'), ...buttons] : []));
  }

  /** Returns the change of a field: nothing, `null`, or the new value. @param {FormField} field */
  function changeOf(field) {
    if (row !== undefined && !field.isChanged()) return undefined;
    const reading = field.read();
    if (reading === undefined) return row === undefined ? undefined : null;
    return 'json' in reading ? reading.json : undefined;
  }

  /** Shows at each field whether its text fits. False if one doesn't. */
  function check() {
    let isRight = true;
    for (const field of fields) {
      const reading = field.read();
      const problem = reading !== undefined && 'problem' in reading ? reading.problem : undefined;
      field.report(problem);
      isRight &&= problem === undefined;
    }
    return isRight;
  }

  function changes() {
    if (!check()) return undefined;
    /** @type {Record<string, Json>} */
    const found = {};
    for (const property of removed) if (values[property] !== undefined) found[property] = null;
    for (const field of fields) {
      const change = changeOf(field);
      if (change !== undefined) found[field.property] = change;
    }
    return found;
  }

  /** @param {Readonly<Record<string, string>>} problems */
  function report(problems) {
    // A path such as `address.city` is also there by its property.
    const isProperty = (/** @type {string} */ name) => model.attributes.some(({ property }) => property === name);
    const names = Object.keys(problems).filter((name) => isProperty(name) || !/[.[]/.test(name));
    let isPlaced = true;
    for (const field of fields) field.refuse(undefined);
    for (const name of names) {
      const attribute = editable.find(({ property }) => property === name);
      const field = fields.find(({ property }) => property === name) ?? (attribute && add(attribute));
      field?.refuse(problems[name]);
      if (field === undefined) isPlaced = false;
    }
    showAbsent();
    return isPlaced;
  }

  for (const attribute of editable) {
    const isNeeded = row === undefined && !attribute.isOptional && !attribute.isReadOnly;
    if (isNeeded || values[attribute.property] !== undefined) add(attribute);
  }
  showAbsent();
  return {
    element: element('div', { class: 'fields-box' }, fieldBox, absentBox),
    fixed,
    changes,
    report,
    missing: () => fields.filter((field) => field.isMissing()).map(({ property }) => property),
    isChanged: () => removed.size > 0 || fields.some((field) => field.isChanged()),
    focus: () => {
      const wrong = /** @type {HTMLElement | null} */ (fieldBox.querySelector('[aria-invalid]'));
      if (wrong === null) fields[0]?.focus();
      else wrong.focus();
    },
  };
}
