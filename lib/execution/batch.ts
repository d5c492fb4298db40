import { ThrottledError } from '../errors/throttled-error.ts';
import { type Backoff, backoffMs, wait } from './backoff.ts';
import type { Operation } from './deadline.ts';

/** How a batch is run. */
export interface BatchSettings {
  /** Milliseconds until retries end. */
  readonly timeoutMs: number;
  /** Requests under way at once. */
  readonly concurrency: number;
  readonly backoff?: Partial<Backoff> | undefined;
  /** What the batch is done in. */
  readonly call?: Operation | undefined;
}

/** A batch of requests of any number, cut into calls. */
export interface Batch<Request> {
  readonly requests: readonly Request[];
  /** How many requests a call takes at most. */
  readonly most: number;
  /** Makes one call; gives back the requests that DynamoDB didn't get to. */
  readonly send: (chunk: readonly Request[]) => Promise<readonly Request[]>;
}

/** How a batch ended: what is left, and why where something went wrong. */
export interface BatchOutcome<Request> {
  readonly left: readonly Request[];
  readonly failure: { readonly error: unknown } | undefined;
  /** The last throttling that was met. */
  readonly throttling: ThrottledError | undefined;
}

/** One run of a batch; nothing in it is shared with another. */
class BatchRun<Request> {
  readonly #batch: Batch<Request>;
  readonly #settings: BatchSettings;
  readonly #deadline: number;
  /** How many of the requests were taken up. */
  #taken = 0;
  readonly #left: Request[] = [];
  #failure: { readonly error: unknown } | undefined;
  #throttling: ThrottledError | undefined;

  constructor(batch: Batch<Request>, settings: BatchSettings) {
    this.#batch = batch;
    this.#settings = settings;
    this.#deadline = Date.now() + settings.timeoutMs;
  }

  async run(): Promise<BatchOutcome<Request>> {
    await Promise.all(Array.from({ length: this.#settings.concurrency }, () => this.#work()));
    const waiting = this.#batch.requests.slice(this.#taken);
    return { left: [...this.#left, ...waiting], failure: this.#failure, throttling: this.#throttling };
  }

  /** Sends chunk after chunk until nothing waits, or something failed. */
  async #work(): Promise<void> {
    const { requests, most } = this.#batch;
    while (this.#taken < requests.length && this.#failure === undefined) {
      const from = this.#taken;
      this.#taken += most;
      await this.#finish(requests.slice(from, from + most));
    }
  }

  /** Sends one chunk, and what comes back of it again, until all is done, the deadline passes or it fails. */
  async #finish(chunk: readonly Request[]): Promise<void> {
    let rest = chunk;
    try {
      for (let attempt = 0; rest.length > 0; attempt++) {
        if (attempt > 0 && !(await this.#pause(attempt - 1))) break;
        const before = rest.length;
        rest = await this.#send(rest);
        if (rest.length < before) attempt = 0;
      }
    } catch (error) {
      this.#failure ??= { error };
    }
    this.#left.push(...rest);
  }

  /** A throttled call did nothing: all of it is left for the next attempt. */
  async #send(chunk: readonly Request[]): Promise<readonly Request[]> {
    try {
      this.#settings.call?.throwIfAborted();
      return await this.#batch.send(chunk);
    } catch (error) {
      if (!(error instanceof ThrottledError)) throw error;
      this.#throttling = error;
      return chunk;
    }
  }

  async #pause(attempt: number): Promise<boolean> {
    const pauseMs = backoffMs(attempt, this.#settings.backoff);
    if (this.#failure !== undefined || Date.now() + pauseMs > this.#deadline) return false;
    await wait(pauseMs, this.#settings.call?.signal);
    return true;
  }
}

/**
 * Runs a batch to its end: bounded concurrency, retries with back-off under one deadline. Never throws, never repeats
 * what was done, and never loses a request.
 */
export function runBatch<Request>(batch: Batch<Request>, settings: BatchSettings): Promise<BatchOutcome<Request>> {
  return new BatchRun(batch, settings).run();
}
