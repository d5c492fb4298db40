import type { CallOptions } from '../../lib/execution/executor.ts';
import { CallTimeoutError } from '../../lib/index.ts';
import { type Ledger, Loss, type Place, type State } from './ledger.ts';
import type { Plan } from './plans.ts';
import type { Random } from './random.ts';
import { type ModelName, type Records, toData } from './records.ts';

/** Counts of a run. */
export interface Tally {
  operations: number;
  /** Writes that were rejected as expected. */
  refused: number;
  /** Writes and batches whose error says that they may be done. */
  unknown: number;
  /** Operations that failed without an effect. */
  failed: number;
  /** Longest time by which an operation exceeded its timeout, in milliseconds. */
  latestMs: number;
  /** Requests of the operations without any repetition. */
  requests: number;
}

/** A counter that all workers increment: acknowledged increments, and those that may be done. */
export interface SharedCounter {
  acknowledged: number;
  unknown: number;
}

/** A transaction with an unknown outcome: all of its writes are done, or none. */
export interface OpenGroup {
  readonly writes: readonly Change[];
}

/** The states before and after a write. A write that may be repeated has several next states. */
export interface Change {
  readonly place: Place;
  readonly before: State;
  readonly next: readonly State[];
  /** Codes of the errors of which one is expected. Empty if the write must succeed. */
  readonly refusals: readonly string[];
}

/** One of the clients of a run, with its own keys. */
export interface Worker {
  readonly id: string;
  readonly plan: Plan;
  readonly random: Random;
  readonly ledger: Ledger;
  readonly records: Readonly<Record<ModelName, Records>>;
  readonly tally: Tally;
  readonly counters: Map<string, SharedCounter>;
  readonly groups: OpenGroup[];
  /** Current generation of each name. Names of writes that timed out are not used again. */
  readonly generations: Map<string, number>;
}

export const usualTimeoutMs = 5_000;
/** Time by which an operation may exceed its timeout on a busy machine, in milliseconds. */
const slackMs = 2_000;

/** Returns a place of a worker. */
export function placeOf(worker: Worker, model: ModelName, base: string): Place {
  const generation = worker.generations.get(`${model}/${base}`) ?? 0;
  return { model, owner: worker.id, name: generation === 0 ? base : `${base}~${generation}` };
}

/** Stops the use of a place, because a write that timed out may still arrive. */
function retire(worker: Worker, place: Place): void {
  const { model, name } = place;
  const base = name.split('~')[0] as string;
  worker.ledger.leaveUnderWay(place);
  worker.generations.set(`${model}/${base}`, (worker.generations.get(`${model}/${base}`) ?? 0) + 1);
}

/** The result or the error of an operation. */
export type Outcome<Result> = { readonly result: Result } | { readonly error: unknown; readonly isAborted: boolean };

/** Runs one operation with its timeout. Aborts a part of the operations while they run. */
export async function attempt<Result>(
  { plan, random, tally }: Worker,
  operation: (call: CallOptions) => Promise<Result>,
): Promise<Outcome<Result>> {
  const controller = random.chance(plan.aborts ?? 0) ? new AbortController() : undefined;
  const timer = controller && setTimeout(() => controller.abort(), random.below(6));
  const timeoutMs = plan.timeoutMs ?? usualTimeoutMs;
  const begin = performance.now();
  tally.requests++;
  const outcome = await operation({ timeoutMs, ...(controller && { signal: controller.signal }) }).then(
    (result): Outcome<Result> => ({ result }),
    (error): Outcome<Result> => ({
      error,
      isAborted: controller?.signal.aborted === true && controller.signal.reason === causeOf(error),
    }),
  );
  clearTimeout(timer);
  const lateMs = performance.now() - begin - timeoutMs;
  tally.latestMs = Math.max(tally.latestMs, lateMs);
  if (lateMs > slackMs) throw new Loss(`an operation took ${Math.round(lateMs)} ms more than its ${timeoutMs} ms`);
  return outcome;
}

const causeOf = (error: unknown): unknown => (codeOf(error) === 'batch.unprocessed' ? (error as Error).cause : error);

/** Returns the code of one of our errors, or the name of another error. */
export function codeOf(error: unknown): string {
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  return String(code ?? name);
}

/** True if the write of an error may still arrive. */
export const isGivenUp = (error: unknown): boolean => (error as Error).cause instanceof CallTimeoutError;

/** Codes of errors after which a write is not done. */
const nothingDone: ReadonlySet<string> = new Set([
  'call.timeout',
  'service.throttled',
  'AccessDeniedException',
  'ExpiredTokenException',
  'ValidationException',
  'write.conflict',
]);

/** Records the possible states after a failed write. @throws Loss if the error is not allowed */
export function noteFailure(
  worker: Worker,
  changes: readonly Change[],
  { error, isAborted }: { readonly error: unknown; readonly isAborted: boolean },
): 'kept' | 'unknown' | 'given up' {
  const code = codeOf(error);
  const { tally } = worker;
  if (isAborted || code === 'write.outcomeUnknown') {
    tally.unknown++;
    const givenUp = isAborted || isGivenUp(error);
    for (const change of changes) leaveOpen(worker, change, givenUp);
    return givenUp ? 'given up' : 'unknown';
  }
  if (changes.some(({ refusals }) => refusals.includes(code))) tally.refused++;
  else if (nothingDone.has(code) || isConflictAlone(error) || failedToRead(changes, error)) tally.failed++;
  else
    throw new Loss(`${changes.map(({ place }) => place.model)}: a write must not fail with ${code}: ${error}`, {
      cause: error,
    });
  return 'kept';
}

/** True if the first read of a write of unique values failed. Then nothing was written. */
function failedToRead([change]: readonly Change[], error: unknown): boolean {
  const { $metadata, code } = error as { readonly $metadata?: unknown; readonly code?: unknown };
  return change?.place.model === 'unique' && ($metadata !== undefined || /^E[A-Z]+$/.test(String(code)));
}

/** True for a transaction that failed only because of conflicts. */
function isConflictAlone(error: unknown): boolean {
  if (codeOf(error) !== 'transaction.failed') return false;
  const { reasons } = error as { readonly reasons: readonly { readonly code: string }[] };
  return reasons.every(({ code }) => code === 'None' || code === 'TransactionConflict');
}

/** Records a write that may be done. Its place has both states until it is read. */
export function leaveOpen(worker: Worker, { place, before, next, refusals }: Change, givenUp: boolean): void {
  worker.ledger.set(place, before, ...(refusals.length > 0 ? [] : next));
  if (givenUp) retire(worker, place);
}

/** Reads a place whose state is not known. False if the read fails. */
export async function settled(worker: Worker, place: Place): Promise<boolean> {
  if (worker.ledger.isKnown(place)) return true;
  const outcome = await attempt(worker, () => readNow(worker, place));
  if (!('result' in outcome)) return false;
  worker.ledger.settle(place, outcome.result, 'a read after an unknown outcome');
  return true;
}

/** Reads a place consistently. */
export async function readNow({ records, plan }: Worker, { model, owner, name }: Place): Promise<State> {
  const timeoutMs = plan.timeoutMs ?? usualTimeoutMs;
  const item = await records[model].get({ owner, name }, { consistent: true, timeoutMs });
  return item && toData(item);
}
