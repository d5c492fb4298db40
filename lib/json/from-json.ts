import { schemaOf } from '../decorators/schema-of.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { mustBeGiven } from '../schema/member.ts';
import type { Schema } from '../schema/schema.ts';
import type { AttributeOf, EntityClass } from '../values/attribute-type.ts';
import { Issues } from '../values/issues.ts';
import { filledProperties } from './filled.ts';
import { readDocument } from './json-input.ts';

/** Options of `fromJson` and `standardSchemaOf`. */
export interface FromJsonOptions<T> {
  /** Properties that the framework fills, and that the JSON may have nevertheless: `['id']`. Default: none. */
  readonly accept?: readonly AttributeOf<T>[] | undefined;
}

/**
 * Returns the item of a JSON value, for `create` and `put`. The strict opposite of `toJson`.
 *
 * Every member must be an attribute of the class, under the name of its property and in the form of `toJson`. A set is an
 * array without duplicates. The values are checked as in a write: types, enums, validators, required attributes, and the
 * rules of the class. Values that the framework fills (versions, times, generated ids) are refused.
 *
 * @param json - a parsed JSON value, such as the body of a request
 * @returns a plain object. It lacks the values that defaults and the framework fill when it is written
 * @throws ValidationError `item.invalid`, with all issues and their paths
 * @throws ConfigurationError `configuration.invalid` if `accept` names no such property
 * @example
 * const order = await orders.create(fromJson(Order, await request.json()));
 * // PutItem { Item: { placedAt: { S: '2026-01-31T10:00:00.000Z' }, … }, … }
 */
export function fromJson<T extends object>(model: EntityClass<T>, json: unknown, options: FromJsonOptions<T> = {}): T {
  const schema = schemaOf(model);
  const issues = new Issues();
  const item = readItem(schema, json, acceptedProperties(schema, options), issues);
  if (issues.list.length > 0) throw schema.mapper.refusal(issues);
  return item as T;
}

const none: ReadonlySet<string> = new Set();

/**
 * Returns the filled properties that the JSON may have.
 *
 * @throws ConfigurationError `configuration.invalid` if `accept` names another one
 */
export function acceptedProperties<T extends object>(
  schema: Schema<T>,
  { accept = [] }: FromJsonOptions<T>,
): ReadonlySet<string> {
  if (accept.length === 0) return none;
  const filled = filledProperties(schema);
  for (const property of accept)
    if (!filled.has(property))
      throw new ConfigurationError(
        `${schema.name}: accept names '${property}', which the framework doesn't fill; it fills ${[...filled].join(', ') || 'nothing'}`,
      );
  return new Set(accept);
}

/** Reads the item of a JSON value. Reports everything that is wrong. */
export function readItem(
  schema: Schema,
  json: unknown,
  accepted: ReadonlySet<string>,
  issues: Issues,
): object | undefined {
  const filled = filledProperties(schema);
  const { document } = schema.mapper;
  const item = readDocument(document, json, issues, {
    refuse: ({ property }) =>
      filled.has(property) && !accepted.has(property) ? 'is filled by the framework; leave it out' : undefined,
    isRequired: (member) => mustBeGiven(member) && !filled.has(member.attribute.property),
  });
  if (item !== undefined && issues.list.length === 0) document.checkGiven(item, issues);
  return item;
}
