import type { JsonValue } from '../values/attribute-type.ts';
import type { Converter, ValueType } from '../values/converter.ts';
import { dateConverter } from '../values/dates.ts';
import { floatText } from '../values/float-text.ts';
import { Issues, kindOf } from '../values/issues.ts';
import { isBase64 } from '../values/stored-value.ts';

/** Returns the JSON of a value without parts. The value fits its type. */
export function leafToJson(type: ValueType, value: unknown): JsonValue {
  if (type === 'bigint') return String(value);
  if (type === 'date') return (value as Date).toISOString();
  if (type === 'bytes') return Buffer.from(value as Uint8Array).toString('base64');
  if (type === 'vector') return Array.from(value as Float32Array, (float) => Number(floatText(float)));
  return value as JsonValue;
}

/** What JSON must hold for a type, in words. */
const expected: Readonly<Partial<Record<ValueType, string>>> = {
  string: 'a string',
  number: 'a number',
  boolean: 'a boolean',
  bigint: "a whole number as a string, like '12'",
  decimal: "a decimal number as a string, like '12.5'",
  date: "a date as a string, like '2026-01-31T10:00:00Z'",
  bytes: 'bytes as base64 text',
};

const wholePattern = /^-?\d+$/;

/** Returns the value of JSON without parts. Reports an issue if it doesn't fit the type. */
export function leafFromJson(type: ValueType, json: unknown, issues: Issues): unknown {
  const value = type === 'json' ? json : readLeaf(type, json);
  if (value === undefined)
    issues.report(`must be ${expected[type]}${typeof json === 'string' ? '' : `, not ${kindOf(json)}`}`);
  return value;
}

function readLeaf(type: ValueType, json: unknown): unknown {
  if (type === 'number' || type === 'boolean') return typeof json === type ? json : undefined;
  if (typeof json !== 'string') return undefined;
  if (type === 'bigint') return wholePattern.test(json) ? BigInt(json) : undefined;
  if (type === 'date') return readDate(json);
  if (type === 'bytes') return isBase64(json) ? new Uint8Array(Buffer.from(json, 'base64')) : undefined;
  return json;
}

function readDate(text: string): unknown {
  const issues = new Issues();
  const date = dateConverter.decode({ S: text }, issues);
  return issues.list.length === 0 ? date : undefined;
}

/** Reports a value that its type doesn't store, such as an invalid date. */
export function checkLeaf(converter: Converter, value: unknown, issues: Issues): boolean {
  const mark = issues.list.length;
  converter.encode(value, issues);
  return issues.list.length === mark;
}
