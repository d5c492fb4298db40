import { type Abortable, addAbortListener, removeAbortListener } from './abort-listeners.ts';

/** Length of the pauses before retries. */
export interface Backoff {
  /** Longest pause before the first retry, in milliseconds. Default 50. */
  readonly baseMs: number;
  /** Longest pause before any retry, in milliseconds. Default 5,000. */
  readonly maxMs: number;
  /** Returns a number from 0 up to 1, without 1. Default `Math.random`. */
  readonly random: () => number;
}

/** Returns the milliseconds to wait before a retry. `retry` is 0 for the first one, and `error` is its reason. */
export type Schedule = (retry: number, error?: unknown) => number;

/**
 * Returns the milliseconds before a retry. They double each time and are random, because many clients must not return
 * at the same time ("full jitter").
 *
 * @param retry - 0 for the first one
 */
export function backoffMs(
  retry: number,
  { baseMs = 50, maxMs = 5_000, random = Math.random }: Partial<Backoff> = {},
): number {
  return Math.floor(random() * Math.min(maxMs, baseMs * 2 ** retry));
}

/** Returns the schedule of `backoffMs`. */
export const exponential =
  (settings?: Partial<Backoff>): Schedule =>
  (retry) =>
    backoffMs(retry, settings);

/** Returns a schedule for polling. It begins with `firstMs` and grows by half each time, up to `lastMs`. */
export const growing =
  (firstMs: number, lastMs: number): Schedule =>
  (retry) =>
    Math.min(lastMs, firstMs * 1.5 ** retry);

/** Resolves after a time. Rejects with the reason of the signal as soon as it is aborted. */
export function wait(milliseconds: number, signal?: Abortable): Promise<void> {
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
