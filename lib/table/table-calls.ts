import { CallTimeoutError } from '../errors/outcome-errors.ts';
import { ThrottledError } from '../errors/throttled-error.ts';
import { backoffMs, wait } from '../execution/backoff.ts';
import type { Calls } from '../execution/calls.ts';
import { withDeadline } from '../execution/deadline.ts';
import type { CallOptions, Executor } from '../execution/executor.ts';
import type { Attempts } from '../execution/lanes/attempts.ts';

/** Milliseconds that one request may take. */
const requestMs = 30_000;

/** The time of one operation on a table. */
export interface TableTime {
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
  /** When it ends, in milliseconds since 1970. */
  readonly endMs: number;
}

/** Begins the time of an operation. @param usualMs - milliseconds, where the call says nothing */
export function beginTime({ signal, timeoutMs }: CallOptions, usualMs: number): TableTime {
  const allMs = timeoutMs ?? usualMs;
  return { signal, timeoutMs: allMs, endMs: Date.now() + allMs };
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

/** Waits before another attempt. @throws the error of the last one where the time is over, or the caller has aborted */
async function pause(attempt: number, { signal, endMs }: TableTime, error: unknown): Promise<void> {
  const pauseMs = backoffMs(attempt);
  if (signal?.aborted === true || Date.now() + pauseMs >= endMs) throw error;
  await wait(pauseMs, signal);
}

/** Sends the requests of one table, again and again while a failure is transient, until the time is over. */
export class TableCalls {
  readonly #executor: Executor;
  readonly #table: string;

  constructor(executor: Executor, table: string) {
    this.#executor = executor;
    this.#table = table;
  }

  async send<Name extends keyof Calls>(
    name: Name,
    input: Calls[Name]['input'],
    time: TableTime,
  ): Promise<Calls[Name]['output']> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#once(name, input, time, undefined);
      } catch (error) {
        if (!isTransient(error)) throw error;
        await pause(attempt, time, error);
      }
    }
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
    for (let attempt = 0; ; attempt++) {
      try {
        await this.#once(name, input, time, attempts);
        return;
      } catch (error) {
        const isRefused = !isTransient(error);
        if (isRefused && attempts.unknown !== undefined && time.signal?.aborted !== true && (await isDone())) return;
        if (isRefused && !comesRight(error)) throw error;
        await pause(attempt, time, error);
      }
    }
  }

  #once<Name extends keyof Calls>(
    name: Name,
    input: Calls[Name]['input'],
    { signal, endMs }: TableTime,
    attempts: Attempts | undefined,
  ): Promise<Calls[Name]['output']> {
    const timeoutMs = Math.max(1, Math.min(requestMs, endMs - Date.now()));
    return withDeadline({ signal, timeoutMs }, { table: this.#table }, (call) =>
      this.#executor.send(name, input, this.#table, call, attempts),
    );
  }
}
