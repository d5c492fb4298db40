import { CallTimeoutError } from '../errors/outcome-errors.ts';
import { ThrottledError } from '../errors/throttled-error.ts';
import type { Calls } from '../execution/calls.ts';
import type { CallOptions, Executor } from '../execution/executor.ts';
import type { Attempts } from '../execution/lanes/attempts.ts';
import { exponential } from '../time/backoff.ts';
import { deadlineIn, withDeadline } from '../time/deadline.ts';
import { defaultTimes } from '../time/default-times.ts';
import { retry } from '../time/retry.ts';
import { refuseLastingLimit } from './lasting-limit.ts';

/** The time of one operation on a table. */
export interface TableTime {
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
  /** Time of `performance.now()` at which it ends. */
  readonly deadline: number;
}

/** Starts the time of an operation. Its length is `timeoutMs` of the call, or the default, in milliseconds. */
export function beginTime({ signal, timeoutMs }: CallOptions, defaultMs: number): TableTime {
  const allMs = timeoutMs ?? defaultMs;
  return { signal, timeoutMs: allMs, deadline: deadlineIn(allMs) };
}

/**
 * Errors that end by themselves: another client changes the table or its policy, or too many tables are changing.
 * `refuseLastingLimit` has replaced the limits that don't.
 */
const busyFaults: ReadonlySet<unknown> = new Set([
  'ResourceInUseException',
  'LimitExceededException',
  'ContinuousBackupsUnavailableException',
  'PolicyNotFoundException',
]);
/** Messages of connections that ended during a request. A refused connection is not transient: no server listens. */
const lostConnection = /\b(?:ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|socket hang up)\b/;

const namedBy = (error: unknown): unknown => (error as { readonly name?: unknown } | undefined)?.name;

/** True if another change of this table, or of other tables, is running. */
export const isBusy = (error: unknown): boolean => busyFaults.has(namedBy(error));

/** True if the next attempt may succeed: after throttling, a lost connection, or a fault of the service. */
function isTransient(error: unknown): boolean {
  if (error instanceof ThrottledError || error instanceof CallTimeoutError) return true;
  const { $fault, $metadata, code, message } = (error ?? {}) as {
    readonly $fault?: unknown;
    readonly $metadata?: { readonly httpStatusCode?: number };
    readonly code?: unknown;
    readonly message?: unknown;
  };
  const isOfService = $fault === 'server' || ($metadata?.httpStatusCode ?? 0) >= 500;
  // An error that the SDK has wrapped has its code only in its message.
  return isOfService || lostConnection.test(`${code} ${message}`);
}

const schedule = exponential();

/** Sends the requests of one table. Retries transient failures until the time of the operation ends. */
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
   * Sends a change of the table. Also retries while another change is running.
   *
   * @param isDone - called if a response was lost and the next attempt was rejected. True if the lost attempt did it
   * @param isTemporary - true if the rejection ends by itself. Default `isBusy`
   */
  async change<Name extends keyof Calls>(
    name: Name,
    input: Calls[Name]['input'],
    time: TableTime,
    {
      isDone,
      isTemporary = isBusy,
    }: { isDone: () => Promise<boolean>; isTemporary?: ((error: unknown) => boolean) | undefined },
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
    const retryIf = (error: unknown): boolean => isTransient(error) || isTemporary(error);
    await retry(attempt, { schedule, signal, deadline, retryIf });
  }

  async #once<Name extends keyof Calls>(
    name: Name,
    input: Calls[Name]['input'],
    { signal, deadline }: TableTime,
    attempts: Attempts | undefined,
  ): Promise<Calls[Name]['output']> {
    const timeoutMs = Math.max(1, Math.min(defaultTimes.tableRequestMs, deadline - performance.now()));
    try {
      return await withDeadline({ signal, timeoutMs }, { table: this.#table }, (call) =>
        this.#executor.send(name, input, this.#table, call, attempts),
      );
    } catch (error) {
      refuseLastingLimit(this.#table, error);
      throw error;
    }
  }
}
