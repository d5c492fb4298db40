import { ConfigurationError } from '../errors/configuration-error.ts';
import { CallTimeoutError } from '../errors/outcome-errors.ts';
import { type Abortable, addAbortListener, removeAbortListener, sharedController } from './abort-listeners.ts';
import { withCallers, withOwnStack } from './callers.ts';
import { defaultTimes } from './default-times.ts';

/** Longest timer of Node, in milliseconds: almost 25 days. A longer operation has no end. */
export const maxTimerMs: number = 2 ** 31 - 1;

/** The options of a caller that end an operation. */
interface CallTimes {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
}

/** The table of an operation, for messages, and its default time. */
export interface DeadlineSettings {
  readonly table: string;
  /** Milliseconds if the call has no `timeoutMs`. Default 30,000. */
  readonly timeoutMs?: number | undefined;
}

/**
 * One running operation, until its deadline or an abort. Its `AbortSignal` is created lazily, because creating one
 * costs more than the rest of the call.
 */
export class Operation implements Abortable {
  #ended: { readonly reason: unknown } | undefined;
  #controller: AbortController | undefined;
  #listeners: (() => void)[] = [];
  /** Milliseconds of the whole operation. */
  readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    this.timeoutMs = timeoutMs;
  }

  /** The signal that is aborted when the operation ends early. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = sharedController();
      if (this.#ended !== undefined) this.#controller.abort(this.#ended.reason);
    }
    return this.#controller.signal;
  }

  get aborted(): boolean {
    return this.#ended !== undefined;
  }

  get reason(): unknown {
    return this.#ended?.reason;
  }

  throwIfAborted(): void {
    if (this.#ended !== undefined) throw this.#ended.reason;
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    // `push` on an empty array allocates room for 17 elements, and most operations have one listener.
    if (this.#listeners.length === 0) this.#listeners = [listener];
    else if (!this.#listeners.includes(listener)) this.#listeners.push(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    if (this.#listeners.at(-1) === listener) this.#listeners.pop();
    else this.#listeners = this.#listeners.filter((other) => other !== listener);
  }

  /** Ends the operation early. Only the first call has an effect. */
  end(reason: unknown): void {
    if (this.#ended !== undefined) return;
    this.#ended = { reason };
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
    this.#controller?.abort(reason);
  }
}

/** Returns the time of `performance.now()` after some milliseconds. The system clock can be set, and this one can't. */
export const deadlineIn = (milliseconds: number): number => performance.now() + milliseconds;

/**
 * Runs an operation that ends in time. At its end, its requests and the pauses between them are aborted.
 *
 * @throws ConfigurationError `configuration.invalid` if `timeoutMs` is not a number above 0
 * @throws CallTimeoutError `call.timeout` if the work observes the end of the time
 */
export async function withDeadline<Result>(
  options: CallTimes,
  { table, timeoutMs: defaultMs = defaultTimes.callMs }: DeadlineSettings,
  work: (call: Operation) => Promise<Result>,
): Promise<Result> {
  const { signal, timeoutMs = defaultMs } = options;
  if (signal?.aborted === true) throw withOwnStack(signal.reason);
  if (!(typeof timeoutMs === 'number' && timeoutMs > 0))
    throw new ConfigurationError('timeoutMs must be a number of milliseconds above 0; Infinity for no end');
  const call = new Operation(timeoutMs);
  const abort = (): void => call.end(withOwnStack(signal?.reason));
  const end = (): void => call.end(new CallTimeoutError(table, timeoutMs));
  const timer = timeoutMs > maxTimerMs ? undefined : setTimeout(end, timeoutMs);
  if (signal !== undefined) addAbortListener(signal, abort);
  try {
    return await work(call);
  } catch (error) {
    throw withCallers(error, withDeadline);
  } finally {
    clearTimeout(timer);
    if (signal !== undefined) removeAbortListener(signal, abort);
  }
}

/**
 * Resolves or rejects like the promise. Rejects with the reason as soon as `ending` is aborted, and then ignores the
 * promise.
 *
 * @param explain - returns the error to throw for an error of the promise, or for the reason
 */
export function untilAborted<Result>(
  promise: Promise<Result>,
  ending: Abortable | undefined,
  explain: (error: unknown) => unknown = (error) => error,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      try {
        reject(explain(error));
      } catch (unexpected) {
        reject(unexpected);
      }
    };
    const abort = (): void => fail(ending?.reason);
    // A handler for both outcomes: an ignored promise must not cause an unhandled rejection.
    promise.then(
      (result) => {
        if (ending !== undefined) unlisten(ending, abort);
        resolve(result);
      },
      (error) => {
        if (ending !== undefined) unlisten(ending, abort);
        fail(error);
      },
    );
    if (ending?.aborted === true) abort();
    else if (ending !== undefined) listen(ending, abort);
  });
}

/** Adds a listener. An operation has its own list, which costs less than the shared listener of a signal. */
const listen = (ending: Abortable, listener: () => void): void =>
  ending instanceof Operation ? ending.addEventListener('abort', listener) : addAbortListener(ending, listener);

const unlisten = (ending: Abortable, listener: () => void): void =>
  ending instanceof Operation ? ending.removeEventListener('abort', listener) : removeAbortListener(ending, listener);
