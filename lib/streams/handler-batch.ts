import { InvalidItemError } from '../errors/invalid-item-error.ts';
import { warnOfUnread } from './handler-options.ts';
import type { HandlerRoutes, RoutedChange } from './handler-routes.ts';
import type { StreamChange } from './stream-change.ts';
import { keyIdentityOf, type StreamRecord } from './stream-record.ts';

/** What happens to records and errors of one batch. */
export interface BatchSettings {
  readonly routes: HandlerRoutes;
  readonly onInvalid: (error: Error, record: StreamRecord) => unknown;
  readonly onError: (error: unknown, change: StreamChange) => unknown;
  /** Number of keys that are handled at once. */
  readonly concurrency: number;
}

/** A record that waits for its turn. */
interface Waiting {
  readonly record: StreamRecord;
  /** The same for all records of one item. */
  readonly key: string;
}

/** Handles the records of one event: those of one key in order, and none of a key after a failure. */
export class HandlerBatch {
  readonly #settings: BatchSettings;
  readonly #waiting: Waiting[];
  readonly #busy = new Set<string>();
  readonly #failedKeys = new Set<string>();
  readonly #failed = new Set<StreamRecord>();

  constructor(records: readonly StreamRecord[], settings: BatchSettings) {
    this.#settings = settings;
    this.#waiting = records.map((record) => ({ record, key: keyIdentityOf(record) }));
  }

  /** Returns the failed records, and the later records of their keys. */
  async run(): Promise<ReadonlySet<StreamRecord>> {
    const workers = Math.min(this.#settings.concurrency, this.#waiting.length);
    await Promise.all(Array.from({ length: workers }, () => this.#work()));
    return this.#failed;
  }

  /** Ends if all waiting records have busy keys. Their workers continue with them. */
  async #work(): Promise<void> {
    for (let next = this.#take(); next !== undefined; next = this.#take()) {
      const { record, key } = next;
      if (this.#failedKeys.has(key)) {
        this.#failed.add(record);
        continue;
      }
      this.#busy.add(key);
      if (!(await this.#handle(record))) {
        this.#failed.add(record);
        this.#failedKeys.add(key);
      }
      this.#busy.delete(key);
    }
  }

  #take(): Waiting | undefined {
    const index = this.#waiting.findIndex(({ key }) => !this.#busy.has(key));
    return index < 0 ? undefined : this.#waiting.splice(index, 1)[0];
  }

  /** True if the record counts as handled. */
  async #handle(record: StreamRecord): Promise<boolean> {
    const { routes, onInvalid, onError } = this.#settings;
    let routed: readonly RoutedChange[];
    try {
      routed = await routes.of(record);
    } catch (error) {
      if (error instanceof InvalidItemError) return succeeds(() => onInvalid(error, record));
      warnOfUnread(error, record);
      return false;
    }
    for (const { change, handle } of routed) {
      try {
        await handle(change);
      } catch (error) {
        await succeeds(() => onError(error, change));
        return false;
      }
    }
    return true;
  }
}

async function succeeds(report: () => unknown): Promise<boolean> {
  try {
    await report();
    return true;
  } catch {
    return false;
  }
}
