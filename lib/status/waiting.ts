import { setTimeout as delay } from 'node:timers/promises';
import { ItemNotFoundError } from '../errors/condition-failed-error.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { WaitTimeoutError } from '../errors/status-errors.ts';
import type { CallOptions } from '../execution/executor.ts';
import { placeOf, type StatusContext } from './status-context.ts';
import { type StatusRecord, type StatusStep, statusStep } from './status-record.ts';

/** How often a request is looked at. */
export interface PollOptions extends CallOptions {
  /** Milliseconds between the first two looks; default 200. They grow by half each time nothing has changed. */
  readonly minPollMs?: number | undefined;
  /** Most milliseconds between two looks; default 5,000. */
  readonly maxPollMs?: number | undefined;
}

/** How a request is waited for. */
export interface WaitOptions<Record> extends PollOptions {
  /** Milliseconds to wait at most; default 60,000. */
  readonly timeoutMs?: number | undefined;
  /** What to wait for; a final status by default, at which waiting always ends. */
  readonly until?: ((record: Record) => boolean) | undefined;
}

/** One change that a watcher sees. */
export interface WatchedStep extends StatusStep {
  /** The number of the step, from 1. */
  readonly number: number;
  /** Steps before this one that were gone before they could be seen; 0 where none was. */
  readonly skipped: number;
}

const defaultTimeoutMs = 60_000;

/** The pauses between looks: longer and longer, with jitter, until something changes. */
class Pauses {
  readonly #min: number;
  readonly #max: number;
  readonly #signal: AbortSignal | undefined;
  #next: number;

  constructor({ minPollMs = 200, maxPollMs = 5_000, signal }: PollOptions) {
    if (!(minPollMs > 0 && maxPollMs >= minPollMs))
      throw new ConfigurationError('minPollMs must be above 0, and maxPollMs not below it');
    this.#min = minPollMs;
    this.#max = maxPollMs;
    this.#signal = signal;
    this.#next = minPollMs;
  }

  begin(): void {
    this.#next = this.#min;
  }

  async pause(mostMs = Number.POSITIVE_INFINITY): Promise<void> {
    const jittered = this.#next * (0.75 + Math.random() / 2);
    this.#next = Math.min(this.#max, this.#next * 1.5);
    await delay(Math.max(0, Math.min(jittered, mostMs)), undefined, this.#signal && { signal: this.#signal });
  }
}

/**
 * Waits until a request has ended, or has come to what is waited for.
 *
 * @throws ItemNotFoundError `condition.notFound` where there is no such request, or it is deleted meanwhile
 * @throws WaitTimeoutError `status.waitTimeout`
 */
export async function waitForRequest(
  context: StatusContext,
  id: string,
  { timeoutMs = defaultTimeoutMs, until = () => false, ...polling }: WaitOptions<StatusRecord>,
): Promise<StatusRecord> {
  const pauses = new Pauses(polling);
  // Waiting is in real time, whatever clock the records have.
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const record = await context.records.getOrThrow(id, { consistent: true, signal: polling.signal });
    if (context.machine.isFinal(record.status) || until(record)) return record;
    const leftMs = deadline - performance.now();
    if (leftMs <= 0) throw new WaitTimeoutError({ ...placeOf(context, id), record }, timeoutMs);
    await pauses.pause(leftMs);
  }
}

/**
 * Each change of a request until it ends, beginning with all steps that its history holds.
 *
 * @throws ItemNotFoundError `condition.notFound`
 */
export async function* watchRequest(
  context: StatusContext,
  id: string,
  polling: PollOptions,
): AsyncGenerator<WatchedStep, void, undefined> {
  const pauses = new Pauses(polling);
  let seen: Seen = { number: 0, progress: undefined, message: undefined };
  for (;;) {
    const record = await context.records.get(id, { consistent: true, signal: polling.signal });
    if (record === undefined) throw new ItemNotFoundError(placeOf(context, id));
    const steps = stepsSince(record, seen);
    if (steps.length > 0) pauses.begin();
    yield* steps;
    seen = { number: record.steps, progress: record.progress, message: record.message };
    if (context.machine.isFinal(record.status)) return;
    await pauses.pause();
  }
}

/** What a watcher has seen. */
interface Seen {
  readonly number: number;
  readonly progress: number | undefined;
  readonly message: string | undefined;
}

/** A record's history with the numbers of its steps. */
export function numberedSteps({ history, steps }: StatusRecord): WatchedStep[] {
  const first = steps - history.length + 1;
  return history.map((step, index) => ({ ...step, number: first + index, skipped: index === 0 ? first - 1 : 0 }));
}

/** The steps after what was seen; one that tells the progress alone where that is all that has changed. */
function stepsSince(record: StatusRecord, seen: Seen): WatchedStep[] {
  const next = numberedSteps(record).filter(({ number }) => number > seen.number);
  const [first, ...rest] = next;
  if (first !== undefined) return [{ ...first, skipped: first.number - seen.number - 1 }, ...rest];
  if (record.progress === seen.progress && record.message === seen.message) return [];
  const step = statusStep({ ...record, at: record.timestamp });
  return [{ ...step, number: record.steps, skipped: 0 }];
}
