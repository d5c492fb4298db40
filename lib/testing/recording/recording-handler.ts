import type { ClientConfig, SendOptions, WireRequest, WireResponse } from '../../execution/lanes/client-parts.ts';
import { errorOf, Faults } from './faults.ts';
import type { Replay } from './replay.ts';
import {
  type Answer,
  callOf,
  inputOf,
  operationOf,
  type RecordedError,
  type RecordedRequest,
  readAnswer,
  responseOf,
} from './wire-message.ts';

type RequestHandler = ClientConfig['requestHandler'];

const unanswered: RecordedError = {
  name: 'NoAnswer',
  message: 'the recording client has neither a client nor a replay; pass one of them, or call failNext() before',
  status: 400,
};

/** Records the requests of a client where the SDK sends them, and sends them, replays answers, or fails. */
export class RecordingHandler implements RequestHandler {
  readonly metadata: { readonly handlerProtocol: string } = { handlerProtocol: 'http/1.1' };
  readonly faults: Faults = new Faults();
  readonly records: RecordedRequest[] = [];
  readonly #next: RequestHandler | undefined;
  readonly #replay: Replay | undefined;

  /** @param next - sends requests. Undefined if nothing is sent */
  constructor(next: RequestHandler | undefined, replay: Replay | undefined) {
    this.#next = next;
    this.#replay = replay;
  }

  async handle(request: WireRequest, options: SendOptions): Promise<{ response: WireResponse }> {
    const operation = operationOf(request);
    const input = inputOf(request);
    const entry: RecordedRequest = { operation, input };
    this.records.push(entry);
    const record = ({ output, error }: Answer): object =>
      Object.assign(entry, error === undefined ? { output } : { error });
    const failing = this.faults.of(operation, callOf(request));
    if (failing === undefined) return this.#pass(request, options, { operation, input, record });
    // The first attempt is done. The response of each attempt is lost.
    if (failing.fault === 'lostResponse' && !failing.isRepeated)
      await this.#pass(request, options, { operation, input, record: () => entry });
    const answer = { error: errorOf(failing.fault, operation, input) };
    record(answer);
    return { response: responseOf(answer) };
  }

  async #pass(
    request: WireRequest,
    options: SendOptions,
    { operation, input, record }: RecordedRequest & { readonly record: (answer: Answer) => object },
  ): Promise<{ response: WireResponse }> {
    if (this.#next === undefined) {
      const answer = this.#replay?.answer(operation, input) ?? { error: unanswered };
      record(answer);
      return { response: responseOf(answer) };
    }
    try {
      const { answer, response } = await readAnswer((await this.#next.handle(request, options)).response);
      record(answer);
      return { response };
    } catch (error) {
      const { name, message, code } = error as NodeJS.ErrnoException;
      record({ error: { name: code ?? name, message } });
      throw error;
    }
  }

  /** The given client destroys its own handler. */
  destroy(): void {}

  /** Called by the SDK for options of the handler, which has none. */
  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): object {
    return {};
  }
}
