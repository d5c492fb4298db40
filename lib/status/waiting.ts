import { setTimeout as delay } from 'node:timers/promises';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { CallTimeoutError } from '../errors/outcome-errors.ts';
import { WaitTimeoutError } from '../errors/status-errors.ts';
import { ThrottledError } from '../errors/throttled-error.ts';
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
/** Milliseconds that a look may take, however little time is left. */
const minLookMs = 500;

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
    // One of its own: listeners of many that share the caller's would be taken for a leak.
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
  if (!(timeoutMs >= 0)) throw new ConfigurationError('timeoutMs must be a number of 0 or more');
  const pauses = new Pauses(polling);
  // Waiting is in real time, whatever clock the records have.
  const deadline = performance.now() + timeoutMs;
  const leftMs = (): number => Math.max(0, deadline - performance.now());
  let seen: StatusRecord | undefined;
  for (;;) {
    const record = await tryRead(context, id, { signal: polling.signal, timeoutMs: Math.max(minLookMs, leftMs()) });
    seen = record ?? seen;
    if (record !== undefined && (context.machine.isFinal(record.status) || until(record))) return record;
    if (performance.now() >= deadline) throw new WaitTimeoutError({ ...placeOf(context, id), record: seen }, timeoutMs);
    await pauses.pause(leftMs());
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

/** Looks that may fail one after the other, each time for a while, before a watcher gives up. */
const maxFailures = 10;

/**
 * A request as it is now; undefined where that can't be told at the moment.
 *
 * @param mayFail - false to throw what else would pass for a moment's failure
 * @throws ItemNotFoundError `condition.notFound`
 */
async function tryRead(
  context: StatusContext,
  id: string,
  call: CallOptions,
  mayFail = true,
): Promise<StatusRecord | undefined> {
  try {
    return await context.records.getOrThrow(id, { ...call, consistent: true });
  } catch (error) {
    call.signal?.throwIfAborted();
    if (mayFail && isPassing(error)) return undefined;
    throw error;
  }
}

/** True for what may be gone at the next look: throttling, a lost answer, a fault of the service. */
function isPassing(error: unknown): boolean {
  if (error instanceof ThrottledError || error instanceof CallTimeoutError) return true;
  const { $fault, code } = (error ?? {}) as { readonly $fault?: unknown; readonly code?: unknown };
  return $fault === 'server' || (typeof code === 'string' && /^E[A-Z]+$/.test(code));
}

/** What a watcher has seen of a request. */
type Seen = Partial<Pick<StatusRecord, 'createdAt' | 'progress' | 'message' | 'done'>> & Pick<StatusRecord, 'steps'>;

const nothingSeen: Seen = { steps: 0 };

/** A record's history with the numbers of its steps. */
export function numberedSteps({ history, steps }: StatusRecord): WatchedStep[] {
  const first = steps - history.length + 1;
  return history.map((step, index) => ({ ...step, number: first + index, skipped: index === 0 ? first - 1 : 0 }));
}

/** The steps after what was seen, and one that tells the progress where that has changed since the last of them. */
function stepsSince(record: StatusRecord, before: Seen): WatchedStep[] {
  // Deleted, and started again under the same id: another request.
  const isAnother = before.createdAt?.getTime() !== record.createdAt.getTime();
  const seen = isAnother ? nothingSeen : before;
  const [first, ...rest] = numberedSteps(record).filter(({ number }) => number > seen.steps);
  const steps = first === undefined ? [] : [{ ...first, skipped: first.number - seen.steps - 1 }, ...rest];
  const report = { ...statusStep({ ...record, at: record.timestamp }), number: record.steps, skipped: 0 };
  return isReported(record, seen, steps.at(-1)) ? steps : [...steps, report];
}

/** True where the last step, or else what was seen before, says all that the record says of the progress. */
function isReported(record: StatusRecord, seen: Seen, last: WatchedStep | undefined): boolean {
  const { progress } = last ?? seen;
  const message = last === undefined ? seen.message : (last.message ?? record.message);
  return (
    record.progress === progress && record.message === message && (last !== undefined || record.done === seen.done)
  );
}
