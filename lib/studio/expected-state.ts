import { isDeepStrictEqual } from 'node:util';
import { eq, notExists } from '../expressions/test-operators.ts';
import { readAttribute } from '../json/json-input.ts';
import type { AttributeSchema } from '../schema/attribute-schema.ts';
import { readProperty } from '../schema/member.ts';
import type { Schema } from '../schema/schema.ts';
import type { StoredItem } from '../sdk-types.ts';
import { setOwn } from '../values/collections.ts';
import { Issues } from '../values/issues.ts';
import type { JsonObject } from './api-types.ts';

/** The options of a write that refuse an item which has changed since the page showed it. */
export interface ExpectedState {
  readonly version?: number;
  readonly if?: Readonly<Record<string, unknown>>;
}

/** Returns the property with the version of an item. Undefined if the class has none. */
export const versionProperty = ({ extensions }: Schema): string | undefined =>
  extensions.find(({ checksVersion }) => checksVersion === true)?.manages?.[0];

/**
 * Returns the state that the page has shown: its version, or else the values of some properties.
 *
 * @param before - the values that the page has shown
 */
export function expectedState(schema: Schema, before: JsonObject, properties: readonly string[]): ExpectedState {
  const version = Reflect.get(before, versionProperty(schema) ?? '');
  if (typeof version === 'number') return { version };
  return conditionOn(schema, properties, (attribute, issues) => {
    const json = Object.hasOwn(before, attribute.property) ? before[attribute.property] : undefined;
    const value = json === undefined ? undefined : readAttribute(attribute, json, issues);
    const stored = value === undefined ? undefined : attribute.codec.encode(value, issues);
    if (issues.list.length > 0) return undefined;
    return stored === undefined ? notExists() : eq(value);
  });
}

/**
 * Returns the same for an item whose stored form is known: a property with a default can be absent, and a document can
 * have members that its class doesn't declare. A value in a form that the class would not write is not tested.
 */
export const storedState = (
  schema: Schema,
  item: StoredItem,
  entity: object,
  properties: readonly string[],
): ExpectedState =>
  conditionOn(schema, properties, (attribute, issues) => {
    if (!Object.hasOwn(item, attribute.name)) return notExists();
    const value = readProperty(entity, attribute.property);
    const isSame = isDeepStrictEqual(attribute.codec.encode(value, issues), item[attribute.name]);
    return isSame && issues.list.length === 0 ? eq(value) : undefined;
  });

/** Leaves out the key, which an item always has, and encrypted values, which no condition can compare. */
function conditionOn(
  schema: Schema,
  properties: readonly string[],
  testOf: (attribute: AttributeSchema, issues: Issues) => unknown,
): ExpectedState {
  const condition = {};
  for (const property of properties) {
    const attribute = schema.attributes[property];
    if (attribute === undefined || attribute.encryption !== undefined || schema.key.has(attribute)) continue;
    const test = testOf(attribute, new Issues());
    if (test !== undefined) setOwn(condition, property, test);
  }
  return Object.keys(condition).length === 0 ? {} : { if: condition };
}
