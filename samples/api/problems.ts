/** Errors as problem details: https://www.rfc-editor.org/rfc/rfc9457 */
import { STATUS_CODES } from 'node:http';
import { type Problem as AnnotableProblem, problemOf } from 'annotable';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';

/** A problem of annotable, or of HTTP itself. */
export interface Problem extends AnnotableProblem {
  readonly detail?: string;
}

/** Returns the problem of an error. The problem of a 500 has no details. */
function describe(error: Error): Problem {
  if (error instanceof HTTPException) {
    const { message, status } = error;
    return { title: STATUS_CODES[status] ?? 'Error', status, ...(message !== '' && { detail: message }) };
  }
  // Each write of this API has If-Match.
  const problem = problemOf(error, { ifMatch: true });
  if (problem.status === 500) console.error(error);
  return problem;
}

/** Sends an error as problem details. Use it as `app.onError`. */
export function sendProblem(error: Error, context: Context): Response {
  const body = describe(error);
  return context.body(JSON.stringify(body), body.status as 500, { 'Content-Type': 'application/problem+json' });
}
