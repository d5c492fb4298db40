/** Errors as problem details: https://www.rfc-editor.org/rfc/rfc9457 */
import { STATUS_CODES } from 'node:http';
import { AnnotableError, ValidationError, type ValidationIssue } from 'annotable';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';

export interface Problem {
  /** The phrase of the status, because a problem without `type` is explained by its status. */
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  /** The code of annotable, for programs: `condition.notFound`. */
  readonly code?: string;
  /** The faults of the body, each with path, message, and code. */
  readonly issues?: readonly ValidationIssue[];
}

/** HTTP status of each error code that a client can cause or wait for. Every other error is a 500. */
const statuses: Readonly<Record<string, number>> = {
  'item.invalid': 400,
  'cursor.invalid': 400,
  'condition.notFound': 404,
  'condition.failed': 412,
  'condition.versionConflict': 412,
  'service.throttled': 503,
  'call.timeout': 504,
};

const problem = (status: number, details: Omit<Problem, 'title' | 'status'> = {}): Problem => ({
  title: STATUS_CODES[status] ?? 'Error',
  status,
  ...details,
});

/** Returns the problem of an error. The problem of a 500 has no details. */
function problemOf(error: Error): Problem {
  if (error instanceof HTTPException)
    return problem(error.status, error.message === '' ? {} : { detail: error.message });
  const code = AnnotableError.is(error) ? error.code : '';
  const status = statuses[code];
  if (status === undefined) {
    console.error(error);
    return problem(500);
  }
  return problem(status, { code, ...(error instanceof ValidationError && { issues: error.issues }) });
}

/** Sends an error as problem details. Use it as `app.onError`. */
export function sendProblem(error: Error, context: Context): Response {
  const body = problemOf(error);
  return context.body(JSON.stringify(body), body.status as 500, { 'Content-Type': 'application/problem+json' });
}
