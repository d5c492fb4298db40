import type { JsonValue } from '../values/attribute-type.ts';
import { StatusFailure } from './status-record.ts';

/** Why a request failed, as the caller tells it: an error that was caught, or its parts. */
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

/** A text of so many bytes at most, cut between characters. */
export function cutText(text: string, maxBytes: number): string {
  const whole = text.toWellFormed();
  if (Buffer.byteLength(whole) <= maxBytes) return whole;
  let end = Math.max(0, maxBytes - Buffer.byteLength(ellipsis));
  const bytes = Buffer.from(whole);
  while (end > 0 && ((bytes[end] as number) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end).toString('utf8') + ellipsis;
}

/** A message, or a reason, as a record and its history keep it: of 1,024 bytes at most. */
export const cutMessage = (message: string): string =>
  // What is no text is refused by the record.
  typeof message === 'string' ? cutText(message, maxMessageBytes) : message;

/** A text of what should be one. */
const textOf = (value: unknown): string | undefined =>
  ['string', 'number', 'boolean', 'bigint'].includes(typeof value) ? String(value) : undefined;

/** What JSON keeps of details; undefined where they can't be written: an error is recorded without them, too. */
function detailsText(details: unknown): string | undefined {
  try {
    return JSON.stringify(details);
  } catch {
    return undefined;
  }
}

/** What is kept of a failure, within so many bytes: details that have no room are left out, and the message is cut. */
export function failureOf(input: FailureInput | undefined, maxBytes: number): StatusFailure {
  const given: { readonly [Part in 'name' | 'code' | 'message' | 'retryable' | 'details']?: unknown } =
    typeof input === 'string' ? { message: input } : ((input ?? {}) as object);
  const { name, code, message, retryable, details } = given;
  const failure = new StatusFailure();
  // The code of a DOMException is a number that nobody knows it by.
  const known = typeof code === 'string' ? code : (textOf(name) ?? textOf(code) ?? 'FAILED');
  failure.code = cutText(known, maxCodeLength);
  failure.message = cutText(textOf(message) ?? 'failed', maxBytes);
  failure.retryable = retryable === true;
  const left = maxBytes - Buffer.byteLength(failure.message);
  const text = detailsText(details);
  if (text !== undefined && Buffer.byteLength(text) <= left) failure.details = JSON.parse(text);
  return failure;
}
