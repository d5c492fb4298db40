import { type CapacityLimit, type CapacityMeter, meterOf } from '../execution/capacity-meter.ts';
import type { Executor } from '../execution/executor.ts';
import type { FetchPage } from './page-walk.ts';
import type { Reading } from './results.ts';

/** The executor of a reading, and the meter that delays its requests. */
interface Pace {
  readonly executor: Executor;
  readonly meter: CapacityMeter | undefined;
}

/** Returns the meter of a reading, and the executor that it measures. */
export function paceOf(
  { meter: given, executor: recording }: Reading,
  executor: Executor,
  limit: CapacityLimit | undefined,
): Pace {
  const meter = given ?? meterOf(limit);
  const sender = recording ?? executor;
  return { meter, executor: meter?.executorOf(sender) ?? sender };
}

/** Waits before a request, and not as a part of it, because the pauses would use up its time limit. */
export function paced(fetch: FetchPage, meter: CapacityMeter | undefined, signal: AbortSignal | undefined): FetchPage {
  if (meter === undefined) return fetch;
  return async (segment, start) => {
    await meter.ready('read', signal);
    return fetch(segment, start);
  };
}
