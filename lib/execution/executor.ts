import { ConfigurationError } from '../errors/configuration-error.ts';
import type { DynamoDBClient, DynamoDBDocumentClient } from '../sdk-types.ts';
import { Operation, untilAborted } from '../time/deadline.ts';
import type { Calls, Reads } from './calls.ts';
import { makeEnvironmentClient } from './environment-client.ts';
import { type Attempts, NotRepeated } from './lanes/attempts.ts';
import type { SdkClient, SendOptions } from './lanes/client-parts.ts';
import type { ItemReading } from './lanes/decoded-item.ts';
import type { Lane } from './lanes/lanes.ts';
import type { Sdk } from './lanes/pristine-client.ts';
import { commandOf } from './lanes/sdk-commands.ts';
import { sendOrdinary } from './lanes/sdk-lane.ts';
import { loadSdk } from './load-sdk.ts';
import { translateError } from './translate-error.ts';

/** A client of the user's: its credentials, region, endpoint, retries and middleware apply to every call. */
export type Client = DynamoDBClient | DynamoDBDocumentClient;

/** What every call takes. */
export interface CallOptions {
  /** Ends the call, and its retries, when it is aborted. A write that was sent may be done all the same. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds above 0 until the call is given up, its retries included; the repository's, or else 30,000. */
  readonly timeoutMs?: number | undefined;
}

/** How an executor sends. */
export interface ExecutorOptions {
  readonly lane?: Lane | undefined;
}

/** A call as it was asked for. */
interface AskedCall<Input> {
  readonly input: Input;
  readonly table: string;
  readonly call: Pick<CallOptions, 'signal'>;
  readonly attempts: Attempts | undefined;
  readonly reading: ItemReading | undefined;
}

type SendCall = typeof import('./lanes/lanes.ts').sendCall;

/** The SDK, which the first call loads: a program that only declares models never does. */
let sdk: Sdk | undefined;
/** The lanes, which the second call loads: to prepare them would delay the first response. */
let sendInLanes: SendCall | undefined;
let environmentClient: DynamoDBClient | undefined;

/** Without the lanes nobody knows if the client is a mock. */
const sendFirst: SendCall = (loaded, client, name, call) =>
  sendOrdinary(commandOf(loaded, name), client, call, { name, isReplaced: true });

const callOf: unique symbol = Symbol('annotable.call');

/**
 * The SDK's options of a call, whose signal is made when what sends the request asks for it. The property is the
 * object's own, so that copies have it too; one accessor for all keeps one hidden class, which a literal's would not.
 */
class CallSettings implements SendOptions {
  declare readonly abortSignal: AbortSignal;
  /** Not a private name, so that a proxy of it has the signal too; not enumerable, so that nobody else sees it. */
  declare readonly [callOf]: Pick<CallOptions, 'signal'>;

  constructor(call: Pick<CallOptions, 'signal'>) {
    Object.defineProperty(this, callOf, { value: call });
    Object.defineProperty(this, 'abortSignal', signalOfCall);
  }
}

const signalOfCall: PropertyDescriptor & ThisType<CallSettings> = {
  get() {
    return this[callOf].signal;
  },
  enumerable: true,
  configurable: true,
};

/** A configuration in the place of a client is a likely mistake: `new Phones({ region })`. */
function checkClient(client: unknown): void {
  if (typeof (client as { readonly send?: unknown } | null)?.send === 'function') return;
  throw new ConfigurationError(
    'the client must be a DynamoDBClient or a DynamoDBDocumentClient; a configuration goes into ' +
      'new DynamoDBClient({ … }), and options are a second argument: new Phones(undefined, { … })',
  );
}

/** Sends requests through one client. */
export class Executor {
  /** Undefined for the client of the environment. */
  readonly client: Client | undefined;
  readonly #lane: Lane;

  /**
   * @param client - by default one that the SDK configures from the environment, shared by the whole process
   * @throws ConfigurationError if it is not a client of the SDK
   */
  constructor(client?: Client, { lane = 'auto' }: ExecutorOptions = {}) {
    if (client !== undefined) checkClient(client);
    this.client = client;
    this.#lane = lane;
  }

  /**
   * Makes one API call.
   *
   * @throws TableNotFoundError `table.notFound`
   * @throws ThrottledError `service.throttled`, when the client's own retries are used up
   * @param attempts - told of the attempts of a write
   */
  send<Name extends keyof Calls>(
    name: Name,
    input: Calls[Name]['input'],
    table: string,
    call: Pick<CallOptions, 'signal'> = {},
    attempts?: Attempts,
  ): Promise<Calls[Name]['output']> {
    return this.#begin(name, { input, table, call, attempts, reading: undefined });
  }

  /**
   * As `send`, for a read of items.
   *
   * @param reading - reads them straight from the answer where the lane is one that can let it; they are FoundItems then
   */
  read<Name extends keyof Reads>(
    name: Name,
    input: Calls[Name]['input'],
    table: string,
    call: Pick<CallOptions, 'signal'>,
    reading: ItemReading | undefined,
  ): Promise<Reads[Name]> {
    return this.#begin(name, { input, table, call, attempts: undefined, reading }) as Promise<Reads[Name]>;
  }

  #begin<Name extends keyof Calls>(name: Name, given: AskedCall<Calls[Name]['input']>): Promise<Calls[Name]['output']> {
    if (sdk === undefined || sendInLanes === undefined) return this.#loadAndSend(name, given);
    try {
      return this.#send(sdk, sendInLanes, name, given);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async #loadAndSend<Name extends keyof Calls>(
    name: Name,
    given: AskedCall<Calls[Name]['input']>,
  ): Promise<Calls[Name]['output']> {
    const loaded = sdk ?? (await loadSdk());
    if (sdk === undefined) {
      sdk = loaded;
      return this.#send(loaded, sendFirst, name, given);
    }
    sendInLanes ??= (await import('./lanes/lanes.ts')).sendCall;
    return this.#send(loaded, sendInLanes, name, given);
  }

  #send<Name extends keyof Calls>(
    loaded: Sdk,
    sendCall: SendCall,
    name: Name,
    { input, table, call, attempts, reading }: AskedCall<Calls[Name]['input']>,
  ): Promise<Calls[Name]['output']> {
    const client = this.#clientOf(loaded) as unknown as SdkClient;
    const ending = call instanceof Operation ? call : call.signal;
    if (ending?.aborted === true) throw ending.reason;
    const options = ending === undefined ? {} : new CallSettings(call);
    const answer = sendCall(loaded, client, name, { input, options, attempts, reading }, this.#lane);
    // The SDK looks at the signal while it sends, but not while it waits between attempts.
    return untilAborted(answer as Promise<Calls[Name]['output']>, ending, (error) => {
      if (ending?.aborted !== true) return translateError(error instanceof NotRepeated ? error.failure : error, table);
      if (attempts !== undefined) attempts.unknown = { error: ending.reason };
      return ending.reason;
    });
  }

  /** True where both send through one client. */
  sharesClientWith(other: Executor): boolean {
    return this.client === other.client;
  }

  #clientOf(loaded: Sdk): Client {
    if (this.client !== undefined) return this.client;
    environmentClient ??= makeEnvironmentClient(loaded);
    return environmentClient;
  }
}
