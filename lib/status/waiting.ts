import { ConfigurationError } from '../errors/configuration-error.ts';
import { CallTimeoutError } from '../errors/outcome-errors.ts';
import { WaitTimeoutError } from '../errors/status-errors.ts';
import { ThrottledError } from '../errors/throttled-error.ts';
import type { CallOptions } from '../execution/executor.ts';
import { growing, type Schedule, wait } from '../time/backoff.ts';
import { deadlineIn } from '../time/deadline.ts';
import { defaultTimes } from '../time/default-times.ts';
import { NotDone, retry } from '../time/retry.ts';
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

/** Least milliseconds for a read, even if less time is left. */
const minReadMs = 500;
/** Failed reads in a row, each with its retries, before the next failure ends a watch. */
const maxFailures = 10;

/**
 * Returns the pauses between reads: from `minPollMs` to `maxPollMs`, with jitter of a quarter.
 *
 * @throws ConfigurationError `configuration.invalid` if the limits are not valid
 */
function pollSchedule({ minPollMs = 200, maxPollMs = 5_000 }: PollOptions): Schedule {
  if (!(minPollMs > 0 && maxPollMs >= minPollMs))
    throw new ConfigurationError('minPollMs must be above 0, and maxPollMs not below it');
  const pauseMs = growing(minPollMs, maxPollMs);
  return (retry) => pauseMs(retry) * (0.75 + Math.random() / 2);
}

/**
 * Waits until a tracked request has ended, or until `until` is true.
 *
 * @throws ItemNotFoundError `condition.notFound` if the request does not exist, or if it is deleted meanwhile
 * @throws WaitTimeoutError `status.waitTimeout` if the time ends first
 */
export async function waitForRequest<R extends StatusRecord>(
  context: StatusContext<R>,
  id: string,
  { timeoutMs = defaultTimes.statusWaitMs, until = () => false, ...polling }: WaitOptions<R>,
): Promise<R> {
  if (!(timeoutMs >= 0)) throw new ConfigurationError('timeoutMs must be a number of 0 or more');
  const { signal } = polling;
  const pauseMs = pollSchedule(polling);
  // The wait uses real time. The clock of the tracker can be another one.
  const deadline = deadlineIn(timeoutMs);
  const leftMs = (): number => Math.max(0, deadline - performance.now());
  let seen: R | undefined;
  const readOnce = async (): Promise<R | NotDone> => {
    const record = await tryRead(context, id, { signal, timeoutMs: Math.max(minReadMs, leftMs()) });
    seen = record ?? seen;
    if (record !== undefined && (context.machine.isFinal(record.status) || until(record))) return record;
    if (leftMs() === 0) throw new WaitTimeoutError({ ...placeOf(context, id), record: seen }, timeoutMs);
    return notYet;
  };
  // The last read is at the deadline, so no pause is longer than the time that is left.
  return retry(readOnce, { schedule: (attempt) => Math.min(pauseMs(attempt), leftMs()), signal });
}

/**
 * Yields each change of a tracked request until it ends. Begins with all steps of its history.
 *
 * @throws ItemNotFoundError `condition.notFound` if the request does not exist
 */
export async function* watchRequest(
  context: StatusContext,
  id: string,
  polling: PollOptions,
): AsyncGenerator<WatchedStep, void, undefined> {
  const { signal, timeoutMs } = polling;
  const schedule = pollSchedule(polling);
  let seen = nothingSeen;
  let failures = 0;
  const readChange = async (): Promise<Change | NotDone> => {
    const record = await context.records.getOrThrow(id, { signal, timeoutMs, consistent: true });
    failures = 0;
    const change = { steps: stepsSince(record, seen), isLast: context.machine.isFinal(record.status) };
    seen = record;
    return change.isLast || change.steps.length > 0 ? change : notYet;
  };
  const retryIf = (error: unknown): boolean => isTransient(error) && failures++ < maxFailures;
  for (;;) {
    const { steps, isLast } = await retry(readChange, { schedule, signal, retryIf });
    yield* steps;
    if (isLast) return;
    await wait(schedule(0), signal);
  }
}

/** The steps that a read has found, and whether the request has ended. */
interface Change {
  readonly steps: readonly WatchedStep[];
  readonly isLast: boolean;
}

/** Outcome of a read that must be repeated. Its error is never thrown, because the number of reads has no limit. */
const notYet = new NotDone(undefined);

/**
 * Reads the current record. Undefined if a transient failure prevents it.
 *
 * @throws ItemNotFoundError `condition.notFound` if the request does not exist
 */
async function tryRead<R extends StatusRecord>(
  context: StatusContext<R>,
  id: string,
  call: CallOptions,
): Promise<R | undefined> {
  try {
    return await context.records.getOrThrow(id, { ...call, consistent: true });
  } catch (error) {
    call.signal?.throwIfAborted();
    if (isTransient(error)) return undefined;
    throw error;
  }
}

/** True if the next read may succeed: after throttling, a lost response, or a fault of the service. */
function isTransient(error: unknown): boolean {
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
