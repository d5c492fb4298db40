import { schemaOf } from '../decorators/schema-of.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import type { AttributeSchema } from '../schema/attribute-schema.ts';
import type { DocumentCodec } from '../schema/document-codec.ts';
import { readProperty } from '../schema/member.ts';
import type { Schema } from '../schema/schema.ts';
import type { UnionCodec } from '../schema/union-codec.ts';
import type { EntityClass, JsonValue } from '../values/attribute-type.ts';
import { isPlainObject, setOwn } from '../values/collections.ts';
import type { Converter, ValueType } from '../values/converter.ts';
import { Issues, kindOf, type PathElement } from '../values/issues.ts';
import { isSet } from '../values/kinds.ts';
import { isRecord } from '../values/stored-value.ts';
import { checkLeaf, leafToJson } from './json-leaf.ts';
import type { JsonOf } from './json-types.ts';

/**
 * Returns an entity in the form of JSON, by the attributes of its class.
 *
 * Sets become arrays, bytes base64 text, dates ISO 8601 text, bigints and decimals text. Hidden attributes, absent
 * attributes, and properties that are no attributes are left out.
 *
 * @param entity - an instance of a model class, also a partial one
 * @throws ValidationError `item.invalid` if a value doesn't fit its attribute
 * @throws ConfigurationError `configuration.invalid` if the entity is no instance of a model class
 * @example
 * Response.json(toJson(order));
 * // { "orderId": "o1", "placedAt": "2026-01-31T10:00:00.000Z", "tags": ["gift"], "points": "12" }
 */
export function toJson<T extends object>(entity: T): JsonOf<T> {
  if (typeof entity !== 'object' || entity === null || isPlainObject(entity) || Array.isArray(entity))
    throw new ConfigurationError(
      `toJson() takes an instance of a model class, not ${kindOf(entity)}; an item that a repository returns is one`,
    );
  return itemToJson(schemaOf(entity.constructor as EntityClass), entity) as JsonOf<T>;
}

/** Returns an entity of a class in the form of JSON. The entity can be a plain object. */
export function itemToJson(schema: Schema, entity: object): Record<string, JsonValue> {
  const issues = new Issues();
  const json = membersToJson(Object.values(schema.attributes), entity, issues);
  if (issues.list.length > 0) throw schema.mapper.refusal(issues, schema.mapper.keyTextOf(entity));
  return json;
}

function membersToJson(
  attributes: Iterable<AttributeSchema>,
  entity: object,
  issues: Issues,
): Record<string, JsonValue> {
  const json = {};
  for (const attribute of attributes) {
    const { property, hidden } = attribute;
    const mark = issues.list.length;
    const value = hidden ? undefined : readProperty(entity, property);
    if (value !== undefined) setOwn(json, property, attributeToJson(attribute, value, issues));
    issues.within(mark, property);
  }
  return json;
}

function attributeToJson({ codec }: AttributeSchema, value: unknown, issues: Issues): JsonValue {
  if (value === null) return null;
  const { converter, rules } = codec;
  if (rules.convert === undefined) return valueToJson(converter, value, issues);
  const mark = issues.list.length;
  const stored = codec.convertedTo(value, issues);
  return issues.list.length > mark ? null : valueToJson(converter, stored, issues);
}

/** Returns the JSON of a value. Null, with an issue, if it doesn't fit its type. */
function valueToJson(converter: Converter, value: unknown, issues: Issues): JsonValue {
  const ofParts = containers[converter.type];
  if (ofParts === undefined) return leaf(converter, value, issues);
  const json = issues.enter(1) ? ofParts(converter, value, issues) : null;
  issues.leave();
  return json ?? leaf(converter, value, issues);
}

/** Returns the JSON of a value without parts. The type reports a value that doesn't fit. */
const leaf = (converter: Converter, value: unknown, issues: Issues): JsonValue =>
  checkLeaf(converter, value, issues) ? leafToJson(converter.type, value) : null;

/** Returns the JSON of a value with parts. Undefined if it has another form. */
type PartsToJson = (converter: Converter, value: unknown, issues: Issues) => JsonValue | undefined;

const containers: Readonly<Partial<Record<ValueType, PartsToJson>>> = {
  set: (converter, value, issues) =>
    isSet(value) && checkLeaf(converter, value, issues)
      ? [...value].map((element) => leafToJson(converter.elementType as ValueType, element))
      : undefined,
  list: ({ element }, value, issues) =>
    Array.isArray(value) ? value.map((each, index) => part(element, each, index, issues)) : undefined,
  tuple: ({ elements = [] }, value, issues) =>
    Array.isArray(value) && value.length === elements.length
      ? value.map((each, index) => part(elements[index], each, index, issues))
      : undefined,
  map: ({ element }, value, issues) => {
    if (!isPlainObject(value)) return undefined;
    const json: Record<string, JsonValue> = {};
    for (const [key, each] of Object.entries(value))
      if (each !== undefined) setOwn(json, key, part(element, each, key, issues));
    return json;
  },
  document: (converter, value, issues) =>
    isRecord(value) ? membersToJson(attributesOf(converter as DocumentCodec), value, issues) : undefined,
  oneOf: (converter, value, issues) => {
    const document = (converter as UnionCodec).documentOf(value, issues);
    return document === undefined ? null : membersToJson(attributesOf(document), value as object, issues);
  },
};

function part(converter: Converter | undefined, value: unknown, element: PathElement, issues: Issues): JsonValue {
  const mark = issues.list.length;
  const json = valueToJson(converter as Converter, value, issues);
  issues.within(mark, element);
  return json;
}

/** The attributes of a document. */
const attributesOf = ({ members }: DocumentCodec): AttributeSchema[] =>
  [...members.values()].map(({ attribute }) => attribute);
