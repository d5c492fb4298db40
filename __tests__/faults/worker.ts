import type { CallOptions } from '../../lib/execution/executor.ts';
import { CallTimeoutError } from '../../lib/index.ts';
import { type Ledger, Loss, type Place, type State } from './ledger.ts';
import type { Plan } from './plans.ts';
import type { Random } from './random.ts';
import { type ModelName, type Records, toData } from './records.ts';

/** What a run counts. */
export interface Tally {
  operations: number;
  /** Writes that were truly refused. */
  refused: number;
  /** Writes and batches of which it was told that they may have been done. */
  unknown: number;
  /** Operations that failed, and did nothing. */
  failed: number;
  /** The most that an operation took beyond its time, in milliseconds. */
  latestMs: number;
  /** Requests that the operations may take where nothing is repeated. */
  requests: number;
}

/** A counter that all workers raise: what was acknowledged, and what may have been done besides. */
export interface SharedCounter {
  acknowledged: number;
  unknown: number;
}

/** A transaction whose outcome was never told: all of its writes were done, or none. */
export interface OpenGroup {
  readonly writes: readonly Change[];
}

/** What a write makes of what is there: one state, or several where it may be repeated. */
export interface Change {
  readonly place: Place;
  readonly before: State;
  readonly next: readonly State[];
  /** The codes of the errors that it must be refused with; none where it must be done. */
  readonly refusals: readonly string[];
}

/** One of the clients of a run. Its keys are its own. */
export interface Worker {
  readonly id: string;
  readonly plan: Plan;
  readonly random: Random;
  readonly ledger: Ledger;
  readonly records: Readonly<Record<ModelName, Records>>;
  readonly tally: Tally;
  readonly counters: Map<string, SharedCounter>;
  readonly groups: OpenGroup[];
  /** Which names are in use: those of writes that may still be under way are left. */
  readonly generations: Map<string, number>;
}

export const usualTimeoutMs = 5_000;
/** What an operation may take beyond its time on a busy machine, in milliseconds. */
const slackMs = 2_000;

/** A place of the worker's. */
export function placeOf(worker: Worker, model: ModelName, base: string): Place {
  const generation = worker.generations.get(`${model}/${base}`) ?? 0;
  return { model, owner: worker.id, name: generation === 0 ? base : `${base}~${generation}` };
}

/** Leaves a place to the end of the run: a write that was given up may still be under way to it. */
function retire(worker: Worker, place: Place): void {
  const { model, name } = place;
  const base = name.split('~')[0] as string;
  worker.ledger.leaveUnderWay(place);
  worker.generations.set(`${model}/${base}`, (worker.generations.get(`${model}/${base}`) ?? 0) + 1);
}

/** What an operation came to. */
export type Outcome<Result> = { readonly result: Result } | { readonly error: unknown; readonly isAborted: boolean };

/** Does one operation, in its time; now and then it is aborted under way. */
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

/** The code of an error of ours, or the name of another. */
export function codeOf(error: unknown): string {
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  return String(code ?? name);
}

/** True where an error leaves a write under way, perhaps. */
export const isGivenUp = (error: unknown): boolean => (error as Error).cause instanceof CallTimeoutError;

/** The ways in which a write says that it has done nothing. */
const nothingDone: ReadonlySet<string> = new Set([
  'call.timeout',
  'service.throttled',
  'AccessDeniedException',
  'ExpiredTokenException',
  'ValidationException',
  'TransactionConflictException',
]);

/** Notes what a failed write leaves: what was, or what was and what may have been done. @throws Loss */
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

/** A write of unique values reads first: where that fails nothing was sent, and the error is the SDK's. */
function failedToRead([change]: readonly Change[], error: unknown): boolean {
  const { $metadata, code } = error as { readonly $metadata?: unknown; readonly code?: unknown };
  return change?.place.model === 'unique' && ($metadata !== undefined || /^E[A-Z]+$/.test(String(code)));
}

/** True for a transaction that met others, and nothing else. */
function isConflictAlone(error: unknown): boolean {
  if (codeOf(error) !== 'transaction.failed') return false;
  const { reasons } = error as { readonly reasons: readonly { readonly code: string }[] };
  return reasons.every(({ code }) => code === 'None' || code === 'TransactionConflict');
}

/** A write may have been done: its place is one or the other until it is read. */
export function leaveOpen(worker: Worker, { place, before, next, refusals }: Change, givenUp: boolean): void {
  worker.ledger.set(place, before, ...(refusals.length > 0 ? [] : next));
  if (givenUp) retire(worker, place);
}

/** Makes sure that it is known what is there. False where it can't be read now. */
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
