import { ConfigurationError } from '../errors/configuration-error.ts';
import { TableNotFoundError } from '../errors/table-errors.ts';
import { ThrottledError, type ThrottlingReason } from '../errors/throttled-error.ts';

const throttlings: ReadonlySet<unknown> = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
]);

const tokenMismatch = 'IdempotentParameterMismatchException';
const usedToken =
  'the token was used with other actions within the last ten minutes, so nothing of this transaction was done; ' +
  'give each transaction a token of its own';

/** What the SDK's exceptions can carry; two of them write the reasons with a capital, one without. */
interface ServiceFault {
  readonly name?: unknown;
  readonly ThrottlingReasons?: readonly RawReason[];
  readonly throttlingReasons?: readonly RawReason[];
}

interface RawReason {
  readonly reason?: string;
  readonly resource?: string;
}

/** An error of the service in the framework's words; all that need no translation come back as they are. */
export function translateError(error: unknown, table: string): unknown {
  const fault = (typeof error === 'object' && error !== null ? error : {}) as ServiceFault;
  if (fault.name === 'ResourceNotFoundException') return new TableNotFoundError(table, error);
  if (fault.name === tokenMismatch) return new ConfigurationError(`${table}: ${usedToken}`, { cause: error });
  return throttlings.has(fault.name) ? new ThrottledError(table, reasonsOf(fault), error) : error;
}

function reasonsOf({ ThrottlingReasons, throttlingReasons }: ServiceFault): ThrottlingReason[] {
  const reasons = ThrottlingReasons ?? throttlingReasons;
  if (!Array.isArray(reasons)) return [];
  return reasons.map((each?: RawReason) => ({ reason: each?.reason ?? 'unknown', resource: each?.resource }));
}

/** True for the error of a write whose condition doesn't hold. */
export function isConditionFailure(error: unknown): error is Error & { readonly Item?: Record<string, never> } {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException';
}

/** True for the error of a write that met a transaction at work on its item. */
export function isConflict(error: unknown): boolean {
  return error instanceof Error && error.name === 'TransactionConflictException';
}

/** True for a refused transaction whose token was used with other actions: not even an attempt without a response did it. */
export const isTokenMismatch = (error: unknown): boolean =>
  error instanceof ConfigurationError && error.cause instanceof Error && error.cause.name === tokenMismatch;
