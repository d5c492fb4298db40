import type { AttributeValue } from '../sdk-types.ts';
import { closeBrace, closeBracket } from './ascii.ts';
import { type Codec, type Converter, type Part, readsAll } from './converter.ts';
import { type Issues, kindOf, type PathElement } from './issues.ts';
import { type JsonForm, literal } from './json-reader.ts';
import { isStorableText, textWeight } from './scalars.ts';
import { isRecord, reportTag } from './stored-value.ts';

/** Bytes of a list, map, or document without its members. */
export const containerWeight = 3;

/**
 * True for `{}` and for objects without a prototype, also of another realm. False for instances of classes and arrays.
 */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype) return true;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Sets an own property. Plain assignment to `__proto__` would set the prototype. */
export function setOwn(target: object, name: string, value: unknown): void {
  if (name !== '__proto__') (target as Record<string, unknown>)[name] = value;
  else Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}

/** True if a map key can be an attribute name. Otherwise reports an issue. */
export function isStorableName(name: string, issues: Issues): boolean {
  if (name !== '') return isStorableText(name, issues);
  issues.report("has an empty key, which DynamoDB's maps can't have");
  return false;
}

/** Encodes a value that must not be absent: an element of a list or a value of a map. */
export function encodePresent(element: Codec, value: unknown, issues: Issues): AttributeValue | undefined {
  const mark = issues.list.length;
  const encoded = element.encode(value, issues);
  if (encoded !== undefined || issues.list.length > mark) return encoded;
  issues.report('is an empty set, which is stored as absent and so can only be an attribute of its own');
  return undefined;
}

function encodeElements(element: Converter, values: readonly unknown[], issues: Issues): AttributeValue[] {
  const list: AttributeValue[] = [];
  issues.weight += containerWeight + values.length;
  for (let index = 0; index < values.length; index++) {
    const mark = issues.list.length;
    const encoded = encodePresent(element, values[index], issues);
    if (encoded === undefined) issues.within(mark, index);
    else list.push(encoded);
  }
  return list;
}

function decodeElements(element: Converter, stored: readonly AttributeValue[], issues: Issues): unknown[] {
  const list: unknown[] = [];
  for (let index = 0; index < stored.length; index++) {
    const mark = issues.list.length;
    list.push(element.decode(stored[index] as AttributeValue, issues));
    if (issues.list.length > mark) issues.within(mark, index);
  }
  return list;
}

function listForm(element: JsonForm): JsonForm {
  const opening = literal(element.opening);
  return {
    opening: '{"L":[',
    read(json) {
      const list: unknown[] = [];
      for (let more = json.begins(closeBracket); more; more = json.goesOn(closeBracket))
        list.push(json.formed(element, opening));
      json.pass(closeBrace);
      return list;
    },
  };
}

function mapForm(element: JsonForm): JsonForm {
  const opening = literal(element.opening);
  return {
    opening: '{"M":{',
    read(json) {
      const map = {};
      for (let more = json.begins(closeBrace); more; more = json.goesOn(closeBrace))
        setOwn(map, json.name(), json.formed(element, opening));
      json.pass(closeBrace);
      return map;
    },
  };
}

/** Creates the converter of `listOf(element)`: L. */
export function listConverter(element: Converter): Converter {
  return {
    kind: 'L',
    type: 'list',
    expected: 'an array',
    element,
    holds: ({ kind, element: other, elements = other && [other] }) =>
      kind === 'L' && elements?.every((each) => readsAll(element, each)) === true,
    encode(value: unknown, issues: Issues): AttributeValue | undefined {
      if (!Array.isArray(value)) {
        issues.report(`must be an array, not ${kindOf(value)}`);
        return undefined;
      }
      const start = issues.list.length;
      const list = issues.enter(value.length) ? encodeElements(element, value, issues) : [];
      issues.leave();
      return issues.list.length > start ? undefined : { L: list };
    },
    decode(stored: AttributeValue, issues: Issues): unknown {
      if (!Array.isArray(stored?.L)) return reportTag('L', stored, issues);
      return decodeElements(element, stored.L, issues);
    },
    form: element.form && listForm(element.form),
    part: (step: PathElement): Part | undefined =>
      typeof step === 'number' ? { element: step, codec: element, optional: true } : undefined,
  };
}

function encodeEntries(element: Converter, value: object, issues: Issues): Record<string, AttributeValue> {
  const map: Record<string, AttributeValue> = {};
  issues.weight += containerWeight;
  for (const [key, part] of Object.entries(value)) {
    if (part === undefined) continue;
    const mark = issues.list.length;
    const encoded = isStorableName(key, issues) ? encodePresent(element, part, issues) : undefined;
    if (encoded === undefined) issues.within(mark, key);
    else setOwn(map, key, encoded);
    issues.weight += textWeight(key) + 1;
  }
  return map;
}

/** Creates the converter of `mapOf(value)`: M with any keys. */
export function mapConverter(element: Converter): Converter {
  return {
    kind: 'M',
    type: 'map',
    expected: 'a plain object',
    element,
    holds: (source) => source.kind === 'M' && source.element !== undefined && readsAll(element, source.element),
    encode(value: unknown, issues: Issues): AttributeValue | undefined {
      if (!isPlainObject(value)) {
        issues.report(`must be a plain object, not ${kindOf(value)}`);
        return undefined;
      }
      const start = issues.list.length;
      const map = issues.enter(Object.keys(value).length) ? encodeEntries(element, value, issues) : {};
      issues.leave();
      return issues.list.length > start ? undefined : { M: map };
    },
    decode(stored: AttributeValue, issues: Issues): unknown {
      if (!isRecord(stored?.M)) return reportTag('M', stored, issues);
      const map = {};
      for (const [key, encoded] of Object.entries(stored.M)) {
        const mark = issues.list.length;
        setOwn(map, key, element.decode(encoded, issues));
        if (issues.list.length > mark) issues.within(mark, key);
      }
      return map;
    },
    form: element.form && mapForm(element.form),
    part: (step: PathElement): Part | undefined =>
      typeof step === 'string' ? { element: step, codec: element, optional: true } : undefined,
  };
}
