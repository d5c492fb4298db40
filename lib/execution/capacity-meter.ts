import { kind, type OptionKind, optionsWith } from '../errors/option-rules.ts';
import type { Abortable } from '../time/abort-listeners.ts';
import { wait } from '../time/backoff.ts';
import { maxTimerMs } from '../time/deadline.ts';
import { consumedUnits } from './consumed-units.ts';
import type { Executor } from './executor.ts';
import type { SendHook } from './send-hooks.ts';

/** The most capacity that one call consumes per second, on average. */
export interface CapacityLimit {
  /** Read capacity units per second, above 0. Default: no limit. */
  readonly readUnitsPerSecond?: number | undefined;
  /** Write capacity units per second, above 0, those of indexes included. Default: no limit. */
  readonly writeUnitsPerSecond?: number | undefined;
}

/** The limits of a meter. */
export interface MeterLimits extends CapacityLimit {
  /** Units per second, reads and writes together. Default: no limit. */
  readonly unitsPerSecond?: number | undefined;
}

export const perSecond: OptionKind = kind(
  'must be a number above 0',
  (value) => typeof value === 'number' && value > 0,
);

/** The kind of the option `capacityLimit`. */
export const capacityLimit: OptionKind = optionsWith({
  readUnitsPerSecond: perSecond,
  writeUnitsPerSecond: perSecond,
} satisfies Record<keyof CapacityLimit, OptionKind>);

/** The units that can be used: at most those of one second, and below 0 after requests that consumed more. */
class Bucket {
  readonly #rate: number;
  #allowed: number;
  /** Time of `performance.now()` of the last refill. */
  #refilledAt = performance.now();

  constructor(rate: number) {
    this.#rate = rate;
    this.#allowed = rate;
  }

  use(units: number): void {
    this.#refill();
    this.#allowed -= units;
  }

  /** Returns the milliseconds until units can be used. 0 if they can be used now. */
  delayMs(): number {
    this.#refill();
    return this.#allowed > 0 ? 0 : Math.min(Math.ceil((-this.#allowed / this.#rate) * 1_000) + 1, maxTimerMs);
  }

  #refill(): void {
    const now = performance.now();
    this.#allowed = Math.min(this.#rate, this.#allowed + ((now - this.#refilledAt) / 1_000) * this.#rate);
    this.#refilledAt = now;
  }
}

const bucketOf = (rate: number = Number.POSITIVE_INFINITY): readonly Bucket[] =>
  rate === Number.POSITIVE_INFINITY ? [] : [new Bucket(rate)];

/** Measures the consumed capacity of requests, and tells when the next one can be sent. */
export class CapacityMeter {
  readUnits = 0;
  writeUnits = 0;
  readonly #read: readonly Bucket[];
  readonly #write: readonly Bucket[];
  readonly #both: readonly Bucket[];

  constructor({ readUnitsPerSecond, writeUnitsPerSecond, unitsPerSecond }: MeterLimits = {}) {
    this.#read = bucketOf(readUnitsPerSecond);
    this.#write = bucketOf(writeUnitsPerSecond);
    this.#both = bucketOf(unitsPerSecond);
  }

  /**
   * Waits until the consumed capacity is below the limit.
   *
   * The cost of a request is known afterwards, so a large one delays the next.
   *
   * @throws the reason of the signal if it is aborted
   */
  async ready(request: 'read' | 'write', signal: Abortable | undefined): Promise<void> {
    const buckets = [...this.#both, ...(request === 'read' ? this.#read : this.#write)];
    const delayMs = (): number => Math.max(0, ...buckets.map((bucket) => bucket.delayMs()));
    for (let delay = delayMs(); delay > 0; delay = delayMs()) await wait(delay, signal);
  }

  /** Returns an executor whose requests are measured. */
  executorOf(executor: Executor): Executor {
    const hook: SendHook = {
      name: 'capacityLimit',
      aroundSend: async ({ operation, input }, send) => {
        const output = await send({ ...input, ReturnConsumedCapacity: 'TOTAL' });
        this.#note(operation, input, output);
        return output;
      },
    };
    return executor.joined({ hooks: [hook] });
  }

  #note(operation: string, input: object, output: object): void {
    const { readUnits, writeUnits } = consumedUnits(operation, input, output);
    this.readUnits += readUnits;
    this.writeUnits += writeUnits;
    for (const bucket of this.#read) bucket.use(readUnits);
    for (const bucket of this.#write) bucket.use(writeUnits);
    for (const bucket of this.#both) bucket.use(readUnits + writeUnits);
  }
}

/** Returns the meter of a limit. Undefined if there is none. */
export const meterOf = (limit: CapacityLimit | undefined): CapacityMeter | undefined =>
  limit === undefined ? undefined : new CapacityMeter(limit);
