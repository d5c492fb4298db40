import type { DynamoDBClient, DynamoDBDocumentClient } from '../sdk-types.ts';
import { type Attempts, type CommandWithStack, NotRepeated, watchAttempts } from './attempts.ts';
import type { Calls } from './calls.ts';
import { untilAborted } from './deadline.ts';
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

type Sdk = typeof import('@aws-sdk/client-dynamodb');
type AnyCommand = new (input: unknown) => CommandWithStack;
/** What a client of either kind does with a command of the plain client, seen without the SDK's overloads. */
interface Sending {
  send(command: unknown, options: { abortSignal?: AbortSignal }): Promise<unknown>;
}

let loadedSdk: Sdk | undefined;
let environmentClient: DynamoDBClient | undefined;

/** The SDK, loaded at the first call; a program that only declares models never loads it. */
async function loadSdk(): Promise<Sdk> {
  loadedSdk ??= await import('@aws-sdk/client-dynamodb');
  return loadedSdk;
}

const isOfEnvironment = (client: Client | undefined): boolean => client === undefined || client === environmentClient;

/** Sends requests through one client. */
export class Executor {
  #client: Client | undefined;

  /** @param client - by default one that the SDK configures from the environment, shared by the whole process */
  constructor(client?: Client) {
    this.#client = client;
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
    { signal }: Pick<CallOptions, 'signal'> = {},
    attempts?: Attempts,
  ): Promise<Calls[Name]['output']> {
    const sdk = loadedSdk ?? (await loadSdk());
    const Command = sdk[`${name}Command`] as unknown as AnyCommand;
    const client = this.#clientOf(sdk) as unknown as Sending;
    const command = new Command(input);
    if (attempts !== undefined) watchAttempts(command, attempts);
    signal?.throwIfAborted();
    try {
      // The SDK looks at the signal while it sends, but not while it waits between attempts.
      const answer = client.send(command, signal === undefined ? {} : { abortSignal: signal });
      return (await untilAborted(answer, signal)) as Calls[Name]['output'];
    } catch (error) {
      if (signal?.aborted === true) {
        if (attempts !== undefined) attempts.unknown = { error: signal.reason };
        throw signal.reason;
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
      environmentClient ??= new sdk.DynamoDBClient({});
      this.#client = environmentClient;
    }
    return this.#client;
  }
}
