import { AnnotableError } from '../errors/annotable-error.ts';
import { wait } from './backoff.ts';

const firstPollMs = 20;
const lastPollMs = 1_000;

/**
 * Asks until the answer is yes: every 20 ms at first, slowing to a second.
 *
 * @param timeoutMs - milliseconds until it gives up
 * @throws AnnotableError `table.timeout`
 */
export async function poll(
  what: string,
  isDone: () => Promise<boolean>,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (let pauseMs = firstPollMs; !(await isDone()); pauseMs = Math.min(lastPollMs, pauseMs * 1.5)) {
    if (Date.now() + pauseMs > deadline)
      throw new AnnotableError('table.timeout', `${what} took longer than ${timeoutMs} ms; it may still end well`);
    await wait(pauseMs, signal);
  }
}
