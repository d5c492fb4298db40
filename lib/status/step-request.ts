import { IllegalTransitionError } from '../errors/status-errors.ts';
import { cutMessage, failureOf } from './failure.ts';
import { progressFields } from './progress.ts';
import { placeOf, type StatusContext } from './status-context.ts';
import type { StatusFailure, StatusRecord } from './status-record.ts';
import type { AdvanceOptions } from './tracker-options.ts';
import { type Step, takeStep } from './transition.ts';

/** A step as it is asked for. */
export interface StepRequest extends AdvanceOptions, Omit<Step, 'progress'> {}

/** Takes a step, with what its status brings: progress 100 of a good end, an error of a bad one. */
export async function takeAskedStep(
  context: StatusContext,
  id: string,
  { progress, message, changes, ...step }: StepRequest,
): Promise<StatusRecord> {
  const { message: told, ...fields } = progressFields(progress, placeOf(context, id));
  const text = message ?? told;
  const isGood = step.to !== undefined && step.to === context.machine.success;
  const known = {
    ...fields,
    ...(text !== undefined && { message: cutMessage(text) }),
    ...(isGood && { progress: 100 }),
  };
  const error = errorOf(context, step.to, text);
  return takeStep(context, id, { ...step, progress: known, changes: { ...(error && { error }), ...changes } });
}

/** What a bad end says where nobody gave a reason. */
function errorOf(
  { machine, settings }: StatusContext,
  to: string | undefined,
  message: string | undefined,
): StatusFailure | undefined {
  if (to === undefined || (to !== machine.failure && to !== machine.cancelled)) return undefined;
  const code = to === machine.failure ? 'FAILED' : 'CANCELLED';
  return failureOf({ code, message }, settings.maxErrorBytes);
}

/** What a step gives, or the record that it met where that is what was wanted: the step was taken before. */
export async function unlessMet(
  step: Promise<StatusRecord>,
  isWanted: (met: StatusRecord) => boolean,
): Promise<StatusRecord> {
  try {
    return await step;
  } catch (error) {
    const met = error instanceof IllegalTransitionError ? (error.record as StatusRecord | undefined) : undefined;
    if (met !== undefined && isWanted(met)) return met;
    throw error;
  }
}
