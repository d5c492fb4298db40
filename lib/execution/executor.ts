import type { DynamoDBClient, DynamoDBDocumentClient } from '../sdk-types.ts';
import { type Attempts, NotRepeated } from './attempts.ts';
import type { Calls } from './calls.ts';
import type { SdkClient, SendOptions } from './client-parts.ts';
import { UnderWay, untilAborted } from './deadline.ts';
import type { Sdk } from './genuine.ts';
import type { Lane } from './lanes.ts';
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

/** What the first call loads; a program that only declares models never does. */
interface Loaded {
  readonly sdk: Sdk;
  readonly lanes: typeof import('./lanes.ts');
}

let loaded: Loaded | undefined;
let environmentClient: DynamoDBClient | undefined;

async function load(): Promise<Loaded> {
  const [sdk, lanes] = await Promise.all([import('@aws-sdk/client-dynamodb'), import('./lanes.ts')]);
  loaded ??= { sdk, lanes };
  return loaded;
}

/** Sockets of the client that is made here, so that batches and segments with much concurrency don't wait for one: the SDK's are 50. */
const pool = { maxSockets: 256 };

/** The SDK's options of a call, whose signal is made when what sends the request asks for it. */
const abortedWith = (call: Pick<CallOptions, 'signal'>): SendOptions => ({
  get abortSignal() {
    return call.signal as AbortSignal;
  },
});

const isOfEnvironment = (client: Client | undefined): boolean => client === undefined || client === environmentClient;

/** Sends requests through one client. */
export class Executor {
  #client: Client | undefined;
  readonly #lane: Lane;

  /** @param client - by default one that the SDK configures from the environment, shared by the whole process */
  constructor(client?: Client, { lane = 'auto' }: ExecutorOptions = {}) {
    this.#client = client;
    this.#lane = lane;
  }

  /**
   * Makes one API call.
   *
   * @throws TableNotFoundError `table.notFound`
   * @throws ThrottledError `service.throttled`, when the client's own retries are used up
   * @param attempts - told of the attempts of a write
   */
  async send<Name extends keyof Calls>(
    name: Name,
    input: Calls[Name]['input'],
    table: string,
    call: Pick<CallOptions, 'signal'> = {},
    attempts?: Attempts,
  ): Promise<Calls[Name]['output']> {
    const { sdk, lanes } = loaded ?? (await load());
    const client = this.#clientOf(sdk) as unknown as SdkClient;
    const ending = call instanceof UnderWay ? call : call.signal;
    ending?.throwIfAborted();
    try {
      const options = ending === undefined ? {} : abortedWith(call);
      // The SDK looks at the signal while it sends, but not while it waits between attempts.
      const answer = lanes.sendCall(sdk, client, name, { input, options, attempts }, this.#lane);
      return (await untilAborted(answer, ending)) as Calls[Name]['output'];
    } catch (error) {
      if (ending?.aborted === true) {
        if (attempts !== undefined) attempts.unknown = { error: ending.reason };
        throw ending.reason;
      }
      throw translateError(error instanceof NotRepeated ? error.failure : error, table);
    }
  }

  /** True where both send through one client. */
  sharesClientWith(other: Executor): boolean {
    return this.#client === other.#client || [this.#client, other.#client].every(isOfEnvironment);
  }

  #clientOf(sdk: Sdk): Client {
    if (this.#client === undefined) {
      environmentClient ??= new sdk.DynamoDBClient({ requestHandler: { httpAgent: pool, httpsAgent: pool } });
      this.#client = environmentClient;
    }
    return this.#client;
  }
}
