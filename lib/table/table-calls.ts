import { CallTimeoutError } from '../errors/outcome-errors.ts';
import { ThrottledError } from '../errors/throttled-error.ts';
import type { Calls } from '../execution/calls.ts';
import type { CallOptions, Executor } from '../execution/executor.ts';
import type { Attempts } from '../execution/lanes/attempts.ts';
import { exponential } from '../time/backoff.ts';
import { deadlineIn, withDeadline } from '../time/deadline.ts';
import { defaultTimes } from '../time/default-times.ts';
import { retry } from '../time/retry.ts';

/** The time of one operation on a table. */
export interface TableTime {
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
  /** Time of `performance.now()` at which it ends. */
  readonly deadline: number;
}

/** Begins the time of an operation: `timeoutMs` of the call, or else the default. Both are milliseconds. */
export function beginTime({ signal, timeoutMs }: CallOptions, defaultMs: number): TableTime {
  const allMs = timeoutMs ?? defaultMs;
  return { signal, timeoutMs: allMs, deadline: deadlineIn(allMs) };
}

/** Faults that say "not now": somebody else is changing the table, or too many tables are changing. */
const busyFaults: ReadonlySet<unknown> = new Set([
  'ResourceInUseException',
  'LimitExceededException',
  'ContinuousBackupsUnavailableException',
]);
/** Connections that ended while a request was under way; where nobody listens, nobody will. */
const lostConnection = /\b(?:ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|socket hang up)\b/;

const namedBy = (error: unknown): unknown => (error as { readonly name?: unknown } | undefined)?.name;

/** True where another change of the table, or of others, is under way. */
export const isBusy = (error: unknown): boolean => busyFaults.has(namedBy(error));

/** True where the engine doesn't know what it is asked for, as local ones don't know recovery. */
export const isUnknownOperation = (error: unknown): boolean => namedBy(error) === 'UnknownOperationException';

/** True for what may be gone at the next attempt: throttling, a lost connection, a fault of the service. */
function isTransient(error: unknown): boolean {
  if (error instanceof ThrottledError || error instanceof CallTimeoutError) return true;
  const { $fault, $metadata, code, message } = (error ?? {}) as {
    readonly $fault?: unknown;
    readonly $metadata?: { readonly httpStatusCode?: number };
    readonly code?: unknown;
    readonly message?: unknown;
  };
  const isOfService = $fault === 'server' || ($metadata?.httpStatusCode ?? 0) >= 500;
  // An error that the SDK wraps has its code in its message alone.
  return isOfService || lostConnection.test(`${code} ${message}`);
}

const schedule = exponential();

/** Sends the requests of one table, again and again while a failure is transient, until the time is over. */
export class TableCalls {
  readonly #executor: Executor;
  readonly #table: string;

  constructor(executor: Executor, table: string) {
    this.#executor = executor;
    this.#table = table;
  }

  send<Name extends keyof Calls>(
    name: Name,
    input: Calls[Name]['input'],
    time: TableTime,
  ): Promise<Calls[Name]['output']> {
    const { signal, deadline } = time;
    const retryIf = isTransient;
    return retry(() => this.#once(name, input, time, undefined), { schedule, signal, deadline, retryIf });
  }

  /**
   * Sends a change. While another change is under way, it is sent again, too.
   *
   * @param isDone - asked where an answer was lost and the next attempt was refused: true where the lost one did it
   * @param comesRight - true for a refusal that ends by itself
   */
  async change<Name extends keyof Calls>(
    name: Name,
    input: Calls[Name]['input'],
    time: TableTime,
    { isDone, comesRight = isBusy }: { isDone: () => Promise<boolean>; comesRight?: (error: unknown) => boolean },
  ): Promise<void> {
    const attempts: Attempts = { isRepeatable: true };
    const { signal, deadline } = time;
    const attempt = async (): Promise<void> => {
      try {
        await this.#once(name, input, time, attempts);
      } catch (error) {
        const mayBeDone = attempts.unknown !== undefined && signal?.aborted !== true;
        if (isTransient(error) || !mayBeDone || !(await isDone())) throw error;
      }
    };
    const retryIf = (error: unknown): boolean => isTransient(error) || comesRight(error);
    await retry(attempt, { schedule, signal, deadline, retryIf });
  }

  #once<Name extends keyof Calls>(
    name: Name,
    input: Calls[Name]['input'],
    { signal, deadline }: TableTime,
    attempts: Attempts | undefined,
  ): Promise<Calls[Name]['output']> {
    const timeoutMs = Math.max(1, Math.min(defaultTimes.tableRequestMs, deadline - performance.now()));
    return withDeadline({ signal, timeoutMs }, { table: this.#table }, (call) =>
      this.#executor.send(name, input, this.#table, call, attempts),
    );
  }
}
