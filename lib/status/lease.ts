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

/** How a worker takes a request for itself. */
export interface LeaseOptions extends CallOptions {
  /** The worker's name, another for each that works at the same time. */
  readonly owner: string;
  /** Milliseconds until others may take it over, unless it is renewed; default 30,000. */
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
 * Takes a request for one worker; undefined where another has it, or where it has ended.
 *
 * @throws ItemNotFoundError `condition.notFound`
 */
export async function claimRequest(
  context: StatusContext,
  id: string,
  options: LeaseOptions,
): Promise<StatusRecord | undefined> {
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
    const met = metBy(error);
    if (met === undefined) throw error;
    // Its own already: claiming it again renews the lease, and is no further attempt.
    const isOwn = met.owner === owner && met.leaseUntil !== undefined && met.leaseUntil > now;
    if (isOwn && !context.machine.isFinal(met.status)) return renewLease(context, id, options);
    if (isSpent(context, met, now)) await giveUp(context, met, { signal, timeoutMs });
    return undefined;
  }
}

/** True where a request's last attempt is over, and it may have no more. */
function isSpent({ machine, settings }: StatusContext, met: StatusRecord, now: Date): boolean {
  const isOver = met.leaseUntil === undefined || met.leaseUntil <= now;
  return !machine.isFinal(met.status) && met.attempts >= settings.maxAttempts && isOver;
}

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
    // Somebody else was faster, or its status can't fail: then it stays as it is.
    if (!(failure instanceof ConditionFailedError || failure instanceof IllegalTransitionError)) throw failure;
  }
}

const notLonger = (leaseUntil: Date): Condition<StatusRecord> =>
  or<StatusRecord>({ leaseUntil: notExists() }, { leaseUntil: lte(leaseUntil) });

/**
 * Renews a worker's lease.
 *
 * @throws LeaseLostError `status.leaseLost` where another has the request, or it has ended
 * @throws ItemNotFoundError `condition.notFound`
 */
export async function renewLease(context: StatusContext, id: string, options: LeaseOptions): Promise<StatusRecord> {
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
    const met = metBy(error);
    if (met === undefined) throw error;
    // A lease that lasts longer already stays: this heartbeat came late.
    if (met.owner === owner && !context.machine.isFinal(met.status)) return met;
    throw new LeaseLostError({ ...placeOf(context, id), record: met }, owner);
  }
}
