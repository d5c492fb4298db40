import type { Executor } from './executor.ts';
import type { SendHook } from './send-hooks.ts';

/** A request in the form in which it would be sent. */
export interface RecordedRequest {
  /** The API operation, for example `UpdateItem`. */
  readonly operation: string;
  readonly input: object;
}

/** Records the requests of a call, and sends none of them. */
export class RequestRecorder {
  readonly requests: RecordedRequest[] = [];
  /** Ends the call. */
  readonly #unsent = new Error('explain() sends no requests');

  /** Returns an executor that records instead of sending. The extensions are called around its requests as well. */
  executorOf(executor: Executor): Executor {
    const hook: SendHook = {
      name: 'explain',
      aroundSend: async ({ operation, input }) => {
        this.requests.push({ operation, input: structuredClone(input) });
        throw this.#unsent;
      },
    };
    return executor.joined({ hooks: [hook] });
  }

  /**
   * Runs a call up to the requests that don't wait for others.
   *
   * @throws the error of a call that fails before it would send anything
   */
  async record(call: () => Promise<unknown>): Promise<readonly RecordedRequest[]> {
    try {
      await call();
    } catch (error) {
      if (this.requests.length === 0) throw error;
    }
    return this.requests;
  }
}
