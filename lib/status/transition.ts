import { ConditionFailedError } from '../errors/condition-failed-error.ts';
import { IllegalTransitionError, LeaseLostError } from '../errors/status-errors.ts';
import type { CallOptions } from '../execution/executor.ts';
import { append, ifNotExists, increment, remove } from '../expressions/change-operators.ts';
import { and, type Condition, or } from '../expressions/condition-types.ts';
import { lt, lte, notExists, oneOf, size } from '../expressions/test-operators.ts';
import type { ProgressFields } from './progress.ts';
import { keptAlive } from './retention.ts';
import { expiryOf, nowOf, placeOf, type RecordChanges, type StatusContext, statusShard } from './status-context.ts';
import { type StatusRecord, type StatusStep, statusStep } from './status-record.ts';

/** Conditions of a step. */
export interface StepOptions extends CallOptions {
  /** Worker that must have claimed the request. By default, anybody can take the step. */
  readonly owner?: string | undefined;
  /** Version that the record must have. If it has another, the step throws `VersionConflictError`. */
  readonly version?: number | undefined;
}

/** A step from one status to another, or within one. */
export interface Step extends StepOptions {
  /** Status that the step leads to. Undefined for a step within any status, which the history doesn't record. */
  readonly to: string | undefined;
  /** Statuses from which the step is allowed. */
  readonly from: readonly string[];
  readonly progress: ProgressFields;
  /** Other changes of the same update. */
  readonly changes?: RecordChanges | undefined;
}

/**
 * Takes a step with one conditional update.
 *
 * If the update is rejected, the response contains the stored record. The record shows the reason without a second
 * read: the step was taken before, it is illegal, another write was faster, or the lease is lost.
 *
 * @throws ItemNotFoundError `condition.notFound` if the request does not exist
 * @throws IllegalTransitionError `status.illegalTransition` if the stored status doesn't allow the step
 * @throws LeaseLostError `status.leaseLost` if `owner` doesn't have the request
 * @throws VersionConflictError `condition.versionConflict` if the record has another version
 */
export async function takeStep<R extends StatusRecord>(context: StatusContext<R>, id: string, step: Step): Promise<R> {
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
      const next = afterRefusal(context, id, { step, sent }, metBy<R>(error));
      if (next === undefined) throw error;
      if ('record' in next) return next.record;
      sent = next.sent;
    }
  }
}

type AfterRefusal<R> = { readonly record: R } | { readonly sent: StepAttempt };

/** Returns the final record of a rejected step, or its next attempt. Undefined if the error must be thrown. */
function afterRefusal<R extends StatusRecord>(
  context: StatusContext<R>,
  id: string,
  { step, sent }: { readonly step: Step; readonly sent: StepAttempt },
  met: R | undefined,
): AfterRefusal<R> | undefined {
  if (met === undefined) return undefined;
  if (isTaken(context, step, met)) return { record: met };
  if (step.version !== undefined && step.version !== met.version) return undefined;
  refuse(context, id, step, met);
  if (isLower(sent.progress, met)) return afterHigher(sent, met);
  const isFull = isRecorded(sent) && met.history.length >= context.settings.maxHistory;
  return isFull ? { sent: { ...sent, history: met.history, version: met.version } } : undefined;
}

/**
 * Returns the outcome of a step with lower progress than the stored one. Within one status, it is a late report and has
 * no effect. A step to another status is sent again without the progress.
 */
function afterHigher<R extends StatusRecord>(sent: StepAttempt, met: R): AfterRefusal<R> {
  const { message } = sent.progress;
  if (met.status === (sent.to ?? met.status)) return { record: met };
  return { sent: { ...sent, progress: message === undefined ? {} : { message } } };
}

/**
 * Returns the stored record from the error of a rejected write. Undefined for other errors, or if there is no record.
 */
export const metBy = <R extends StatusRecord>(error: unknown): R | undefined =>
  error instanceof ConditionFailedError ? (error.item as R | undefined) : undefined;

/** One attempt to take a step. */
interface StepAttempt extends Step {
  /** Stored history, if it is full and must be shortened. */
  readonly history?: readonly StatusStep[] | undefined;
}

function changesOf(context: StatusContext, id: string, sent: StepAttempt, now: Date): RecordChanges {
  const { to, progress, changes, owner } = sent;
  return {
    timestamp: now,
    // A claimed request is stale from the end of its lease, so a step of its owner doesn't change that time.
    ...(owner === undefined && { staleAt: now }),
    ...(to !== undefined && statusChanges(context, id, to, now)),
    ...(isRecorded(sent) && recorded(context, sent, now)),
    ...progress,
    // The units of an earlier report would contradict a percentage without units.
    ...(progress.progress !== undefined && progress.done === undefined && { done: remove(), total: remove() }),
    ...changes,
  };
}

/** Returns the changes that belong to a new status. */
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

/** Returns the change that adds the step to the history, and shortens a full history. */
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

/** Returns the condition that the percentage doesn't fall, or without one, that the units done don't fall. */
function isHigher({ progress, done }: ProgressFields): Condition<StatusRecord> {
  if (progress !== undefined) return or<StatusRecord>({ progress: notExists() }, { progress: lte(progress) });
  return done === undefined ? {} : or<StatusRecord>({ done: notExists() }, { done: lte(done) });
}

const isLower = ({ progress, done }: ProgressFields, met: StatusRecord): boolean =>
  progress === undefined ? (met.done ?? 0) > (done ?? Number.POSITIVE_INFINITY) : (met.progress ?? 0) > progress;

/**
 * True if the step was taken already, as the last step of the request. The owner must then be the same, or for a step
 * without an owner, the version.
 */
function isTaken({ machine }: StatusContext, { to, owner, version }: Step, met: StatusRecord): boolean {
  if (to === undefined || met.status !== to || !machine.isFinal(to)) return false;
  return owner === undefined ? version === undefined || version === met.version : met.history.at(-1)?.owner === owner;
}

/** Throws if another attempt of the step can't succeed either: the status is wrong, or the lease is lost. */
function refuse(context: StatusContext, id: string, { to, from, owner }: Step, met: StatusRecord): void {
  const place = { ...placeOf(context, id), record: met };
  const isOthers = owner !== undefined && met.owner !== owner;
  // The loss of the lease has priority, also if the new owner has ended the request meanwhile.
  if (isOthers && (from.includes(met.status) || met.status === to)) throw new LeaseLostError(place, owner);
  if (!from.includes(met.status))
    throw new IllegalTransitionError(place, met.status, to ?? met.status, context.machine.after(met.status));
}
