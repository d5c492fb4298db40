import { ConditionFailedError } from '../errors/condition-failed-error.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { IllegalTransitionError, LeaseLostError } from '../errors/status-errors.ts';
import type { CallOptions } from '../execution/executor.ts';
import { increment } from '../expressions/change-operators.ts';
import { and, type Condition, or } from '../expressions/condition-types.ts';
import { lt, lte, notExists, oneOf } from '../expressions/test-operators.ts';
import { failureOf } from './failure.ts';
import { keptAlive } from './retention.ts';
import { heldShard, nowOf, placeOf, type StatusContext } from './status-context.ts';
import type { StatusRecord } from './status-record.ts';
import { metBy, takeStep } from './transition.ts';

/** Options of a claim or heartbeat of one worker. */
export interface LeaseOptions extends CallOptions {
  /** Name of the worker. Workers that run at the same time need different names. */
  readonly owner: string;
  /** Milliseconds until other workers can claim the request, unless the lease is renewed. Default 30,000. */
  readonly leaseMs?: number | undefined;
}

const defaultLeaseMs = 30_000;

function leaseOf(
  context: StatusContext,
  { owner, leaseMs = defaultLeaseMs }: LeaseOptions,
): { now: Date; leaseUntil: Date } {
  if (typeof owner !== 'string' || owner === '') throw new ConfigurationError('owner must name the worker');
  if (!(Number.isFinite(leaseMs) && leaseMs > 0)) throw new ConfigurationError('leaseMs must be a number above 0');
  const now = nowOf(context);
  return { now, leaseUntil: new Date(now.getTime() + Math.ceil(leaseMs)) };
}

/**
 * Claims a tracked request for one worker. Returns undefined if another worker has it, or if it has ended.
 *
 * @throws ItemNotFoundError `condition.notFound` if the request does not exist
 */
export async function claimRequest<R extends StatusRecord>(
  context: StatusContext<R>,
  id: string,
  options: LeaseOptions,
): Promise<R | undefined> {
  const { owner, signal, timeoutMs } = options;
  const { now, leaseUntil } = leaseOf(context, options);
  const { maxAttempts } = context.settings;
  const isFree = or<StatusRecord>({ owner: notExists() }, { leaseUntil: lte(now) });
  const hasAttempts = Number.isFinite(maxAttempts) ? { attempts: lt(maxAttempts) } : {};
  try {
    const record = await context.records.update(
      id,
      { owner, leaseUntil, staleAt: leaseUntil, openShard: heldShard(context, id), attempts: increment(1) },
      {
        if: and<StatusRecord>({ status: oneOf(context.machine.open), ...hasAttempts }, isFree),
        signal,
        timeoutMs,
      },
    );
    return await keptAlive(context, record, { signal, timeoutMs });
  } catch (error) {
    const met = metBy<R>(error);
    if (met === undefined) throw error;
    // A repeated claim of its own request renews the lease, and doesn't count as another attempt.
    const isOwn = met.owner === owner && met.leaseUntil !== undefined && met.leaseUntil > now;
    if (isOwn && !context.machine.isFinal(met.status)) return renewLease(context, id, options);
    if (isSpent(context, met, now)) await giveUp(context, met, { signal, timeoutMs });
    return undefined;
  }
}

/** True if the last allowed attempt of a request is over. */
function isSpent({ machine, settings }: StatusContext, met: StatusRecord, now: Date): boolean {
  const isOver = met.leaseUntil === undefined || met.leaseUntil <= now;
  return !machine.isFinal(met.status) && met.attempts >= settings.maxAttempts && isOver;
}

/** Ends a request as failed, because its attempts are used up. */
async function giveUp(context: StatusContext, met: StatusRecord, call: CallOptions): Promise<void> {
  const { machine, settings } = context;
  const to = machine.failure;
  if (to === undefined) return;
  const message = `was claimed ${met.attempts} times and never ended`;
  const error = failureOf({ code: 'TOO_MANY_ATTEMPTS', message }, settings.maxErrorBytes);
  try {
    const from = machine.sourcesOf(to);
    await takeStep(context, met.requestId, {
      to,
      from,
      progress: {},
      changes: { error },
      version: met.version,
      ...call,
    });
  } catch (failure) {
    // Another step was faster, or the status can't lead to the failure. The request then stays unchanged.
    if (!(failure instanceof ConditionFailedError || failure instanceof IllegalTransitionError)) throw failure;
  }
}

const notLonger = (leaseUntil: Date): Condition<StatusRecord> =>
  or<StatusRecord>({ leaseUntil: notExists() }, { leaseUntil: lte(leaseUntil) });

/**
 * Renews the lease of a worker.
 *
 * @throws LeaseLostError `status.leaseLost` if another worker has the request, or if it has ended
 * @throws ItemNotFoundError `condition.notFound` if the request does not exist
 */
export async function renewLease<R extends StatusRecord>(
  context: StatusContext<R>,
  id: string,
  options: LeaseOptions,
): Promise<R> {
  const { owner, signal, timeoutMs } = options;
  const { leaseUntil } = leaseOf(context, options);
  try {
    const record = await context.records.update(
      id,
      { leaseUntil, staleAt: leaseUntil },
      {
        if: and<StatusRecord>({ status: oneOf(context.machine.open), owner }, notLonger(leaseUntil)),
        signal,
        timeoutMs,
      },
    );
    return await keptAlive(context, record, { signal, timeoutMs });
  } catch (error) {
    const met = metBy<R>(error);
    if (met === undefined) throw error;
    // The stored lease lasts longer, so this heartbeat arrived late. The lease stays.
    if (met.owner === owner && !context.machine.isFinal(met.status)) return met;
    throw new LeaseLostError({ ...placeOf(context, id), record: met }, owner);
  }
}
