import { IllegalTransitionError } from '../errors/status-errors.ts';
import { ifNotExists } from '../expressions/change-operators.ts';
import { cutMessage, failureOf } from './failure.ts';
import { nowOf, placeOf, type StatusContext } from './status-context.ts';
import type { StatusRecord } from './status-record.ts';
import { takeAskedStep, unlessMet } from './step-request.ts';
import type { AdvanceOptions, CancelOptions } from './tracker-options.ts';

const code = 'CANCELLED';

/** True if the request was canceled. If failures have the same status, the code of the error decides. */
const isCancelled = ({ machine }: StatusContext, { status, error }: StatusRecord): boolean =>
  status === machine.cancelled && (machine.cancelled !== machine.failure || error?.code === code);

/** Records that somebody wants a tracked request canceled. Returns the record unchanged if it is canceled already. */
export function cancelRequest<R extends StatusRecord>(
  context: StatusContext<R>,
  id: string,
  { reason, ...options }: CancelOptions,
): Promise<R> {
  const changes = {
    cancelRequestedAt: ifNotExists(nowOf(context)),
    ...(reason !== undefined && { cancelReason: ifNotExists(cutMessage(reason)) }),
  };
  const step = takeAskedStep(context, id, { ...options, to: undefined, from: context.machine.open, changes });
  return unlessMet(step, (met) => isCancelled(context, met));
}

/**
 * Ends a tracked request as canceled.
 *
 * @throws IllegalTransitionError `status.illegalTransition` if the request has ended in another way
 */
export async function confirmCancelled<R extends StatusRecord>(
  context: StatusContext<R>,
  id: string,
  options: AdvanceOptions,
): Promise<R> {
  const { machine, settings } = context;
  const to = machine.meaning('cancelled');
  const error = failureOf({ code, message: options.message ?? 'was cancelled' }, settings.maxErrorBytes);
  const record = await takeAskedStep(context, id, { ...options, to, from: machine.sourcesOf(to), changes: { error } });
  // The request has this final status already, and it may have failed instead.
  if (isCancelled(context, record)) return record;
  throw new IllegalTransitionError({ ...placeOf(context, id), record }, record.status, to, []);
}
