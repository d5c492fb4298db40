import { AnnotableError } from '../errors/annotable-error.ts';
import { wait } from './backoff.ts';

const firstPollMs = 20;
const lastPollMs = 1_000;

/** How long is asked. */
interface PollTime {
  /** Milliseconds of the whole operation, for the message. */
  readonly timeoutMs: number;
  /** When it gives up, in milliseconds since 1970. */
  readonly deadline: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks until the answer is yes: every 20 ms at first, slowing to a second.
 *
 * Cure: Call the method again, or pass a higher `timeoutMs`. `ensure()` continues with what is left.
 *
 * @throws AnnotableError `table.timeout` if the table is not in the expected state in time; DynamoDB continues its work
 */
export async function poll(
  what: string,
  isDone: () => Promise<boolean>,
  { timeoutMs, deadline, signal }: PollTime,
): Promise<void> {
  for (let pauseMs = firstPollMs; !(await isDone()); pauseMs = Math.min(lastPollMs, pauseMs * 1.5)) {
    if (Date.now() + pauseMs > deadline)
      throw new AnnotableError('table.timeout', `${what} took longer than ${timeoutMs} ms; it may still end well`);
    await wait(pauseMs, signal);
  }
}
