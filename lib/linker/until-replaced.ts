import { ConditionFailedError } from '../errors/condition-failed-error.ts';
import type { CallOptions } from '../execution/executor.ts';
import { exponential } from '../time/backoff.ts';
import { deadlineIn } from '../time/deadline.ts';
import { defaultTimes } from '../time/default-times.ts';
import { NotDone, retry } from '../time/retry.ts';
import type { PutOneOptions } from './linker.ts';

/** Pauses between the attempts. */
const schedule = exponential({ baseMs: 20, maxMs: 1_000 });

/** The place of a document in errors. */
export interface DocumentPlace {
  readonly table: string;
  readonly key: string;
}

/**
 * Repeats the change of a document until no other writer is faster.
 *
 * @param attempt - reads the document and replaces it if it is unchanged; undefined if another writer was faster
 * @throws ConditionFailedError `condition.failed` if all attempts of `timeoutMs` (default: 30,000) lost
 */
export function untilReplaced<Result>(
  place: DocumentPlace,
  { timeoutMs = defaultTimes.documentUpdateMs, signal }: CallOptions,
  attempt: () => Promise<{ readonly result: Result } | undefined>,
): Promise<Result> {
  const tryUpdate = async (): Promise<Result | NotDone> => {
    const done = await attempt();
    if (done !== undefined) return done.result;
    const message = `other writers changed the document after each read, for ${timeoutMs} ms; try again`;
    return new NotDone(new ConditionFailedError(place, message));
  };
  return retry(tryUpdate, { schedule, signal, deadline: deadlineIn(timeoutMs) });
}

/** Returns the expiry options, if there are any. */
export function expiryOf({ ttlSeconds, expiresAt }: PutOneOptions): PutOneOptions {
  return ttlSeconds === undefined && expiresAt === undefined ? {} : { ttlSeconds, expiresAt };
}
