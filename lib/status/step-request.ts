import { IllegalTransitionError } from '../errors/status-errors.ts';
import { cutMessage, failureOf } from './failure.ts';
import { progressFields } from './progress.ts';
import { placeOf, type StatusContext } from './status-context.ts';
import type { StatusFailure, StatusRecord } from './status-record.ts';
import type { AdvanceOptions } from './tracker-options.ts';
import { type Step, takeStep } from './transition.ts';

/** A requested step, before its progress and message are validated. */
export interface StepRequest extends AdvanceOptions, Omit<Step, 'progress'> {}

/** Takes a step. Adds progress 100 to a success, and an error to a failure or cancelation. */
export async function takeAskedStep<R extends StatusRecord>(
  context: StatusContext<R>,
  id: string,
  { progress, message, changes, ...step }: StepRequest,
): Promise<R> {
  const { message: progressMessage, ...fields } = progressFields(progress, placeOf(context, id));
  const text = message ?? progressMessage;
  const isSuccess = step.to !== undefined && step.to === context.machine.success;
  const reported = {
    ...fields,
    ...(text !== undefined && { message: cutMessage(text) }),
    ...(isSuccess && { progress: 100 }),
  };
  const error = errorOf(context, step.to, text);
  return takeStep(context, id, { ...step, progress: reported, changes: { ...(error && { error }), ...changes } });
}

/** Returns the default error of a step to a failed or canceled status. Undefined for other steps. */
function errorOf(
  { machine, settings }: StatusContext,
  to: string | undefined,
  message: string | undefined,
): StatusFailure | undefined {
  if (to === undefined || (to !== machine.failure && to !== machine.cancelled)) return undefined;
  const code = to === machine.failure ? 'FAILED' : 'CANCELLED';
  return failureOf({ code, message }, settings.maxErrorBytes);
}

/** Returns the result of a step. If it was illegal but the stored record is as wanted, returns that record instead. */
export async function unlessMet<R extends StatusRecord>(step: Promise<R>, isWanted: (met: R) => boolean): Promise<R> {
  try {
    return await step;
  } catch (error) {
    const met = error instanceof IllegalTransitionError ? (error.record as R | undefined) : undefined;
    if (met !== undefined && isWanted(met)) return met;
    throw error;
  }
}
