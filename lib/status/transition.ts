import { ConditionFailedError } from '../errors/condition-failed-error.ts';
import { IllegalTransitionError, LeaseLostError } from '../errors/status-errors.ts';
import type { CallOptions } from '../execution/executor.ts';
import { append, ifNotExists, increment, remove } from '../expressions/change-operators.ts';
import type { Changes } from '../expressions/change-types.ts';
import { and, type Condition, or } from '../expressions/condition-types.ts';
import { lt, lte, notExists, oneOf, size } from '../expressions/test-operators.ts';
import type { ProgressFields } from './progress.ts';
import { keptAlive } from './retention.ts';
import { expiryOf, nowOf, placeOf, type StatusContext, statusShard } from './status-context.ts';
import { type StatusRecord, type StatusStep, statusStep } from './status-record.ts';

/** Who may take a step. */
export interface StepOptions extends CallOptions {
  /** The worker that has claimed the request: another's step is refused. Anybody's by default. */
  readonly owner?: string | undefined;
  /** The version that the record must have: a step in between is a `VersionConflictError`. */
  readonly version?: number | undefined;
}

/** A step from one status to another, or within one. */
export interface Step extends StepOptions {
  /** The status that it leads to; undefined for a step within whichever status there is, which is not recorded. */
  readonly to: string | undefined;
  /** The statuses that it may be taken from. */
  readonly from: readonly string[];
  readonly progress: ProgressFields;
  /** What else changes. */
  readonly changes?: RecordChanges | undefined;
}

/**
 * Takes a step by one conditional update. What stood in its way comes with the answer, so that a step that was taken
 * before, an illegal one, a lost race and a lost lease are told apart without a second read.
 *
 * @throws ItemNotFoundError `condition.notFound`
 * @throws IllegalTransitionError `status.illegalTransition`
 * @throws LeaseLostError `status.leaseLost`
 * @throws VersionConflictError `condition.versionConflict`
 */
export async function takeStep(context: StatusContext, id: string, step: Step): Promise<StatusRecord> {
  const now = nowOf(context);
  let sent: StepAttempt = step;
  for (;;) {
    try {
      const { signal, timeoutMs } = step;
      const record = await context.records.update(id, changesOf(context, id, sent, now), {
        if: conditionOf(context, sent),
        version: sent.version,
        signal,
        timeoutMs,
      });
      return await keptAlive(context, record, { signal, timeoutMs });
    } catch (error) {
      const next = afterRefusal(context, id, { asked: step, sent }, metBy(error));
      if (next === undefined) throw error;
      if (next.record !== undefined) return next.record;
      sent = next.sent;
    }
  }
}

type AfterRefusal = { readonly record: StatusRecord } | { readonly record?: undefined; readonly sent: StepAttempt };

/** What a step comes to that was refused: the record where there is nothing to do, or what to send; undefined for neither. */
function afterRefusal(
  context: StatusContext,
  id: string,
  { asked, sent }: { readonly asked: Step; readonly sent: StepAttempt },
  met: StatusRecord | undefined,
): AfterRefusal | undefined {
  if (met === undefined) return undefined;
  if (isTaken(context, asked, met)) return { record: met };
  if (asked.version !== undefined && asked.version !== met.version) return undefined;
  refuse(context, id, asked, met);
  if (isLower(sent.progress, met)) return afterHigher(sent, met);
  const isFull = isRecorded(sent) && met.history.length >= context.settings.maxHistory;
  return isFull ? { sent: { ...sent, history: met.history, version: met.version } } : undefined;
}

/** Within one status it is an old report that comes late; a step on is taken without it. */
function afterHigher(sent: StepAttempt, met: StatusRecord): AfterRefusal {
  const { message } = sent.progress;
  if (met.status === (sent.to ?? met.status)) return { record: met };
  return { sent: { ...sent, progress: message === undefined ? {} : { message } } };
}

/** The record that a refused write met; undefined where there was none, or something else went wrong. */
export const metBy = (error: unknown): StatusRecord | undefined =>
  error instanceof ConditionFailedError ? (error.item as StatusRecord | undefined) : undefined;

/** A step as it is sent. */
interface StepAttempt extends Step {
  /** The history so far, where it has to be cut. */
  readonly history?: readonly StatusStep[] | undefined;
}

type RecordChanges = Changes<StatusRecord, 'requestId'>;

function changesOf(context: StatusContext, id: string, sent: StepAttempt, now: Date): RecordChanges {
  const { to, progress, changes, owner } = sent;
  return {
    timestamp: now,
    // A claimed request is stale when its lease ends, whatever its owner does before.
    ...(owner === undefined && { staleAt: now }),
    ...(to !== undefined && statusChanges(context, id, to, now)),
    ...(isRecorded(sent) && recorded(context, sent, now)),
    ...progress,
    // A percentage alone tells no units, and those of an earlier report would not fit it.
    ...(progress.progress !== undefined && progress.done === undefined && { done: remove(), total: remove() }),
    ...changes,
  };
}

/** What a status brings with it. */
function statusChanges(context: StatusContext, id: string, to: string, now: Date): RecordChanges {
  return {
    status: to,
    statusShard: statusShard(context, id, to),
    steppedAt: now,
    expiresAt: expiryOf(context, to, now) ?? remove(),
    steps: increment(1),
    ...(to !== context.machine.initial && { startedAt: ifNotExists(now) }),
    ...(context.machine.isFinal(to) && {
      finishedAt: now,
      openShard: remove(),
      owner: remove(),
      leaseUntil: remove(),
    }),
  };
}

const isRecorded = ({ to }: StepAttempt): boolean => to !== undefined;

/** One more entry of the history. */
function recorded(
  { settings }: StatusContext,
  { to = '', progress, owner, history }: StepAttempt,
  now: Date,
): RecordChanges {
  const entry = statusStep({ status: to, at: now, ...progress, owner });
  return { history: history === undefined ? append([entry]) : [...history, entry].slice(-settings.maxHistory) };
}

function conditionOf(context: StatusContext, sent: StepAttempt): Condition<StatusRecord> {
  const { from, owner, progress, history } = sent;
  const mayAppend = isRecorded(sent) && history === undefined;
  const hasRoom = mayAppend ? { history: size(lt(context.settings.maxHistory)) } : {};
  return and<StatusRecord>(
    { status: oneOf(from), ...(owner !== undefined && { owner }), ...hasRoom },
    isHigher(progress),
  );
}

/** Per cent, or, where the total isn't known, what is done: neither falls. */
function isHigher({ progress, done }: ProgressFields): Condition<StatusRecord> {
  if (progress !== undefined) return or<StatusRecord>({ progress: notExists() }, { progress: lte(progress) });
  return done === undefined ? {} : or<StatusRecord>({ done: notExists() }, { done: lte(done) });
}

const isLower = ({ progress, done }: ProgressFields, met: StatusRecord): boolean =>
  progress === undefined ? (met.done ?? 0) > (done ?? Number.POSITIVE_INFINITY) : (met.progress ?? 0) > progress;

/**
 * True where the step was taken already, as the last one of the request: by the same owner, where the step has one, and
 * where nothing says that it is another's.
 */
function isTaken({ machine }: StatusContext, { to, owner, version }: Step, met: StatusRecord): boolean {
  if (to === undefined || met.status !== to || !machine.isFinal(to)) return false;
  return owner === undefined ? version === undefined || version === met.version : met.history.at(-1)?.owner === owner;
}

/** Throws what keeps a step from being taken, whatever is done about it. */
function refuse(context: StatusContext, id: string, { to, from, owner }: Step, met: StatusRecord): void {
  const place = { ...placeOf(context, id), record: met };
  const isOthers = owner !== undefined && met.owner !== owner;
  // Whoever has lost a request is told so, also where the other has ended it meanwhile.
  if (isOthers && (from.includes(met.status) || met.status === to)) throw new LeaseLostError(place, owner);
  if (!from.includes(met.status))
    throw new IllegalTransitionError(place, met.status, to ?? met.status, context.machine.after(met.status));
}
