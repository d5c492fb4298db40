import { TableNotFoundError } from '../errors/table-errors.ts';
import { ThrottledError, type ThrottlingReason } from '../errors/throttled-error.ts';

const throttlings: ReadonlySet<unknown> = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
]);

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
  return throttlings.has(fault.name) ? new ThrottledError(table, reasonsOf(fault), error) : error;
}

function reasonsOf({ ThrottlingReasons, throttlingReasons }: ServiceFault): ThrottlingReason[] {
  const reasons = ThrottlingReasons ?? throttlingReasons ?? [];
  return reasons.map(({ reason, resource }) => ({ reason: reason ?? 'unknown', resource }));
}

/** True for the error of a write whose condition doesn't hold. */
export function isConditionFailure(error: unknown): error is Error & { readonly Item?: Record<string, never> } {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException';
}

/** True for the error of a write that met a transaction at work on its item. */
export function isConflict(error: unknown): boolean {
  return error instanceof Error && error.name === 'TransactionConflictException';
}

/** What tells whether a failed request was done. */
interface SentFault {
  readonly name?: unknown;
  readonly cause?: unknown;
  readonly $fault?: unknown;
  readonly $metadata?: { readonly attempts?: number };
}

/** True where a request may have been done although it failed: its answer, or that of one of its attempts, was lost. */
export function mayHaveBeenDone(error: unknown): boolean {
  const { name, $fault, $metadata } = ((error instanceof ThrottledError ? error.cause : error) ?? {}) as SentFault;
  return $fault !== 'client' || ($metadata?.attempts ?? 1) > 1 || name === 'TransactionInProgressException';
}
