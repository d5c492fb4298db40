import { ThrottledError } from '../errors/throttled-error.ts';
import type { WriteConflictError } from '../errors/write-conflict-error.ts';
import { type Backoff, backoffMs } from '../time/backoff.ts';
import { deadlineIn, type Operation } from '../time/deadline.ts';
import { NotDone, retry } from '../time/retry.ts';
import { isConflict } from './translate-error.ts';

/** Time and concurrency of a batch. */
export interface BatchSettings {
  /** Milliseconds until retries end. */
  readonly timeoutMs: number;
  /** Most requests at the same time. */
  readonly concurrency: number;
  readonly backoff?: Partial<Backoff> | undefined;
  /** The operation that the batch is a part of. */
  readonly call?: Operation | undefined;
}

/** Any number of requests, sent in calls of limited size. */
export interface Batch<Request> {
  readonly requests: readonly Request[];
  /** Most requests in one call. */
  readonly most: number;
  /** Sends one call. Returns the unprocessed requests. */
  readonly send: (chunk: readonly Request[]) => Promise<readonly Request[]>;
}

/** The requests that a batch has not done, and the reasons. */
export interface BatchOutcome<Request> {
  readonly left: readonly Request[];
  /** The first error that is no throttling. */
  readonly failure: { readonly error: unknown } | undefined;
  /** The last throttling, or the last conflict with a write in another region. */
  readonly throttling: ThrottledError | WriteConflictError | undefined;
}

/** The outcome of a call with unprocessed requests. */
const unprocessed = new NotDone(Symbol('unprocessed'));

/** One run of a batch. It shares no state with other runs. */
class BatchRun<Request> {
  readonly #batch: Batch<Request>;
  readonly #settings: BatchSettings;
  readonly #deadline: number;
  /** Number of requests that a worker has taken. */
  #taken = 0;
  readonly #left: Request[] = [];
  #failure: { readonly error: unknown } | undefined;
  #throttling: BatchOutcome<Request>['throttling'];

  constructor(batch: Batch<Request>, settings: BatchSettings) {
    this.#batch = batch;
    this.#settings = settings;
    this.#deadline = deadlineIn(settings.timeoutMs);
  }

  async run(): Promise<BatchOutcome<Request>> {
    const { requests, most } = this.#batch;
    const workers = Math.min(this.#settings.concurrency, Math.ceil(requests.length / most));
    await Promise.all(Array.from({ length: workers }, () => this.#work()));
    const waiting = this.#batch.requests.slice(this.#taken);
    return { left: [...this.#left, ...waiting], failure: this.#failure, throttling: this.#throttling };
  }

  /** Sends one chunk after the other, until none is left or a call fails. */
  async #work(): Promise<void> {
    const { requests, most } = this.#batch;
    while (this.#taken < requests.length && this.#failure === undefined) {
      const from = this.#taken;
      this.#taken += most;
      await this.#finish(requests.slice(from, from + most));
    }
  }

  /** Sends one chunk, and again its unprocessed requests, until all are done, the time is over, or a call fails. */
  async #finish(chunk: readonly Request[]): Promise<void> {
    let rest = chunk;
    // Calls in a row that did nothing. Progress starts the backoff again.
    let stalled = 0;
    const sendRest = async (): Promise<undefined | NotDone> => {
      const before = rest.length;
      rest = await this.#send(rest);
      if (rest.length < before) stalled = 0;
      return rest.length === 0 || this.#failure !== undefined ? undefined : unprocessed;
    };
    const { backoff, call } = this.#settings;
    const schedule = (): number => backoffMs(stalled++, backoff);
    try {
      await retry(sendRest, { schedule, signal: call, deadline: this.#deadline });
    } catch (error) {
      if (error !== unprocessed.error) this.#failure ??= { error };
    }
    this.#left.push(...rest);
  }

  /** Sends one call. Returns all of its requests if it is throttled or met another write, because it then did nothing. */
  async #send(chunk: readonly Request[]): Promise<readonly Request[]> {
    try {
      this.#settings.call?.throwIfAborted();
      return await this.#batch.send(chunk);
    } catch (error) {
      if (!(error instanceof ThrottledError) && !isConflict(error)) throw error;
      this.#throttling = error;
      return chunk;
    }
  }
}

/**
 * Runs a batch with bounded concurrency, and with retries and backoff under one deadline. It never throws, never
 * repeats a request that is done, and never loses a request.
 */
export function runBatch<Request>(batch: Batch<Request>, settings: BatchSettings): Promise<BatchOutcome<Request>> {
  return new BatchRun(batch, settings).run();
}
