import { ConfigurationError } from '../errors/configuration-error.ts';
import type { EncryptionHook } from '../schema/schema.ts';
import type { DynamoDBClient, DynamoDBDocumentClient } from '../sdk-types.ts';
import { Operation, untilAborted } from '../time/deadline.ts';
import type { Calls, Reads } from './calls.ts';
import { makeEnvironmentClient } from './environment-client.ts';
import { type Attempts, NotRepeated } from './lanes/attempts.ts';
import type { SdkClient, SendOptions } from './lanes/client-parts.ts';
import type { ItemReading } from './lanes/decoded-item.ts';
import type { LaneOption } from './lanes/lanes.ts';
import type { Sdk } from './lanes/pristine-client.ts';
import { SdkLane } from './lanes/sdk-lane.ts';
import { loadSdk } from './load-sdk.ts';
import type { Observed } from './observation.ts';
import { type SendHook, sendHooked } from './send-hooks.ts';
import { translateError } from './translate-error.ts';

/** A client of the user. Its credentials, region, endpoint, retries, and middleware apply to every call. */
export type Client = DynamoDBClient | DynamoDBDocumentClient;

/** Options of every call. */
export interface CallOptions {
  /** Ends the call and its retries. A write that was sent may be done nevertheless. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds above 0 until the call ends, including its retries. Default: that of the repository, else 30,000. */
  readonly timeoutMs?: number | undefined;
}

/** Options of an executor. */
export interface ExecutorOptions {
  readonly lane?: LaneOption | undefined;
  /** The extensions that are called around each request. Default: none. */
  readonly hooks?: readonly SendHook[] | undefined;
  /** Returns extensions that are called within the others. Called by the first request. */
  readonly innermost?: (() => readonly SendHook[]) | undefined;
}

/** The parameters of one API call. */
interface ApiCall<Input> {
  readonly input: Input;
  readonly table: string;
  readonly call: Pick<CallOptions, 'signal'> & Observed;
  readonly attempts: Attempts | undefined;
  readonly reading: ItemReading | undefined;
}

type SendCall = typeof import('./lanes/lanes.ts').sendCall;

/** The SDK. The first call loads it, so a program that only declares models never does. */
let sdk: Sdk | undefined;
/** The lanes. The second call loads them, because they would delay the first response. */
let sendInLanes: SendCall | undefined;
let environmentClient: DynamoDBClient | undefined;

/** Sends the first call. Without the lanes, it isn't known if the client is a mock, so the response is checked. */
const sendFirst: SendCall = (loaded, client, name, call) => new SdkLane(loaded, client, name, true).send(call);

/** Counts a request. A function of its own, so that other requests create no closure. */
const observed =
  (sendCall: SendCall, observation: NonNullable<Observed['observation']>): SendCall =>
  (loaded, client, name, request, lane) => {
    const send = (input: object): Promise<unknown> => sendCall(loaded, client, name, { ...request, input }, lane);
    return observation.send(name, request.input as object, send) as ReturnType<SendCall>;
  };

const callOf: unique symbol = Symbol('annotable.call');

/**
 * The options of `client.send`. The signal is created when the sender reads it. The accessor is an own property, so
 * copies also have it. All objects share one accessor, because accessors of literals have no common hidden class.
 */
class CallSettings implements SendOptions {
  declare readonly abortSignal: AbortSignal;
  /** Not `#private`, because a proxy must also have the signal. Not enumerable, because only this class reads it. */
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

/** Rejects a configuration instead of a client, which is a likely mistake: `new Phones({ region })`. */
function checkClient(client: unknown): void {
  if (typeof (client as { readonly send?: unknown } | null)?.send === 'function') return;
  throw new ConfigurationError(
    'the client must be a DynamoDBClient or a DynamoDBDocumentClient; a configuration goes into ' +
      'new DynamoDBClient({ … }), and options are a second argument: new Phones(undefined, { … })',
  );
}

/** True for the hook of encryption. */
const encrypts = (hook: SendHook): boolean => (hook as Partial<EncryptionHook>).encrypts === true;

/** Sends requests through one client. */
export class Executor {
  /** Undefined if the SDK configures the client from the environment. */
  readonly client: Client | undefined;
  readonly #lane: LaneOption;
  #hooks: readonly SendHook[];
  #innermost: ExecutorOptions['innermost'];

  /**
   * @param client - default: one client for the whole process, which the SDK configures from the environment
   * @throws ConfigurationError `configuration.invalid` if the client is not a client of the SDK
   */
  constructor(client?: Client, { lane = 'auto', hooks = [], innermost }: ExecutorOptions = {}) {
    if (client !== undefined) checkClient(client);
    this.client = client;
    this.#lane = lane;
    this.#hooks = hooks;
    this.#innermost = innermost;
  }

  /** The extensions that are called around each request. Public, so that another copy of the package can read it. */
  get hooks(): readonly SendHook[] {
    if (this.#innermost !== undefined) {
      this.#hooks = [...this.#hooks, ...this.#innermost()];
      this.#innermost = undefined;
    }
    return this.#hooks;
  }

  /**
   * Sends one API call.
   *
   * @param attempts - records the attempts of a write
   * @throws TableNotFoundError `table.notFound` if the table doesn't exist
   * @throws ThrottledError `service.throttled` if the last retry of the client is throttled
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
   * Sends a read of items, like `send`.
   *
   * @param reading - decodes the items directly from the response, if the lane can. They are `DecodedItem`s then
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

  #begin<Name extends keyof Calls>(name: Name, api: ApiCall<Calls[Name]['input']>): Promise<Calls[Name]['output']> {
    return this.hooks.length === 0 ? this.#beginSend(name, api) : this.#beginHooked(name, api);
  }

  /** Hooks see stored items, so the items are not decoded from the response. */
  #beginHooked<Name extends keyof Calls>(
    name: Name,
    { input, table, call, attempts }: ApiCall<Calls[Name]['input']>,
  ): Promise<Calls[Name]['output']> {
    const send = (given: object): Promise<object> =>
      this.#beginSend(name, { input: given as Calls[Name]['input'], table, call, attempts, reading: undefined });
    const output = sendHooked(this.hooks, { operation: name, table, input, call, attempts, send });
    return output as Promise<Calls[Name]['output']>;
  }

  #beginSend<Name extends keyof Calls>(name: Name, api: ApiCall<Calls[Name]['input']>): Promise<Calls[Name]['output']> {
    if (sdk === undefined || sendInLanes === undefined) return this.#loadAndSend(name, api);
    try {
      return this.#send(sdk, sendInLanes, name, api);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async #loadAndSend<Name extends keyof Calls>(
    name: Name,
    api: ApiCall<Calls[Name]['input']>,
  ): Promise<Calls[Name]['output']> {
    const loaded = sdk ?? (await loadSdk());
    if (sdk === undefined) {
      sdk = loaded;
      return this.#send(loaded, sendFirst, name, api);
    }
    sendInLanes ??= (await import('./lanes/lanes.ts')).sendCall;
    return this.#send(loaded, sendInLanes, name, api);
  }

  #send<Name extends keyof Calls>(
    loaded: Sdk,
    sendCall: SendCall,
    name: Name,
    { input, table, call, attempts, reading }: ApiCall<Calls[Name]['input']>,
  ): Promise<Calls[Name]['output']> {
    const client = this.#clientOf(loaded) as unknown as SdkClient;
    const ending = call instanceof Operation ? call : call.signal;
    if (ending?.aborted === true) throw ending.reason;
    const options = ending === undefined ? {} : new CallSettings(call);
    const request = { input, options, attempts, reading };
    const output: Promise<unknown> =
      call.observation === undefined
        ? sendCall(loaded, client, name, request, this.#lane)
        : observed(sendCall, call.observation)(loaded, client, name, request, this.#lane);
    // The SDK checks the signal while it sends, but not while it waits between attempts.
    return untilAborted(output as Promise<Calls[Name]['output']>, ending, (error) => {
      if (ending?.aborted !== true) return translateError(error instanceof NotRepeated ? error.failure : error, table);
      if (attempts !== undefined) attempts.unknown = { error: ending.reason };
      return ending.reason;
    });
  }

  /** Returns an executor that also calls the extensions of another one. Each extension is called once. */
  joined(other: Pick<Executor, 'hooks'>): Executor {
    const added = other.hooks.filter((hook) => !this.hooks.includes(hook));
    return added.length === 0
      ? this
      : new Executor(this.client, { lane: this.#lane, hooks: [...this.hooks, ...added] });
  }

  /** Returns an executor for the requests of two repositories. Each extension is called once, and those that encrypt last. */
  joinedWith(other: Executor): Executor {
    const joined = this.joined(other);
    if (joined === this) return this;
    const hooks = [...joined.hooks.filter((hook) => !encrypts(hook)), ...joined.hooks.filter(encrypts)];
    return new Executor(this.client, { lane: this.#lane, hooks });
  }

  /** True if both use the same client. */
  sharesClientWith(other: Executor): boolean {
    return this.client === other.client;
  }

  #clientOf(loaded: Sdk): Client {
    if (this.client !== undefined) return this.client;
    environmentClient ??= makeEnvironmentClient(loaded);
    return environmentClient;
  }
}
