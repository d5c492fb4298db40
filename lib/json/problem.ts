import { AnnotableError } from '../errors/annotable-error.ts';
import { TransactionFailedError } from '../errors/transaction-failed-error.ts';
import { ValidationError, type ValidationIssue } from '../errors/validation-error.ts';

/** An error as problem details of HTTP (RFC 9457): the body of a response of the type `application/problem+json`. */
export interface Problem {
  /** The phrase of the status: a problem without `type` is explained by its status alone. */
  readonly title: string;
  /** The HTTP status, 400 to 504. */
  readonly status: number;
  /** The code of the error, for programs: `condition.notFound`. Absent for status 500. */
  readonly code?: string;
  /** The faults of the input, each with path, message, and code. Only for status 400. */
  readonly issues?: readonly ValidationIssue[];
}

/** Options of `problemOf`. */
export interface ProblemOptions {
  /**
   * True if the request has an `If-Match` header: a version conflict and a failed condition are then 412 instead of 409.
   * Default: false.
   */
  readonly ifMatch?: boolean | undefined;
}

/** HTTP status of each error code that a client can cause or wait for. Every other error is a 500. */
const statuses: Readonly<Record<string, number>> = {
  'item.invalid': 400,
  'cursor.invalid': 400,
  'condition.notFound': 404,
  'condition.alreadyExists': 409,
  'condition.notUnique': 409,
  'condition.otherEntity': 409,
  'condition.failed': 409,
  'condition.versionConflict': 409,
  'status.illegalTransition': 409,
  'status.leaseLost': 409,
  'status.payloadMismatch': 409,
  'service.throttled': 503,
  'write.conflict': 503,
  'batch.unprocessed': 503,
  'call.timeout': 504,
  'status.waitTimeout': 504,
  'write.outcomeUnknown': 504,
};

/** Codes that say that a precondition of the request doesn't hold. */
const preconditions: ReadonlySet<string> = new Set(['condition.failed', 'condition.versionConflict']);

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  404: 'Not Found',
  409: 'Conflict',
  412: 'Precondition Failed',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

const problem = (status: number, details: Omit<Problem, 'title' | 'status'> = {}): Problem => ({
  title: titles[status] ?? 'Error',
  status,
  ...details,
});

/**
 * Returns the problem details of an error, as the body of an HTTP response.
 *
 * The statuses are 400 (input, cursors), 404 (no item), 409 (existing items, unique values, conditions, versions, statuses of
 * tracked requests), 412 (conditions and versions, with `ifMatch`), 503 (throttled, or met another write), 504 (no response in time), and 500 for
 * all others. A problem contains no values and no messages of other errors, and that of a 500 contains nothing else: log
 * the error itself.
 *
 * A failed transaction has the problem of its first action that was refused, or 503 if none was: it met another
 * transaction.
 *
 * @param error - anything that was thrown
 * @example
 * problemOf(await orders.getOrThrow('o1').catch((error) => error));
 * // { title: 'Not Found', status: 404, code: 'condition.notFound' }
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export function problemOf(error: unknown, options: ProblemOptions = {}): Problem {
  if (!AnnotableError.is(error)) return problem(500);
  if (error instanceof TransactionFailedError) return transactionProblem(error, options);
  const { code } = error;
  const status = options.ifMatch === true && preconditions.has(code) ? 412 : statuses[code];
  if (status === undefined) return problem(500);
  return problem(status, { code, ...(error instanceof ValidationError && { issues: error.issues }) });
}

function transactionProblem({ code, reasons }: TransactionFailedError, options: ProblemOptions): Problem {
  const refused = reasons.find(({ error }) => error !== undefined);
  if (refused !== undefined) return problemOf(refused.error, options);
  return reasons.some(({ code: reason }) => retryable.has(reason)) ? problem(503, { code }) : problem(500);
}

/** Reasons of DynamoDB that end by themselves. */
const retryable: ReadonlySet<string> = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);
