import type { AttributeValue } from '../sdk-types.ts';
import { closeBrace, closeBracket, comma } from './ascii.ts';
import { containerWeight, encodePresent } from './collections.ts';
import { type Converter, type Part, readsAll } from './converter.ts';
import { type Issues, kindOf, type PathElement } from './issues.ts';
import { type JsonForm, literal } from './json-reader.ts';
import { reportTag } from './stored-value.ts';

function encodeElements(elements: readonly Converter[], values: readonly unknown[], issues: Issues): AttributeValue[] {
  const list: AttributeValue[] = [];
  issues.weight += containerWeight + elements.length;
  for (let index = 0; index < elements.length; index++) {
    const mark = issues.list.length;
    const encoded = encodePresent(elements[index] as Converter, values[index], issues);
    if (encoded === undefined) issues.within(mark, index);
    else list.push(encoded);
  }
  return list;
}

function decodeElements(elements: readonly Converter[], stored: readonly AttributeValue[], issues: Issues): unknown[] {
  return elements.map((element, index) => {
    const mark = issues.list.length;
    const value = element.decode(stored[index] as AttributeValue, issues);
    if (issues.list.length > mark) issues.within(mark, index);
    return value;
  });
}

/** Returns the JSON reader of a tuple. Undefined if an element has none. A list of another length is unreadable. */
function tupleForm(elements: readonly Converter[]): JsonForm | undefined {
  const forms = elements.flatMap(({ form }) => (form === undefined ? [] : { form, opening: literal(form.opening) }));
  if (forms.length < elements.length) return undefined;
  return {
    opening: '{"L":[',
    read(json) {
      const values: unknown[] = [];
      for (const { form, opening } of forms) {
        if (values.length > 0) json.pass(comma);
        values.push(json.formed(form, opening));
      }
      json.pass(closeBracket);
      json.pass(closeBrace);
      return values;
    },
  };
}

const count = (length: number): string => `${length} ${length === 1 ? 'element' : 'elements'}`;

/** Creates the converter of `tupleOf(…elements)`: L with one type for each element. */
export function tupleConverter(elements: readonly Converter[]): Converter {
  const { length } = elements;
  return {
    kind: 'L',
    type: 'tuple',
    expected: `an array of ${count(length)}`,
    elements,
    holds: ({ elements: others }) =>
      others?.length === length && elements.every((element, index) => readsAll(element, others[index] as Converter)),
    encode(value: unknown, issues: Issues): AttributeValue | undefined {
      if (!Array.isArray(value) || value.length !== length) {
        const given = Array.isArray(value) ? count(value.length) : kindOf(value);
        issues.report(`must be an array of ${count(length)}, not ${given}`);
        return undefined;
      }
      const mark = issues.list.length;
      const list = issues.enter(length) ? encodeElements(elements, value, issues) : [];
      issues.leave();
      return issues.list.length > mark ? undefined : { L: list };
    },
    decode(stored: AttributeValue, issues: Issues): unknown {
      if (!Array.isArray(stored?.L)) return reportTag('L', stored, issues);
      if (stored.L.length === length) return decodeElements(elements, stored.L, issues);
      issues.report(`is stored with ${count(stored.L.length)}, and the class says ${length}`);
      return undefined;
    },
    form: tupleForm(elements),
    part(step: PathElement): Part | undefined {
      const element = typeof step === 'number' ? elements[step] : undefined;
      return element && { element: step, codec: element, optional: false };
    },
  };
}
