import type { JsonValue } from '../values/attribute-type.ts';
import { StatusFailure } from './status-record.ts';

/** The reason of a failure: an error that was caught, a message, or the parts of an error. */
export type FailureInput =
  | Error
  | string
  | {
      readonly code?: string | undefined;
      readonly message?: string | undefined;
      readonly retryable?: boolean | undefined;
      readonly details?: JsonValue | undefined;
    };

const maxCodeLength = 100;
const maxMessageBytes = 1_024;
const ellipsis = '…';

/** Returns a text of at most `maxBytes` bytes, cut between characters. A cut text ends with `…`. */
export function cutText(text: string, maxBytes: number): string {
  const whole = text.toWellFormed();
  if (Buffer.byteLength(whole) <= maxBytes) return whole;
  let end = Math.max(0, maxBytes - Buffer.byteLength(ellipsis));
  const bytes = Buffer.from(whole);
  while (end > 0 && ((bytes[end] as number) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end).toString('utf8') + ellipsis;
}

/** Returns a message or reason of at most 1,024 bytes, for a record and its history. */
export const cutMessage = (message: string): string =>
  // The mapper of the record rejects a value that is not a string.
  typeof message === 'string' ? cutText(message, maxMessageBytes) : message;

/** Returns a primitive value as text. Undefined for any other value. */
const textOf = (value: unknown): string | undefined =>
  ['string', 'number', 'boolean', 'bigint'].includes(typeof value) ? String(value) : undefined;

/** Returns the JSON of the details. Undefined if they are not JSON, because the failure is recorded without them. */
function detailsText(details: unknown): string | undefined {
  try {
    return JSON.stringify(details);
  } catch {
    return undefined;
  }
}

/** Returns the stored form of a failure. Cuts a message above `maxBytes`, and leaves out details that don't fit. */
export function failureOf(input: FailureInput | undefined, maxBytes: number): StatusFailure {
  const parts: { readonly [Part in 'name' | 'code' | 'message' | 'retryable' | 'details']?: unknown } =
    typeof input === 'string' ? { message: input } : ((input ?? {}) as object);
  const { name, code, message, retryable, details } = parts;
  const failure = new StatusFailure();
  // A DOMException is known by its name. Its code is a legacy number.
  const known = typeof code === 'string' ? code : (textOf(name) ?? textOf(code) ?? 'FAILED');
  failure.code = cutText(known, maxCodeLength);
  failure.message = cutText(textOf(message) ?? 'failed', maxBytes);
  failure.retryable = retryable === true;
  const left = maxBytes - Buffer.byteLength(failure.message);
  const text = detailsText(details);
  if (text !== undefined && Buffer.byteLength(text) <= left) failure.details = JSON.parse(text);
  return failure;
}
