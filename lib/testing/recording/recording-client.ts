import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ConfigurationError } from '../../errors/configuration-error.ts';
import { anything, type CheckOptions, optionRules } from '../../errors/option-rules.ts';
import { wholeNumber } from '../../errors/whole-number.ts';
import type { FaultOptions, RecordingFault } from './faults.ts';
import { RecordingHandler } from './recording-handler.ts';
import { Replay } from './replay.ts';
import type { RecordedRequest } from './wire-message.ts';

/** Options of `recordingClient`. */
export interface RecordingOptions {
  /** Sends the requests: its region, credentials, endpoint, and connections. Its middleware does not run. */
  readonly client?: DynamoDBClient | undefined;
  /** Answers the requests, without sending them: recorded requests, or the same written by hand. */
  readonly replay?: readonly RecordedRequest[] | undefined;
  /** Most attempts of the SDK for one call, 1 or more. Default: 1, so no test waits for a retry. */
  readonly maxAttempts?: number | undefined;
}

/** A client that records. */
export interface RecordingClient {
  /** A client of the SDK, for repositories and for your own calls. */
  readonly client: DynamoDBClient;
  /** The requests so far, in the order in which they were sent. Attempts of one call are single requests. */
  readonly requests: readonly RecordedRequest[];
  /** Forgets the requests so far, and the faults that no call has had. */
  clear(): void;
  /**
   * Lets the next call fail, in all its attempts. Several faults apply one after the other.
   *
   * annotable repeats some calls itself: a throttled batch, and a write whose outcome it reads first. `times` reaches
   * those too.
   *
   * @throws ConfigurationError `configuration.invalid` if the fault is unknown, or the operation can't have it
   * @example
   * recording.failNext('lostResponse', { operation: 'PutItem' });
   * await phones.create(phone);   // PutItem is done, and its response is lost
   */
  failNext(fault: RecordingFault, options?: FaultOptions): void;
  /** Returns the requests with their responses, for `replay`. */
  toJSON(): RecordedRequest[];
}

const checkRecording: CheckOptions = optionRules<RecordingOptions>({
  client: anything,
  replay: anything,
  maxAttempts: anything,
});

/**
 * Returns a client that records what is sent, replays recorded answers, and fails on demand.
 *
 * The requests are recorded as they leave the SDK, so they are exactly those of production. A replay gives each request
 * the first unused answer of an equal request. A request without one fails with the difference.
 *
 * @throws ConfigurationError `configuration.invalid` if an option is wrong, or both `client` and `replay` are given
 * @example
 * const recording = recordingClient({ client: engine.client });
 * const phones = await engine.open(Phones, { client: recording.client });
 * await phones.put(phone);
 * expect(recording.requests).toMatchObject([{ operation: 'PutItem', input: { Item: { name: { S: 'Ann' } } } }]);
 */
export function recordingClient(options: RecordingOptions = {}): RecordingClient {
  checkRecording(options, 'annotable/testing', 'recordingClient');
  const { client, replay, maxAttempts = 1 } = options;
  if (client !== undefined && replay !== undefined)
    throw new ConfigurationError('recordingClient: client sends requests, and replay answers them; pass one of them');
  if (client !== undefined && typeof client.config?.requestHandler?.handle !== 'function')
    throw new ConfigurationError('recordingClient: client must be a DynamoDBClient');
  wholeNumber('recordingClient: maxAttempts', maxAttempts, { least: 1 });
  const next = client?.config.requestHandler as ConstructorParameters<typeof RecordingHandler>[0];
  const handler = new RecordingHandler(next, replay && new Replay(replay));
  return new Recording(handler, clientWith(handler, client, maxAttempts));
}

class Recording implements RecordingClient {
  readonly client: DynamoDBClient;
  readonly #handler: RecordingHandler;

  constructor(handler: RecordingHandler, client: DynamoDBClient) {
    this.#handler = handler;
    this.client = client;
  }

  get requests(): readonly RecordedRequest[] {
    return [...this.#handler.records];
  }

  clear(): void {
    this.#handler.records.length = 0;
    this.#handler.faults.clear();
  }

  failNext(fault: RecordingFault, options: FaultOptions = {}): void {
    this.#handler.faults.plan(fault, options);
  }

  toJSON(): RecordedRequest[] {
    return JSON.parse(JSON.stringify(this.#handler.records)) as RecordedRequest[];
  }
}

/** Nothing is sent there. */
const nowhere = {
  region: 'local',
  endpoint: 'http://recording.invalid',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
};

/** Creates a client with the place and identity of another one. It has all parts of a default client, so all lanes work. */
function clientWith(handler: RecordingHandler, of: DynamoDBClient | undefined, maxAttempts: number): DynamoDBClient {
  const { region, credentials, endpoint } = of?.config ?? nowhere;
  const requestHandler = handler as never;
  return new DynamoDBClient({
    region,
    credentials,
    maxAttempts,
    requestHandler,
    ...(endpoint && { endpoint }),
  } as never);
}
