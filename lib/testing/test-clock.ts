import { ConfigurationError } from '../errors/configuration-error.ts';

/** A time as a `Date`, as milliseconds since 1970, or as text that `Date` reads. */
export type TimeInput = Date | number | string;

/** Latest time of a `Date`, in milliseconds since 1970. */
const lastMs = 8.64e15;

/** A clock that moves only when a test moves it. */
export class TestClock {
  readonly #start: number;
  #now: number;

  /**
   * @param start - default: the current time
   * @throws ConfigurationError `configuration.invalid` if it is no time
   */
  constructor(start: TimeInput = Date.now()) {
    this.#start = millisOf(start);
    this.#now = this.#start;
  }

  /** Milliseconds since 1970. */
  get now(): number {
    return this.#now;
  }

  /** @throws ConfigurationError `configuration.invalid` if it is no time */
  set(time: TimeInput): void {
    this.#now = millisOf(time);
  }

  /**
   * Moves the clock forward, or back by a negative number.
   *
   * @throws ConfigurationError `configuration.invalid` if it is no number, or leads past the times of a `Date`
   */
  advance(milliseconds: number): void {
    this.#now = millisOf(typeof milliseconds === 'number' ? this.#now + milliseconds : Number.NaN);
  }

  /** Sets the clock to its start. */
  reset(): void {
    this.#now = this.#start;
  }
}

function millisOf(time: TimeInput): number {
  const millis = typeof time === 'number' ? time : new Date(time).getTime();
  if (Math.abs(millis) <= lastMs) return millis;
  throw new ConfigurationError(
    'the clock takes a Date, milliseconds since 1970, or a text such as 2026-01-01T00:00:00Z',
  );
}
