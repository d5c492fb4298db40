import type { AttributeSchema } from '../schema/attribute-schema.ts';
import type { DocumentCodec } from '../schema/document-codec.ts';
import { type Member, mustBeGiven } from '../schema/member.ts';
import type { UnionCodec } from '../schema/union-codec.ts';
import { isPlainObject, setOwn } from '../values/collections.ts';
import type { Converter, ValueType } from '../values/converter.ts';
import { type Issues, kindOf, type PathElement } from '../values/issues.ts';
import { leafFromJson, leafToJson } from './json-leaf.ts';

/** Which members of an item JSON may and must have. */
export interface MemberRules {
  /** Returns why the JSON can't have a member. Undefined if it can. */
  readonly refuse: (attribute: AttributeSchema) => string | undefined;
  readonly isRequired: (member: Member) => boolean;
}

const anyMember: MemberRules = { refuse: () => undefined, isRequired: mustBeGiven };

/**
 * Reads a document of JSON: an item or a part of one. Reports members that are wrong, missing, or not declared.
 *
 * @returns a plain object of properties. Undefined, with an issue, if the JSON is no object
 */
export function readDocument(
  { name, members }: DocumentCodec,
  json: unknown,
  issues: Issues,
  rules: MemberRules = anyMember,
): Record<string, unknown> | undefined {
  if (!isPlainObject(json)) {
    issues.report(`must be an object, not ${kindOf(json)}`);
    return undefined;
  }
  const item = {};
  for (const [property, value] of Object.entries(json)) {
    const mark = issues.list.length;
    const read = readMember(members.get(property), value, name, rules, issues);
    if (issues.list.length > mark) issues.within(mark, property);
    else setOwn(item, property, read);
  }
  for (const member of members.values()) {
    const { property } = member.attribute;
    if (Object.hasOwn(json, property) || !rules.isRequired(member)) continue;
    issues.report('is required', 'required');
    issues.within(issues.list.length - 1, property);
  }
  return item;
}

function readMember(
  member: Member | undefined,
  json: unknown,
  model: string,
  { refuse }: MemberRules,
  issues: Issues,
): unknown {
  const refusal = member === undefined ? `is no attribute of ${model}; leave it out` : refuse(member.attribute);
  if (member !== undefined && refusal === undefined) return readAttribute(member.attribute, json, issues);
  issues.report(refusal ?? '', member === undefined ? 'undeclared' : 'readOnly');
  return undefined;
}

/** Reads the value of an attribute, and checks it as a write does. */
export function readAttribute({ codec }: AttributeSchema, json: unknown, issues: Issues): unknown {
  const mark = issues.list.length;
  const { converter, rules } = codec;
  const isNull = json === null && (rules.nullable || converter.type !== 'json');
  const given = isNull ? null : readValue(converter, json, issues);
  const value =
    isNull || rules.convert === undefined || issues.list.length > mark ? given : codec.convertedFrom(given, issues);
  if (issues.list.length === mark) codec.encode(value, issues);
  return value;
}

/** Reads a value by its type. */
export function readValue(converter: Converter, json: unknown, issues: Issues): unknown {
  const ofParts = containers[converter.type];
  if (ofParts === undefined) return leafFromJson(converter.type, json, issues);
  const value = issues.enter(1) ? ofParts(converter, json, issues) : undefined;
  issues.leave();
  return value;
}

/** Reads a value with parts. Undefined, with an issue, if the JSON has another form. */
type PartsFromJson = (converter: Converter, json: unknown, issues: Issues) => unknown;

const containers: Readonly<Partial<Record<ValueType, PartsFromJson>>> = {
  set: ({ elementType = 'string' }, json, issues) => {
    const elements = readArray(json, issues, (each) => leafFromJson(elementType, each, issues));
    const texts = elements?.flatMap((each) => (each === undefined ? [] : [leafToJson(elementType, each)])) ?? [];
    if (new Set(texts).size < texts.length) issues.report('has the same element twice');
    return elements && new Set(elements);
  },
  list: ({ element }, json, issues) => readArray(json, issues, (each) => readValue(element as Converter, each, issues)),
  vector: (_converter, json, issues) => {
    const numbers = readArray(json, issues, (each) => leafFromJson('number', each, issues));
    return numbers && Float32Array.from(numbers as number[]);
  },
  tuple: ({ elements = [], expected }, json, issues) => {
    if (Array.isArray(json) && json.length === elements.length)
      return readArray(json, issues, (each, index) => readValue(elements[index] as Converter, each, issues));
    issues.report(`must be ${expected}`);
    return undefined;
  },
  map: ({ element }, json, issues) => {
    if (!isPlainObject(json)) {
      issues.report(`must be an object, not ${kindOf(json)}`);
      return undefined;
    }
    const map = {};
    for (const [key, each] of Object.entries(json))
      setOwn(
        map,
        key,
        at(key, issues, () => readValue(element as Converter, each, issues)),
      );
    return map;
  },
  document: (converter, json, issues) => readDocument(converter as DocumentCodec, json, issues),
  oneOf: (converter, json, issues) => {
    const document = (converter as UnionCodec).documentOf(json, issues);
    return document && readDocument(document, json, issues);
  },
};

function readArray(
  json: unknown,
  issues: Issues,
  read: (each: unknown, index: number) => unknown,
): unknown[] | undefined {
  if (Array.isArray(json)) return json.map((each, index) => at(index, issues, () => read(each, index)));
  issues.report(`must be an array, not ${kindOf(json)}`);
  return undefined;
}

/** Reads a part. Its issues get the path of the part. */
function at(element: PathElement, issues: Issues, read: () => unknown): unknown {
  const mark = issues.list.length;
  const value = read();
  issues.within(mark, element);
  return value;
}
