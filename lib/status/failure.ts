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

/** What is kept of a failure, within so many bytes: details that have no room are left out, and the message is cut. */
export function failureOf(input: FailureInput | undefined, maxBytes: number): StatusFailure {
  const given = typeof input === 'string' ? { message: input } : (input ?? {});
  const {
    code = (given as { name?: string }).name,
    message = 'failed',
    retryable = false,
    details,
  } = given as {
    code?: unknown;
    message?: string;
    retryable?: unknown;
    details?: JsonValue;
  };
  const failure = new StatusFailure();
  failure.code = cutText(String(code ?? 'FAILED'), maxCodeLength);
  failure.message = cutText(String(message), maxBytes);
  failure.retryable = retryable === true;
  const left = maxBytes - Buffer.byteLength(failure.message);
  const text = details === undefined ? undefined : JSON.stringify(details);
  if (text !== undefined && Buffer.byteLength(text) <= left) failure.details = JSON.parse(text);
  return failure;
}
