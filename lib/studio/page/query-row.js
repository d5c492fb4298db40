/** @import { AttributeInfo, Json } from '../api-types.ts' */
import { isSameJson, readText, textOf } from './attribute-value.js';
import { element, newId } from './dom.js';
import { visibleText } from './format.js';
import { valueInput } from './value-input.js';

/** The operators in words and signs. */
export const operatorTexts = {
  eq: '=',
  ne: '≠',
  lt: '<',
  lte: '≤',
  gt: '>',
  gte: '≥',
  between: 'between',
  beginsWith: 'begins with',
  contains: 'contains',
  oneOf: 'one of',
  exists: 'exists',
  absent: 'is absent',
};

/** @typedef {keyof typeof operatorTexts} OperatorName */
/** @typedef {{ readonly json: Json } | { readonly problem: string } | undefined} RowReading - undefined if it is empty */

/**
 * One property of a query, with its operator and its value.
 *
 * @typedef {object} QueryRow
 * @property {HTMLElement} element
 * @property {string} property
 * @property {() => RowReading} read
 * @property {() => boolean} isEquality - true if the row has a value that the property must equal
 */

/**
 * @param {{
 *   part: Pick<AttributeInfo, 'property' | 'type' | 'element' | 'enum'>,
 *   operators: readonly string[],
 *   given?: any,
 *   isRequired?: boolean,
 *   name?: Node,
 *   extra?: Node,
 * }} options - `given` is a value, or a test: `{ gte: 1 }`. `name` is shown in place of the label
 * @returns {QueryRow}
 */
export function queryRow({ part, operators, given, isRequired = false, name, extra }) {
  const [givenOperator, operand] = testOf(given, operators);
  const label = visibleText(part.property);
  const firstId = newId();
  const properties = name === undefined ? { id: firstId } : { 'aria-label': `Value of ${label}` };
  const values = element('span', { class: 'query-values' });
  /** @type {HTMLSelectElement | undefined} */
  const choice =
    operators.length > 1
      ? element('select', { class: 'operator', 'aria-label': `Operator of ${label}`, change: () => showInputs(false) })
      : undefined;
  choice?.append(
    ...operators.map((name) =>
      element(
        'option',
        { value: name, selected: name === givenOperator },
        operatorTexts[/** @type {OperatorName} */ (name)],
      ),
    ),
  );
  const operator = () => choice?.value ?? operators[0] ?? 'eq';
  const inputs = () => /** @type {NodeListOf<HTMLInputElement>} */ (values.querySelectorAll('input, select, textarea'));

  /** @param {boolean} isFirst */
  function showInputs(isFirst) {
    const texts = isFirst ? textsOf(part, operator(), operand) : Array.from(inputs(), ({ value }) => value);
    values.replaceChildren(...inputsOf(part, operator(), texts, properties, label));
  }
  showInputs(true);

  const heading =
    name ?? element('label', { for: firstId }, label, isRequired && element('span', { class: 'required' }, ' *'));
  const sign = choice ?? element('span', { class: 'operator' }, operatorTexts.eq);
  return {
    element: element('div', { class: 'query-row' }, heading, sign, values, extra),
    property: part.property,
    read: () =>
      readRow(
        part,
        operator(),
        Array.from(inputs(), ({ value }) => value),
      ),
    isEquality: () => operator() === 'eq' && inputs()[0]?.value !== '',
  };
}

/**
 * @param {any} given
 * @param {readonly string[]} operators
 * @returns {[string, any]}
 */
function testOf(given, operators) {
  const [name, ...others] =
    given !== null && typeof given === 'object' && !Array.isArray(given) ? Object.keys(given) : [];
  if (name === 'exists' && given.exists === false) return ['absent', undefined];
  if (name !== undefined && others.length === 0 && operators.includes(name)) return [name, given[name]];
  return ['eq', given];
}

/**
 * Returns the shape of the operand: that of the property, of one of its elements, or a text.
 *
 * @param {Pick<AttributeInfo, 'type' | 'element' | 'enum'>} part
 * @param {string} operator
 * @returns {Pick<AttributeInfo, 'type' | 'enum'>}
 */
function operandOf(part, operator) {
  if (operator === 'contains') return { type: part.element ?? 'string' };
  return operator === 'beginsWith' ? { type: 'string' } : part;
}

/**
 * @param {Parameters<typeof operandOf>[0]} part
 * @param {string} operator
 * @param {any} operand
 */
function textsOf(part, operator, operand) {
  const { type } = operandOf(part, operator);
  if (operand === undefined || operator === 'exists') return [];
  if (operator === 'between' && Array.isArray(operand)) return operand.map((each) => textOf(type, each));
  if (operator === 'oneOf' && Array.isArray(operand)) return [listText(operand.map((each) => textOf(type, each)))];
  return [textOf(type, operand)];
}

/** Returns texts as one: `a, b`, or `["a, b", "c"]` if commas would not part them. @param {readonly string[]} texts */
const listText = (texts) => {
  const joined = texts.join(', ');
  return isSameJson(listOf(joined), texts) ? joined : JSON.stringify(texts);
};

/** @param {string} text @returns {readonly string[]} */
function listOf(text) {
  const reading = text.startsWith('[') ? readText({ type: 'list' }, text) : undefined;
  if (reading !== undefined && 'json' in reading && Array.isArray(reading.json)) return reading.json.map(String);
  return text.split(',').map((each) => each.trim());
}

/**
 * @param {Parameters<typeof operandOf>[0]} part
 * @param {string} operator
 * @param {readonly string[]} texts
 * @param {Readonly<Record<string, string>>} properties
 * @param {string} label
 */
function inputsOf(part, operator, texts, properties, label) {
  const shape = operator === 'oneOf' ? { type: /** @type {const} */ ('string') } : operandOf(part, operator);
  const placeholder = operator === 'oneOf' ? 'one, two, three' : undefined;
  const first = valueInput(
    shape,
    texts[0] ?? '',
    { ...properties, ...(placeholder && { placeholder }) },
    { isShort: true },
  );
  if (operator === 'exists' || operator === 'absent') return [element('input', { type: 'hidden', value: 'true' })];
  if (operator !== 'between') return [first];
  return [first, 'and', valueInput(shape, texts[1] ?? '', { 'aria-label': `${label}, upper end` }, { isShort: true })];
}

/**
 * @param {Parameters<typeof operandOf>[0]} part
 * @param {string} operator
 * @param {readonly string[]} texts
 * @returns {RowReading}
 */
function readRow(part, operator, texts) {
  if (operator === 'exists' || operator === 'absent') return { json: { exists: operator === 'exists' } };
  if (texts.some((text) => text === '')) return undefined;
  const given = operator === 'oneOf' ? listOf(texts[0] ?? '') : texts;
  const shape = operandOf(part, operator);
  /** @type {Json[]} */
  const values = [];
  for (const text of given) {
    const reading = readText(shape, text);
    if ('problem' in reading) return reading;
    values.push(reading.json);
  }
  return { json: testOfValues(operator, values) };
}

/**
 * @param {string} operator
 * @param {readonly Json[]} values
 * @returns {Json}
 */
function testOfValues(operator, values) {
  const [first = null] = values;
  if (operator === 'eq') return first;
  return { [operator]: operator === 'between' || operator === 'oneOf' ? values : first };
}
