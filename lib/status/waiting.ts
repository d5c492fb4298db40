import { setTimeout as delay } from 'node:timers/promises';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { CallTimeoutError } from '../errors/outcome-errors.ts';
import { WaitTimeoutError } from '../errors/status-errors.ts';
import { ThrottledError } from '../errors/throttled-error.ts';
import type { CallOptions } from '../execution/executor.ts';
import { placeOf, type StatusContext } from './status-context.ts';
import { type StatusRecord, type StatusStep, statusStep } from './status-record.ts';

/** How often a tracked request is read. */
export interface PollOptions extends CallOptions {
  /** Milliseconds between the first two reads. Default 200. The pauses grow by half while nothing changes. */
  readonly minPollMs?: number | undefined;
  /** Most milliseconds between two reads, not less than `minPollMs`. Default 5,000. */
  readonly maxPollMs?: number | undefined;
}

/** Options of a wait for a tracked request. */
export interface WaitOptions<Record> extends PollOptions {
  /** Most milliseconds of the wait, 0 or more. Default 60,000. */
  readonly timeoutMs?: number | undefined;
  /** True if the wait can end. A final status always ends it. */
  readonly until?: ((record: Record) => boolean) | undefined;
}

/** One step of a tracked request, with its number. */
export interface WatchedStep extends StatusStep {
  /** Number of the step, from 1. */
  readonly number: number;
  /** Number of steps before this one that the history lost before they were read. Mostly 0. */
  readonly skipped: number;
}

const defaultTimeoutMs = 60_000;
/** Least milliseconds for a read, even if less time is left. */
const minLookMs = 500;

/** The pauses between reads. They grow, with jitter, until something changes. */
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
    // A signal of its own: Node warns of a leak if many waits add listeners to the same signal.
    this.#signal = signal && AbortSignal.any([signal]);
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
 * Waits until a tracked request has ended, or until `until` is true.
 *
 * @throws ItemNotFoundError `condition.notFound` if there is no such request, or if it is deleted meanwhile
 * @throws WaitTimeoutError `status.waitTimeout` if the time ends first
 */
export async function waitForRequest<R extends StatusRecord>(
  context: StatusContext<R>,
  id: string,
  { timeoutMs = defaultTimeoutMs, until = () => false, ...polling }: WaitOptions<R>,
): Promise<R> {
  if (!(timeoutMs >= 0)) throw new ConfigurationError('timeoutMs must be a number of 0 or more');
  const pauses = new Pauses(polling);
  // The wait uses real time. The clock of the tracker can be another one.
  const deadline = performance.now() + timeoutMs;
  const leftMs = (): number => Math.max(0, deadline - performance.now());
  let seen: R | undefined;
  for (;;) {
    const record = await tryRead(context, id, { signal: polling.signal, timeoutMs: Math.max(minLookMs, leftMs()) });
    seen = record ?? seen;
    if (record !== undefined && (context.machine.isFinal(record.status) || until(record))) return record;
    if (performance.now() >= deadline) throw new WaitTimeoutError({ ...placeOf(context, id), record: seen }, timeoutMs);
    await pauses.pause(leftMs());
  }
}

/**
 * Yields each change of a tracked request until it ends. Begins with all steps of its history.
 *
 * @throws ItemNotFoundError `condition.notFound` if there is no such request
 */
export async function* watchRequest(
  context: StatusContext,
  id: string,
  polling: PollOptions,
): AsyncGenerator<WatchedStep, void, undefined> {
  const pauses = new Pauses(polling);
  let seen = nothingSeen;
  for (let failures = 0; ; ) {
    const { signal, timeoutMs } = polling;
    const record = await tryRead(context, id, { signal, timeoutMs }, failures < maxFailures);
    failures = record === undefined ? failures + 1 : 0;
    const steps = record === undefined ? [] : stepsSince(record, seen);
    if (steps.length > 0) pauses.begin();
    yield* steps;
    seen = record ?? seen;
    if (record !== undefined && context.machine.isFinal(record.status)) return;
    await pauses.pause();
  }
}

/** Failed reads in a row, each with its retries, before the next failure ends a watch. */
const maxFailures = 10;

/**
 * Reads the current record. Undefined if a transient failure prevents it.
 *
 * @param mayFail - false to throw transient failures too
 * @throws ItemNotFoundError `condition.notFound` if there is no such request
 */
async function tryRead<R extends StatusRecord>(
  context: StatusContext<R>,
  id: string,
  call: CallOptions,
  mayFail = true,
): Promise<R | undefined> {
  try {
    return await context.records.getOrThrow(id, { ...call, consistent: true });
  } catch (error) {
    call.signal?.throwIfAborted();
    if (mayFail && isPassing(error)) return undefined;
    throw error;
  }
}

/** True if the next read may succeed: after throttling, a lost response, or a fault of the service. */
function isPassing(error: unknown): boolean {
  if (error instanceof ThrottledError || error instanceof CallTimeoutError) return true;
  const { $fault, code } = (error ?? {}) as { readonly $fault?: unknown; readonly code?: unknown };
  return $fault === 'server' || (typeof code === 'string' && /^E[A-Z]+$/.test(code));
}

/** The state that a watcher has seen last. */
type Seen = Partial<Pick<StatusRecord, 'createdAt' | 'progress' | 'message' | 'done'>> & Pick<StatusRecord, 'steps'>;

const nothingSeen: Seen = { steps: 0 };

/** Returns the history of a record with the numbers of its steps. */
export function numberedSteps({ history, steps }: StatusRecord): WatchedStep[] {
  const first = steps - history.length + 1;
  return history.map((step, index) => ({ ...step, number: first + index, skipped: index === 0 ? first - 1 : 0 }));
}

/** Returns the steps after those seen. Adds a report of the current progress if the last step doesn't have it. */
function stepsSince(record: StatusRecord, before: Seen): WatchedStep[] {
  // A request that was deleted and started again with the same id is another one.
  const isAnother = before.createdAt?.getTime() !== record.createdAt.getTime();
  const seen = isAnother ? nothingSeen : before;
  const [first, ...rest] = numberedSteps(record).filter(({ number }) => number > seen.steps);
  const steps = first === undefined ? [] : [{ ...first, skipped: first.number - seen.steps - 1 }, ...rest];
  const report = { ...statusStep({ ...record, at: record.timestamp }), number: record.steps, skipped: 0 };
  return isReported(record, seen, steps.at(-1)) ? steps : [...steps, report];
}

/** True if the last step, or without one the state seen before, has the same progress as the record. */
function isReported(record: StatusRecord, seen: Seen, last: WatchedStep | undefined): boolean {
  const { progress } = last ?? seen;
  const message = last === undefined ? seen.message : (last.message ?? record.message);
  return (
    record.progress === progress && record.message === message && (last !== undefined || record.done === seen.done)
  );
}
