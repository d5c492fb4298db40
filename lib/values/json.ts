import type { AttributeValue } from '../sdk-types.ts';
import { isPlainObject, listConverter, mapConverter } from './collections.ts';
import type { Converter, Part } from './converter.ts';
import { type Issues, kindOf, type PathElement } from './issues.ts';
import { type JsonReader, unreadable } from './json-reader.ts';
import { doubleText, numberWeight } from './numbers.ts';
import { stringConverter } from './scalars.ts';
import { reportTag, tagOf } from './stored-value.ts';

function encodeNumber(value: number, issues: Issues): AttributeValue | undefined {
  issues.weight += numberWeight;
  const text = doubleText.toText(value, issues);
  return text === undefined ? undefined : { N: text };
}

function encodeJson(value: unknown, issues: Issues): AttributeValue | undefined {
  issues.weight += 1;
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return stringConverter.encode(value, issues);
  if (typeof value === 'number') return encodeNumber(value, issues);
  if (typeof value === 'boolean') return { BOOL: value };
  if (Array.isArray(value)) return jsonList.encode(value, issues);
  if (isPlainObject(value)) return jsonMap.encode(value, issues);
  issues.report(`must be a JSON value, not ${kindOf(value)}`);
  return undefined;
}

/** Type tags of JSON values. */
const jsonTags: ReadonlySet<string> = new Set(['S', 'N', 'M', 'L', 'BOOL', 'NULL']);

function decodeJson(stored: AttributeValue, issues: Issues): unknown {
  if (typeof stored?.S === 'string') return stored.S;
  if (typeof stored?.N === 'string') return doubleText.fromText(stored.N, issues);
  if (stored?.M !== undefined) return jsonMap.decode(stored, issues);
  if (stored?.L !== undefined) return jsonList.decode(stored, issues);
  if (typeof stored?.BOOL === 'boolean') return stored.BOOL;
  if (stored?.NULL === true) return null;
  const tag = tagOf(stored);
  if (jsonTags.has(tag)) return reportTag(tag, stored, issues);
  issues.report(`is stored as ${tag}, which is no JSON type`);
  return undefined;
}

function readJson(json: JsonReader): unknown {
  const stored = json.value() as AttributeValue;
  // The decoder of an attribute could read a value with two tags differently.
  if (Object.keys(stored).length !== 1) throw unreadable;
  return decodeJson(stored, json.issues);
}

/** True for types whose stored values are JSON. Numbers only if they are read as doubles, which have a strict form. */
function isJson(source: Converter): boolean {
  if (source.kind === 'S' || source.kind === 'BOOL' || source.kind === 'JSON') return true;
  if (source.kind === 'N') return source.strict !== undefined;
  const elements = source.elements ?? (source.element && [source.element]);
  return elements?.every(isJson) === true;
}

/** `json()`: S, N, BOOL, NULL, L, or M, by the value. */
export const jsonConverter: Converter = {
  kind: 'JSON',
  type: 'json',
  expected: 'a JSON value',
  encode: encodeJson,
  decode: decodeJson,
  form: { opening: '', read: readJson },
  part: (element: PathElement): Part => ({ element, codec: jsonConverter, optional: true }),
  holds: isJson,
};

const jsonList: Converter = listConverter(jsonConverter);
const jsonMap: Converter = mapConverter(jsonConverter);
