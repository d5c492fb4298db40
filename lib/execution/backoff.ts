import { addAbortListener, removeAbortListener } from './abort-listeners.ts';

/** How long retries wait. */
export interface Backoff {
  /** Milliseconds: the most that the first retry waits. Default 50. */
  readonly baseMs: number;
  /** Milliseconds: the most that any retry waits. Default 5,000. */
  readonly maxMs: number;
  /** Gives a number from 0 up to 1; `Math.random` by default. */
  readonly random: () => number;
}

/**
 * Milliseconds before a retry: exponential, with full jitter, so that many clients don't come back together.
 *
 * @param attempt - 0 for the first retry
 */
export function backoffMs(
  attempt: number,
  { baseMs = 50, maxMs = 5_000, random = Math.random }: Partial<Backoff> = {},
): number {
  return Math.floor(random() * Math.min(maxMs, baseMs * 2 ** attempt));
}

/** Waits, and rejects with the signal's reason as soon as it is aborted. */
export function wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      if (signal !== undefined) removeAbortListener(signal, abort);
      resolve();
    }, milliseconds);
    if (signal?.aborted === true) abort();
    else if (signal !== undefined) addAbortListener(signal, abort);
  });
}
