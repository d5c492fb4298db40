import { ThrottledError } from '../errors/throttled-error.ts';
import type { Executor } from '../execution/executor.ts';
import type { SendHook } from '../execution/send-hooks.ts';
import { type Backoff, exponential, wait } from '../time/backoff.ts';
import { retry } from '../time/retry.ts';

interface Consumed {
  readonly CapacityUnits?: number | undefined;
}

const reads: ReadonlySet<string> = new Set(['Scan', 'GetItem']);

/** Measures the consumed capacity of requests, and delays them so that it stays below a rate. */
export class CapacityMeter {
  readUnits = 0;
  writeUnits = 0;
  /** Capacity units per second. Infinite for no limit. */
  readonly #rate: number;
  readonly #backoff: Partial<Backoff> | undefined;
  /** Units that can be used now. Below 0 if requests consumed more than the rate. */
  #allowed: number;
  /** Time of `performance.now()` of the last refill. */
  #refilledAt = performance.now();

  constructor(rate: number = Number.POSITIVE_INFINITY, backoff?: Partial<Backoff>) {
    this.#rate = rate;
    this.#allowed = rate;
    this.#backoff = backoff;
  }

  /** Returns an executor whose requests are measured and delayed. Throttled requests are sent again. */
  measured(executor: Executor): Executor {
    const hook: SendHook = {
      name: 'backfill',
      aroundSend: async ({ operation, input, signal }, send) => {
        const measured = { ...input, ReturnConsumedCapacity: 'TOTAL' };
        const attempt = async (): Promise<object> => {
          await this.#ready(signal);
          return send(measured);
        };
        const settings = { schedule: exponential(this.#backoff), signal, maxAttempts: 20 };
        const output = await retry(attempt, { ...settings, retryIf: (error) => error instanceof ThrottledError });
        this.#note(operation, output);
        return output;
      },
    };
    return executor.joined({ hooks: [hook] });
  }

  #note(operation: string, output: object): void {
    const { ConsumedCapacity = [] } = output as { readonly ConsumedCapacity?: Consumed | readonly Consumed[] };
    const units = [ConsumedCapacity].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
    if (reads.has(operation)) this.readUnits += units;
    else this.writeUnits += units;
    this.#allowed -= units;
  }

  /** Waits until the consumed capacity is below the rate. At most the units of one second are used at once. */
  async #ready(signal: AbortSignal | undefined): Promise<void> {
    if (this.#rate === Number.POSITIVE_INFINITY) return;
    for (;;) {
      const now = performance.now();
      this.#allowed = Math.min(this.#rate, this.#allowed + ((now - this.#refilledAt) / 1_000) * this.#rate);
      this.#refilledAt = now;
      if (this.#allowed > 0) return;
      await wait(Math.ceil((-this.#allowed / this.#rate) * 1_000) + 1, signal);
    }
  }
}
