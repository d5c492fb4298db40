/*
 * Three lanes send the same request and return the same output and errors. They differ in how much of the SDK they run.
 *
 *   express   ExpressLane     The serializer, signer, and deserializer of this folder. No middleware of the SDK runs.
 *   standard  CompiledStack   All middleware of the client, sorted once. Faster serializer, deserializer, and signer.
 *   sdk       SdkLane         `client.send`.
 *
 * Order of decisions, for each call:
 *   1. `sdk` if the client is a mock, if its `send` is patched, if `lane: 'sdk'` is set, or if the operation is rare.
 *   2. The lane of the last call of this operation, if `isCurrent()`: no part of the client that it depends on changed.
 *   3. Else a new lane. `sdk` if the client or its stack is unknown. `standard` if the client has middleware, a signer,
 *      a retry strategy, or a logger of the user. `express` if everything is the default of the SDK.
 *   4. The express lane passes single calls to its standard lane: the first call, a call after a change of region,
 *      endpoint, or credentials, a table ARN, an unknown kind of trace, and an input that it can't serialize.
 *   5. Every response except a plain success goes through the standard lane, as the outcome of the first attempt. The
 *      SDK throws the errors and sends the retries.
 *
 * The rule for speed: learn from a request of the SDK, prove it, repeat it.
 *   learn    The SDK sends the first request of an operation. A lane keeps its constant parts: address and headers.
 *   prove    The lane serializes and signs the same input. If a byte differs, it never repeats such a request.
 *   repeat   For the next call, it fills in the parts that change: body, date, id, signature.
 *
 * A lane is rebuilt if `isCurrent()` is false: the configuration, a part of it, a middleware, the logger, or a method
 * of the protocol was replaced. The express lane learns again if a provider returns other values.
 *
 * If the SDK changes, the lanes don't send wrong requests. They fall back to the standard or sdk lane and are slower.
 * The tests compare every lane with `client.send`, for the oldest and the newest SDK, and count the requests by lane:
 *   function sources (PristineClient)        sdk-lane.test.ts       client.send or stack of the SDK is not recognized
 *   names and order of the middleware        middleware.test.ts     the standard lane sends other requests
 *   protocol and serializer (OwnProtocol)    changed-config.test.ts a replaced codec is not noticed
 *   schemas and JSON (WireCodec)             wire.test.ts           bodies, outputs, or the count of SDK requests differ
 *   headers and signature (SignedShape)      signing.test.ts        the express lane sends fewer requests than expected
 *   configuration (ConfigResolver)           client.test.ts         a change of region, endpoint, or account is missed
 *   credentials                              credentials.test.ts    the provider is called more often than by the SDK
 *   retries and errors                       faults.test.ts         attempts, delays, or errors differ
 *   `Lane` itself                            every-lane.test.ts     one of the three lanes breaks the common contract
 */
import type { ClientConfig, Output, SdkClient } from './client-parts.ts';
import { CompiledStack } from './compiled-stack.ts';
import { DefaultClient } from './default-client.ts';
import { ExpressLane } from './express.ts';
import type { Call, Lane } from './lane.ts';
import { PristineClient, type Sdk } from './pristine-client.ts';
import { commandOf, schemaOf } from './sdk-commands.ts';
import { SdkLane } from './sdk-lane.ts';
import { isStoreHidden } from './trace.ts';
import { WireCodec } from './wire-codec.ts';

/** Which lanes a client may use: the fastest possible one, or only `client.send`. */
export type LaneOption = 'auto' | 'sdk';

/** The frequent operations, which may take other lanes than `client.send`. */
const inLanes: ReadonlySet<string> = new Set([
  'BatchGetItem',
  'BatchWriteItem',
  'DeleteItem',
  'GetItem',
  'PutItem',
  'Query',
  'Scan',
  'TransactGetItems',
  'TransactWriteItems',
  'UpdateItem',
]);

const clients = new WeakMap<SdkClient, ClientLanes>();

/** Sends a call through the fastest lane that is equal to `client.send`. */
export function sendCall(sdk: Sdk, client: SdkClient, name: string, call: Call, option: LaneOption): Promise<Output> {
  const lane = pickLane(sdk, client, name, option);
  return lane instanceof Promise ? lane.then((found) => found.send(call)) : lane.send(call);
}

/** Returns the lane of an operation. A promise if a new lane must be created. */
export function pickLane(sdk: Sdk, client: SdkClient, name: string, option: LaneOption): Lane | Promise<Lane> {
  const pristine = PristineClient.of(sdk);
  const isReplaced = pristine?.isClient(client) !== true;
  if (isReplaced || option !== 'auto' || !inLanes.has(name)) return new SdkLane(sdk, client, name, isReplaced);
  let lanes = clients.get(client);
  if (lanes === undefined) {
    lanes = new ClientLanes(client, pristine);
    clients.set(client, lanes);
  }
  return lanes.current(name) ?? lanes.create(sdk, name);
}

/** The lanes of one client, by operation. */
class ClientLanes {
  readonly #client: SdkClient;
  /** The configuration for which the SDK created its middleware. */
  readonly #config: ClientConfig;
  readonly #pristine: PristineClient;
  readonly #lanes = new Map<string, Lane>();

  constructor(client: SdkClient, pristine: PristineClient) {
    this.#client = client;
    this.#config = client.config;
    this.#pristine = pristine;
  }

  /** Returns the lane of an earlier call. Undefined if there is none, or if the client has changed. */
  current(name: string): Lane | undefined {
    const lane = this.#lanes.get(name);
    return lane?.isCurrent() === true ? lane : undefined;
  }

  /** Creates the fastest possible lane of an operation. An `SdkLane` is not kept, because it has no state. */
  async create(sdk: Sdk, name: string): Promise<Lane> {
    const lane = await this.#fastLane(sdk, name);
    if (lane === undefined) return new SdkLane(sdk, this.#client, name, false);
    this.#lanes.set(name, lane);
    return lane;
  }

  async #fastLane(sdk: Sdk, name: string): Promise<Lane | undefined> {
    const { config } = this.#client;
    if (config !== this.#config) return undefined;
    const pristine = this.#pristine;
    const codec = WireCodec.of(schemaOf(sdk, name), config, pristine);
    const stack = CompiledStack.of(this.#client, commandOf(sdk, name), codec, pristine);
    if (stack === undefined || codec === undefined || !stack.isWhole || isStoreHidden()) return stack;
    const client = await DefaultClient.of(config, pristine).catch(() => undefined);
    return client === undefined ? stack : new ExpressLane(config, client, codec, stack);
  }
}
