import { ConfigurationError } from '../errors/configuration-error.ts';
import { CallTimeoutError } from '../errors/outcome-errors.ts';
import { type Abortable, addAbortListener, removeAbortListener, sharedController } from './abort-listeners.ts';
import { withCallers, withOwnStack } from './callers.ts';

/** Milliseconds that an operation may take, where nothing else is said. */
const defaultTimeoutMs = 30_000;

/** Milliseconds of the longest timer that there is, almost 25 days: what is to last longer doesn't end. */
const maxTimerMs = 2 ** 31 - 1;

/** What a caller says of an operation's time. */
interface CallTimes {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
}

/** How long an operation may take, and what it is about. */
export interface DeadlineSettings {
  readonly table: string;
  /** Milliseconds, where the call says nothing. */
  readonly timeoutMs?: number | undefined;
}

/**
 * An operation under way: it ends at the end of its time, or when its caller aborts it. A signal costs more than all else
 * that is done for a call, so there is none before somebody asks for it.
 */
export class Operation implements Abortable {
  #ended: { readonly reason: unknown } | undefined;
  #controller: AbortController | undefined;
  #listeners: (() => void)[] = [];
  /** Milliseconds of all of it. */
  readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    this.timeoutMs = timeoutMs;
  }

  /** A signal that is aborted when the operation ends early. */
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
    // A push into an empty list takes room for 17, and most operations have one listener.
    if (this.#listeners.length === 0) this.#listeners = [listener];
    else if (!this.#listeners.includes(listener)) this.#listeners.push(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    if (this.#listeners.at(-1) === listener) this.#listeners.pop();
    else this.#listeners = this.#listeners.filter((other) => other !== listener);
  }

  /** Ends it early; the first reason counts. */
  end(reason: unknown): void {
    if (this.#ended !== undefined) return;
    this.#ended = { reason };
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
    this.#controller?.abort(reason);
  }
}

/**
 * Does an operation that ends in its time, whatever happens: its calls, and the waits between them, are aborted then.
 *
 * @throws ConfigurationError where the time is none
 * @throws CallTimeoutError `call.timeout`
 */
export async function withDeadline<Result>(
  options: CallTimes,
  { table, timeoutMs: usualMs = defaultTimeoutMs }: DeadlineSettings,
  work: (call: Operation) => Promise<Result>,
): Promise<Result> {
  const { signal, timeoutMs = usualMs } = options;
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
 * What a promise comes to; rejects with the reason as soon as `ending` is aborted, and lets the promise go.
 *
 * @param explain - what is thrown for an error, or for the reason
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
    // Both outcomes are taken, so that what nobody waits for any more may fail without an unhandled rejection.
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

/** An operation has listeners of its own, which cost less than those that share a signal. */
const listen = (ending: Abortable, listener: () => void): void =>
  ending instanceof Operation ? ending.addEventListener('abort', listener) : addAbortListener(ending, listener);

const unlisten = (ending: Abortable, listener: () => void): void =>
  ending instanceof Operation ? ending.removeEventListener('abort', listener) : removeAbortListener(ending, listener);
