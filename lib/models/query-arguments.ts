import {
  beginsWith,
  between,
  contains,
  eq,
  exists,
  gt,
  gte,
  lt,
  lte,
  ne,
  notExists,
  oneOf,
} from '../expressions/test-operators.ts';
import { readValue } from '../json/json-input.ts';
import { leafFromJson } from '../json/json-leaf.ts';
import { AttributeCodec } from '../schema/attribute-codec.ts';
import type { Schema } from '../schema/schema.ts';
import { isPlainObject, setOwn } from '../values/collections.ts';
import type { Codec, Converter } from '../values/converter.ts';
import { Issues } from '../values/issues.ts';

/** The tests of JSON, with the function that creates each from its value. */
const tests: Readonly<Record<string, (value: never) => unknown>> = {
  eq,
  ne,
  lt,
  lte,
  gt,
  gte,
  between: ([low, high]: readonly [unknown, unknown]) => between(low, high),
  oneOf,
  beginsWith,
  contains,
  exists: (value: unknown) => (value === false ? notExists() : exists()),
};

/** Types whose JSON is an object or that have parts, so an object is a value and not a test. */
const held: ReadonlySet<string> = new Set(['document', 'oneOf', 'map', 'json']);

/**
 * Returns the key or the filter of a JSON object, by the attributes of a class: `{ "placedAt": { "gte": "2026-01-01" } }`.
 *
 * A value has the form of `fromJson`. An object with one member `eq`, `ne`, `lt`, `lte`, `gt`, `gte`, `between`, `oneOf`,
 * `beginsWith`, `contains`, or `exists` is a test, unless the attribute itself holds objects.
 *
 * @throws ValidationError `item.invalid` if a value doesn't fit its attribute
 */
export function testsFromJson(schema: Schema, json: unknown): unknown {
  if (!isPlainObject(json)) return soleKey(schema, json);
  const issues = new Issues();
  const given = {};
  for (const [path, value] of Object.entries(json)) {
    const mark = issues.list.length;
    setOwn(given, path, valueAt(codecAt(schema, path), value, issues));
    issues.within(mark, path);
  }
  if (issues.list.length > 0) throw schema.mapper.refusal(issues);
  return given;
}

/** Returns the value of a key of one attribute: `1` or `"ann"`. */
function soleKey(schema: Schema, json: unknown): unknown {
  const [path, second] = schema.key.paths;
  if (path === undefined || second !== undefined) return json;
  return (testsFromJson(schema, { [path]: json }) as Record<string, unknown>)[path];
}

/** Returns the codec at a path. Undefined if the class has none; the call of the repository then says so. */
function codecAt({ attributes }: Schema, path: string): Codec | undefined {
  const [head = '', ...steps] = path.split('.');
  let codec: Codec | undefined = attributes[head]?.codec;
  for (const step of steps) codec = codec?.part?.(step)?.codec;
  return codec;
}

function valueAt(codec: Codec | undefined, json: unknown, issues: Issues): unknown {
  if (codec === undefined || json === null) return json;
  const converter = (AttributeCodec.is(codec) ? codec.converter : codec) as Converter;
  if (!isPlainObject(json) || held.has(converter.type)) return operandOf(codec, converter, json, issues);
  const [name = '', operand, ...others] = Object.entries(json).flat() as [string?, ...unknown[]];
  const test = others.length === 0 && Object.hasOwn(tests, name) ? tests[name] : undefined;
  if (test !== undefined) return test(testOperand(codec, converter, name, operand, issues) as never);
  issues.report(`must be a value, or an object with one of ${Object.keys(tests).join(', ')}`);
  return json;
}

function testOperand(codec: Codec, converter: Converter, test: string, json: unknown, issues: Issues): unknown {
  if (test === 'exists') return json;
  // A prefix and a part of a text are compared as they are stored.
  if (test === 'beginsWith') return readValue(converter, json, issues);
  if (test === 'contains') return elementOf(converter, json, issues);
  if (test !== 'between' && test !== 'oneOf') return operandOf(codec, converter, json, issues);
  if (Array.isArray(json)) return json.map((each) => operandOf(codec, converter, each, issues));
  issues.report(`must be an array for ${test}`);
  return json;
}

/** Returns an element of a set or a list, or a part of a text. */
function elementOf(converter: Converter, json: unknown, issues: Issues): unknown {
  const { elementType, element = converter } = converter;
  return elementType === undefined ? readValue(element, json, issues) : leafFromJson(elementType, json, issues);
}

function operandOf(codec: Codec, converter: Converter, json: unknown, issues: Issues): unknown {
  const mark = issues.list.length;
  const value = readValue(converter, json, issues);
  const isConverted = AttributeCodec.is(codec) && codec.rules.convert !== undefined;
  return isConverted && issues.list.length === mark ? codec.convertedFrom(value, issues) : value;
}
