import { AnnotableError } from '../errors/annotable-error.ts';
import { growing } from './backoff.ts';
import { NotDone, retry } from './retry.ts';

/** Time and signal of the whole operation. */
interface PollTime {
  /** Milliseconds of the whole operation, for the message. */
  readonly timeoutMs: number;
  /** Time of `performance.now()` after which polling ends. */
  readonly deadline: number;
  readonly signal?: AbortSignal | undefined;
}

/** Milliseconds: the first pause is 20, and the longest is 1,000. */
const schedule = growing(20, 1_000);

/**
 * Calls `isDone` until it resolves to true.
 *
 * @param what - name of the operation, with which the message begins
 * Cure: Call the method again, or pass a higher `timeoutMs`. `ensure()` continues with what is left.
 *
 * @throws AnnotableError `table.timeout` if the table is not in the expected state in time; DynamoDB continues its work
 */
export function poll(
  what: string,
  isDone: () => Promise<boolean>,
  { timeoutMs, deadline, signal }: PollTime,
): Promise<void> {
  const late = (): unknown =>
    new AnnotableError('table.timeout', `${what} took longer than ${timeoutMs} ms; it may still end well`);
  return retry(async () => ((await isDone()) ? undefined : new NotDone(late())), { schedule, signal, deadline });
}
