import { anything, type CheckOptions, kind, optionRules } from '../errors/option-rules.ts';
import type { JsonValue } from '../values/attribute-type.ts';
import type { StatusRecord } from './status-record.ts';

/** Addresses of the status and the result of a tracked request, and more options of the response. */
export interface StatusResponseOptions {
  /** URL of the status. */
  readonly location: string;
  /** URL of the result. A succeeded request redirects there. Without it, the result is in the body. */
  readonly resultLocation?: string | undefined;
  /** Seconds until the client polls again, rounded up to 1 or more. Default 2. */
  readonly retryAfterSeconds?: number | undefined;
  /** Result that is not in the record. If `record.resultId` is set, pass `await tracker.resultOf(record)`. */
  readonly result?: JsonValue | undefined;
}

const checkResponse: CheckOptions = optionRules<StatusResponseOptions>({
  location: anything,
  resultLocation: anything,
  retryAfterSeconds: kind('must be a number', (value) => typeof value === 'number'),
  result: anything,
});

/** An HTTP response, in a form that any web framework can send. */
export interface StatusResponse {
  readonly status: 200 | 202 | 303 | 404;
  readonly headers: Readonly<Record<string, string>>;
  /** Body to send as JSON. */
  readonly body: Readonly<Record<string, JsonValue>>;
}

const defaultRetryAfterSeconds = 2;
/** Returns a whole number of at least 1, because `Retry-After` has no fractions. */
const wholeSeconds = (seconds: number): string =>
  String(Math.min(Number.MAX_SAFE_INTEGER, Math.max(1, Math.ceil(seconds) || defaultRetryAfterSeconds)));
const isoOf = (date: Date | undefined): string | undefined => date?.toISOString();

/**
 * Returns the HTTP response for a tracked request, in the asynchronous request-reply pattern.
 *
 * 202 with `Location` and `Retry-After` while the request is open. 303 to the result after a success, or 200 without
 * `resultLocation`. 200 with the error after a failure. 404 if it does not exist.
 *
 * @param record - undefined if the request does not exist
 * @example
 * const { status, headers, body } = statusResponse(await tracker.get(id), { location: `/orders/${id}` });
 * // 202, { Location: '/orders/7', 'Retry-After': '2' }, { requestId: '7', status: 'IN_PROGRESS', progress: 40, … }
 */
export function statusResponse(record: StatusRecord | undefined, options: StatusResponseOptions): StatusResponse {
  checkResponse(options, 'the status', 'statusResponse');
  const { location, resultLocation, retryAfterSeconds = defaultRetryAfterSeconds } = options;
  const common = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };
  if (record === undefined)
    return {
      status: 404,
      headers: common,
      body: { error: { code: 'NOT_FOUND', message: 'there is no such request' } },
    };
  const body = bodyOf(record, options.result ?? record.result);
  const headers = { ...common, Location: location };
  if (record.finishedAt === undefined)
    return { status: 202, headers: { ...headers, 'Retry-After': wholeSeconds(retryAfterSeconds) }, body };
  if (record.error !== undefined || resultLocation === undefined) return { status: 200, headers, body };
  return { status: 303, headers: { ...common, Location: resultLocation }, body };
}

function bodyOf(record: StatusRecord, result: JsonValue | undefined): Record<string, JsonValue> {
  const { requestId, status, progress, done, total, message, error } = record;
  const known = {
    requestId,
    status,
    createdAt: isoOf(record.createdAt),
    updatedAt: isoOf(record.timestamp),
    startedAt: isoOf(record.startedAt),
    finishedAt: isoOf(record.finishedAt),
    progress,
    done,
    total,
    message,
    cancelRequestedAt: isoOf(record.cancelRequestedAt),
    error: error && { ...error },
    result,
  };
  return Object.fromEntries(Object.entries(known).filter((pair): pair is [string, JsonValue] => pair[1] !== undefined));
}
