import type { AttributeValue } from '../sdk-types.ts';
import { closeBrace } from './ascii.ts';
import type { Converter } from './converter.ts';
import { type Issues, kindOf } from './issues.ts';
import { literal, unreadable } from './json-reader.ts';
import { isBytes } from './kinds.ts';
import { isBase64, reportTag } from './stored-value.ts';

/** True if UTF-8 can represent the text. Reports half of a surrogate pair, which UTF-8 would replace. */
export function isStorableText(text: string, issues: Issues): boolean {
  if (text.isWellFormed()) return true;
  issues.report('holds half of a surrogate pair, which UTF-8 would replace; store it as Uint8Array');
  return false;
}

/** Upper bound of the bytes of a text: UTF-8 has at most three for a UTF-16 unit. */
export const textWeight = (text: string): number => 3 * text.length;

/** `String`: S, also the empty string. */
export const stringConverter: Converter = {
  kind: 'S',
  type: 'string',
  expected: 'a string',
  encode(value: unknown, issues: Issues): AttributeValue | undefined {
    if (typeof value !== 'string') {
      issues.report(`must be a string, not ${kindOf(value)}`);
      return undefined;
    }
    issues.weight += textWeight(value);
    return isStorableText(value, issues) ? { S: value } : undefined;
  },
  decode(stored: AttributeValue, issues: Issues): unknown {
    return typeof stored?.S === 'string' ? stored.S : reportTag('S', stored, issues);
  },
  form: { opening: '{"S":"', read: (json) => json.stored() },
};

const jsonTrue = literal('true');
const jsonFalse = literal('false');

/** `Boolean`: BOOL. */
export const booleanConverter: Converter = {
  kind: 'BOOL',
  type: 'boolean',
  expected: 'a boolean',
  encode(value: unknown, issues: Issues): AttributeValue | undefined {
    issues.weight += 1;
    if (typeof value === 'boolean') return { BOOL: value };
    issues.report(`must be a boolean, not ${kindOf(value)}`);
    return undefined;
  },
  decode(stored: AttributeValue, issues: Issues): unknown {
    return typeof stored?.BOOL === 'boolean' ? stored.BOOL : reportTag('BOOL', stored, issues);
  },
  form: {
    opening: '{"BOOL":',
    read(json) {
      const isTrue = json.passesAll(jsonTrue);
      if (!isTrue && !json.passesAll(jsonFalse)) throw unreadable;
      json.pass(closeBrace);
      return isTrue;
    },
  },
};

/**
 * Returns a copy as a plain `Uint8Array`, whichever subclass the bytes have. Even the bytes of a default are not
 * shared.
 */
export function plainBytes(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

/**
 * Returns a copy of stored bytes. Accepts base64 text too, as in the stream images that a Lambda function receives.
 *
 * @returns undefined, with an issue, if they are anything else
 */
export function storedBytes(stored: unknown, issues: Issues): Uint8Array | undefined {
  if (isBytes(stored)) return plainBytes(stored);
  if (isBase64(stored)) return plainBytes(Buffer.from(stored, 'base64'));
  issues.report('is stored as bytes that are neither a Uint8Array nor base64 text');
  return undefined;
}

/** `Uint8Array`: B. Accepts any `Uint8Array`, also a `Buffer`, and copies it, so later changes have no effect. */
export const binaryConverter: Converter = {
  kind: 'B',
  type: 'bytes',
  expected: 'a Uint8Array',
  encode(value: unknown, issues: Issues): AttributeValue | undefined {
    if (!isBytes(value)) {
      issues.report(`must be a Uint8Array, not ${kindOf(value)}`);
      return undefined;
    }
    issues.weight += value.byteLength;
    return { B: plainBytes(value) };
  },
  decode(stored: AttributeValue, issues: Issues): unknown {
    return stored?.B === undefined ? reportTag('B', stored, issues) : storedBytes(stored.B, issues);
  },
};
