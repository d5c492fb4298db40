import { ConfigurationError } from '../errors/configuration-error.ts';
import { CallTimeoutError } from '../errors/outcome-errors.ts';

/** Milliseconds that an operation may take, where nothing else is said. */
export const defaultTimeoutMs = 30_000;

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

/** An operation under way: a signal that is aborted at the end of its time, or with the caller's. */
export interface UnderWay {
  readonly signal: AbortSignal;
  /** Milliseconds of all of it. */
  readonly timeoutMs: number;
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
  work: (call: UnderWay) => Promise<Result>,
): Promise<Result> {
  const { signal, timeoutMs = usualMs } = options;
  signal?.throwIfAborted();
  if (!(typeof timeoutMs === 'number' && timeoutMs > 0))
    throw new ConfigurationError('timeoutMs must be a number of milliseconds above 0; Infinity for no end');
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal?.reason);
  const end = (): void => controller.abort(new CallTimeoutError(table, timeoutMs));
  const timer = timeoutMs > maxTimerMs ? undefined : setTimeout(end, timeoutMs);
  signal?.addEventListener('abort', abort, { once: true });
  try {
    // A plain object: of a controller, whose signal is inherited, a copy would have none.
    return await work({ signal: controller.signal, timeoutMs });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

/** What a promise comes to; rejects with the signal's reason as soon as it is aborted, and lets the promise go. */
export function untilAborted<Result>(promise: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (signal === undefined) return promise;
  // What nobody waits for any more may fail without an unhandled rejection.
  promise.catch(() => undefined);
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
