import { ConditionFailedError } from '../errors/condition-failed-error.ts';
import { IllegalTransitionError, LeaseLostError } from '../errors/status-errors.ts';
import type { CallOptions } from '../execution/executor.ts';
import { append, ifNotExists, increment, remove } from '../expressions/change-operators.ts';
import type { Changes } from '../expressions/change-types.ts';
import { and, type Condition, or } from '../expressions/condition-types.ts';
import { lt, lte, notExists, oneOf, size } from '../expressions/test-operators.ts';
import type { ProgressFields } from './progress.ts';
import { expiryOf, nowOf, openShard, placeOf, type StatusContext, statusShard } from './status-context.ts';
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
  let sent: SentStep = step;
  for (;;) {
    try {
      return await context.records.update(id, changesOf(context, id, sent, now), {
        if: conditionOf(context, sent),
        version: sent.version,
        signal: step.signal,
        timeoutMs: step.timeoutMs,
      });
    } catch (error) {
      const next = afterRefusal(context, id, { asked: step, sent }, metBy(error));
      if (next === undefined) throw error;
      if (next.record !== undefined) return next.record;
      sent = next.sent;
    }
  }
}

type AfterRefusal = { readonly record: StatusRecord } | { readonly record?: undefined; readonly sent: SentStep };

/** What a step comes to that was refused: the record where there is nothing to do, or what to send; undefined for neither. */
function afterRefusal(
  context: StatusContext,
  id: string,
  { asked, sent }: { readonly asked: Step; readonly sent: SentStep },
  met: StatusRecord | undefined,
): AfterRefusal | undefined {
  if (met === undefined) return undefined;
  if (isTaken(context, sent, met)) return { record: met };
  if (asked.version !== undefined && asked.version !== met.version) return undefined;
  refuse(context, id, asked, met);
  const { progress: percent = Number.POSITIVE_INFINITY, ...progress } = sent.progress;
  if ((met.progress ?? 0) > percent)
    // Within one status it is an old report that comes late; a step on is taken without it.
    return met.status === (sent.to ?? met.status) ? { record: met } : { sent: { ...sent, progress } };
  const isFull = isRecorded(context, sent) && met.history.length >= context.settings.maxHistory;
  return isFull ? { sent: { ...sent, history: met.history, version: met.version } } : undefined;
}

/** The record that a refused write met; undefined where there was none, or something else went wrong. */
export const metBy = (error: unknown): StatusRecord | undefined =>
  error instanceof ConditionFailedError ? (error.item as StatusRecord | undefined) : undefined;

/** A step as it is sent. */
interface SentStep extends Step {
  /** The history so far, where it has to be cut. */
  readonly history?: readonly StatusStep[] | undefined;
}

type RecordChanges = Changes<StatusRecord, 'requestId'>;

function changesOf(context: StatusContext, id: string, sent: SentStep, now: Date): RecordChanges {
  const { to, progress, changes, owner } = sent;
  return {
    timestamp: now,
    // A claimed request is stale when its lease ends, whatever its owner does before.
    ...(owner === undefined && { staleAt: now }),
    ...(to !== undefined && statusChanges(context, id, to, now)),
    ...(isRecorded(context, sent) && recorded(context, sent, now)),
    ...progress,
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
    ...(context.machine.isFinal(to)
      ? { finishedAt: now, openShard: remove(), owner: remove(), leaseUntil: remove() }
      : { openShard: openShard(context, id) }),
  };
}

const isRecorded = ({ settings }: StatusContext, { to }: SentStep): boolean =>
  to !== undefined && settings.maxHistory > 0;

/** One more entry of the history. */
function recorded(
  { settings }: StatusContext,
  { to = '', progress, owner, history }: SentStep,
  now: Date,
): RecordChanges {
  const entry = statusStep({ status: to, at: now, ...progress, owner });
  return { history: history === undefined ? append([entry]) : [...history, entry].slice(-settings.maxHistory) };
}

function conditionOf(context: StatusContext, sent: SentStep): Condition<StatusRecord> {
  const { from, owner, progress, history } = sent;
  const mayAppend = isRecorded(context, sent) && history === undefined;
  const hasRoom = mayAppend ? { history: size(lt(context.settings.maxHistory)) } : {};
  const percent = progress.progress;
  const isHigher = percent === undefined ? {} : or<StatusRecord>({ progress: notExists() }, { progress: lte(percent) });
  return and<StatusRecord>({ status: oneOf(from), ...(owner !== undefined && { owner }), ...hasRoom }, isHigher);
}

/** True where the step was taken already, as the last one of the request. */
function isTaken({ machine }: StatusContext, { to }: SentStep, met: StatusRecord): boolean {
  return to !== undefined && met.status === to && machine.isFinal(to);
}

/** Throws what keeps a step from being taken, whatever is done about it. */
function refuse(context: StatusContext, id: string, { to, from, owner }: Step, met: StatusRecord): void {
  const place = { ...placeOf(context, id), record: met };
  if (!from.includes(met.status))
    throw new IllegalTransitionError(place, met.status, to ?? met.status, context.machine.after(met.status));
  if (owner !== undefined && met.owner !== owner) throw new LeaseLostError(place, owner);
}
