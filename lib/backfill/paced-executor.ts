import { ThrottledError } from '../errors/throttled-error.ts';
import type { CapacityMeter } from '../execution/capacity-meter.ts';
import { isReadRequest } from '../execution/consumed-units.ts';
import type { Executor } from '../execution/executor.ts';
import type { SendHook } from '../execution/send-hooks.ts';
import { type Backoff, exponential } from '../time/backoff.ts';
import { retry } from '../time/retry.ts';

/** The maximum number of attempts of a throttled request. */
const maxAttempts = 20;

/** Returns an executor whose requests are measured, and delayed by the meter. Throttled requests are sent again. */
export function pacedExecutor(executor: Executor, meter: CapacityMeter, backoff?: Partial<Backoff>): Executor {
  const hook: SendHook = {
    name: 'backfill',
    aroundSend: ({ operation, input, signal }, send) => {
      const kind = isReadRequest(operation, input) ? 'read' : 'write';
      const attempt = async (): Promise<object> => {
        await meter.ready(kind, signal);
        return send();
      };
      const retryIf = (error: unknown): boolean => error instanceof ThrottledError;
      return retry(attempt, { schedule: exponential(backoff), signal, maxAttempts, retryIf });
    },
  };
  return meter.executorOf(executor.joined({ hooks: [hook] }));
}
