import { ConfigurationError } from '../errors/configuration-error.ts';
import { TableNotFoundError } from '../errors/table-errors.ts';
import { ThrottledError, type ThrottlingReason } from '../errors/throttled-error.ts';
import { WriteConflictError } from '../errors/write-conflict-error.ts';

const throttlings: ReadonlySet<unknown> = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
]);

/** Faults of a table that doesn't exist. The second one is of the calls about backups. */
const absences: ReadonlySet<unknown> = new Set(['ResourceNotFoundException', 'TableNotFoundException']);

/** Faults of a write that met another one: in a transaction, or in another region. */
const conflicts: ReadonlySet<unknown> = new Set(['TransactionConflictException', 'ReplicatedWriteConflictException']);

const tokenMismatch = 'IdempotentParameterMismatchException';
const usedToken =
  'the token was used with other actions within the last ten minutes, so nothing of this transaction was done; ' +
  'give each transaction a token of its own';

/** Fields of the exceptions of the SDK. Two exceptions write the reasons with a capital letter, one without. */
interface ServiceFault {
  readonly name?: unknown;
  readonly ThrottlingReasons?: readonly RawReason[];
  readonly throttlingReasons?: readonly RawReason[];
}

interface RawReason {
  readonly reason?: string;
  readonly resource?: string;
}

/** Translates an error of the service into an error of this package. Returns any other error unchanged. */
export function translateError(error: unknown, table: string): unknown {
  const fault = (typeof error === 'object' && error !== null ? error : {}) as ServiceFault;
  if (absences.has(fault.name)) return new TableNotFoundError(table, error);
  if (conflicts.has(fault.name)) return new WriteConflictError({ table }, error);
  if (fault.name === tokenMismatch) return new ConfigurationError(`${table}: ${usedToken}`, { cause: error });
  return throttlings.has(fault.name) ? new ThrottledError(table, reasonsOf(fault), error) : error;
}

function reasonsOf({ ThrottlingReasons, throttlingReasons }: ServiceFault): ThrottlingReason[] {
  const reasons = ThrottlingReasons ?? throttlingReasons;
  if (!Array.isArray(reasons)) return [];
  return reasons.map((each?: RawReason) => ({ reason: each?.reason ?? 'unknown', resource: each?.resource }));
}

/** True for the error of a write whose condition failed. */
export function isConditionFailure(error: unknown): error is Error & { readonly Item?: Record<string, never> } {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException';
}

/** True for the error of a write that conflicts with a running transaction, or with a write in another region. */
export const isConflict = (error: unknown): error is WriteConflictError => error instanceof WriteConflictError;

/** True if a transaction was rejected because its token was used with other actions. Then no attempt has done it. */
export const isTokenMismatch = (error: unknown): boolean =>
  error instanceof ConfigurationError && error.cause instanceof Error && error.cause.name === tokenMismatch;
