import { schemaOf } from '../decorators/schema-of.ts';
import { merge, remove } from '../expressions/change-operators.ts';
import type { AttributeSchema } from '../schema/attribute-schema.ts';
import type { DocumentCodec } from '../schema/document-codec.ts';
import type { Schema } from '../schema/schema.ts';
import type { EntityClass } from '../values/attribute-type.ts';
import { isPlainObject, setOwn } from '../values/collections.ts';
import { type Converter, isSetKind } from '../values/converter.ts';
import { Issues, kindOf } from '../values/issues.ts';
import { filledProperties } from './filled.ts';
import { readAttribute, readValue } from './json-input.ts';

/** Changes that `update` accepts for the class of the patch. */
export type JsonChanges = Readonly<Record<never, unknown>>;

/**
 * Returns the changes of a JSON Merge Patch, for `update`.
 *
 * A member replaces its attribute, and `null` removes it. A member of a document or a map changes only the members that it
 * has, at any depth. Lists, sets, and documents of one of several classes are replaced as a whole. Keys, read-only
 * attributes, and values that the framework fills are refused.
 *
 * @param json - a parsed JSON value, such as the body of a PATCH request
 * @throws ValidationError `item.invalid`, with all issues and their paths
 * @see https://www.rfc-editor.org/rfc/rfc7396
 * @example
 * await orders.update('o1', patchFromJson(Order, { note: null, address: { city: 'Lyon' } }));
 * // UpdateItem { UpdateExpression: 'SET #0.#1 = :2 REMOVE #3', … }
 */
export function patchFromJson<T extends object>(model: EntityClass<T>, json: unknown): JsonChanges {
  const schema = schemaOf(model);
  const issues = new Issues();
  const changes = patchOf(schema.mapper.document, json, issues, refusalsOf(schema));
  if (issues.list.length > 0) throw schema.mapper.refusal(issues);
  return changes;
}

/** Returns why a patch can't change an attribute. Undefined if it can. */
type Refuse = (attribute: AttributeSchema) => string | undefined;

export function refusalsOf(schema: Schema): Refuse {
  const heads = schema.key.paths.map((path) => path.split('.')[0]);
  const filled = filledProperties(schema);
  return ({ property, readOnly }) => {
    if (heads.includes(property)) return "is part of the key, which can't change";
    if (filled.has(property)) return 'is filled by the framework; leave it out';
    return readOnly ? "is read-only, and can't change" : undefined;
  };
}

function patchOf(document: DocumentCodec, json: unknown, issues: Issues, refuse: Refuse): object {
  const changes = {};
  if (!isPlainObject(json)) {
    issues.report(`must be an object of changes, not ${kindOf(json)}`);
    return changes;
  }
  for (const [property, value] of Object.entries(json)) {
    const mark = issues.list.length;
    setOwn(changes, property, memberChange(document, property, value, issues, refuse));
    issues.within(mark, property);
  }
  return changes;
}

function memberChange(
  { name, members }: DocumentCodec,
  property: string,
  json: unknown,
  issues: Issues,
  refuse: Refuse,
): unknown {
  const attribute = members.get(property)?.attribute;
  const refusal = attribute === undefined ? `is no attribute of ${name}; leave it out` : refuse(attribute);
  if (attribute !== undefined && refusal === undefined) return changeOf(attribute, json, issues);
  issues.report(`${refusal}`, attribute === undefined ? 'undeclared' : 'readOnly');
  return undefined;
}

function changeOf(attribute: AttributeSchema, json: unknown, issues: Issues): unknown {
  if (json === null) return removalOf(attribute, issues);
  const { codec } = attribute;
  const merged = codec.rules.convert === undefined ? mergeOf(codec.converter, json, issues) : undefined;
  return merged ?? readAttribute(attribute, json, issues);
}

/** Returns the change that null makes: it removes the attribute, or is its value. */
export function removalOf({ optional, nullable, kind }: AttributeSchema, issues: Issues): unknown {
  if (optional || isSetKind(kind)) return remove();
  if (nullable || kind === 'JSON') return null;
  issues.report("is required, so it can't be removed", 'required');
  return undefined;
}

/** Returns the change of the members of a document, map, or JSON object. Undefined if the value is replaced. */
function mergeOf(converter: Converter, json: unknown, issues: Issues): unknown {
  if (!isPlainObject(json)) return undefined;
  const { type } = converter;
  if (type !== 'document' && type !== 'json' && type !== 'map') return undefined;
  const changes = issues.enter(Object.keys(json).length) ? partsOf(converter, json, issues) : {};
  issues.leave();
  return merge(changes);
}

/** The changes of the members of a document, of a map, or of a JSON object. */
function partsOf(converter: Converter, json: Record<string, unknown>, issues: Issues): object {
  if (converter.type === 'document') return patchOf(converter as DocumentCodec, json, issues, () => undefined);
  const { element = converter } = converter;
  const changes = {};
  for (const [key, value] of Object.entries(json)) {
    const mark = issues.list.length;
    const change = value === null ? remove() : (mergeOf(element, value, issues) ?? readValue(element, value, issues));
    setOwn(changes, key, change);
    issues.within(mark, key);
  }
  return changes;
}
