import type { ClientConfig, CommandClass, SdkClient } from './client-parts.ts';
import { type Call, CompiledStack } from './compiled-stack.ts';
import { DefaultClient } from './default-client.ts';
import { ExpressLane } from './express.ts';
import { PristineClient, type Sdk } from './pristine-client.ts';
import { commandOf, schemaOf } from './sdk-commands.ts';
import { sendOrdinary } from './sdk-lane.ts';
import { isStoreHidden } from './trace.ts';
import { WireCodec } from './wire-codec.ts';

/** Which way calls take. */
export type Lane = 'auto' | 'sdk';

/** The operations that are worth another way than `client.send`. */
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

/** The ways of one operation of a client. */
interface Lanes {
  readonly plan: CompiledStack;
  /** Where the client has nothing in it but the SDK's own. */
  readonly express: ExpressLane | undefined;
}

const clients = new WeakMap<SdkClient, ClientLanes>();

/** Makes a call in the shortest way that does the same as `client.send`. */
export function sendCall(sdk: Sdk, client: SdkClient, name: string, call: Call, lane: Lane): Promise<unknown> {
  const pristine = PristineClient.of(sdk);
  const isReplaced = pristine?.isClient(client) !== true;
  if (isReplaced || lane !== 'auto' || !inLanes.has(name))
    return sendOrdinary(commandOf(sdk, name), client, call, { name, isReplaced });
  const lanes = lanesOf(client, pristine);
  const ways = lanes.current(name);
  return ways === undefined ? beginCall(lanes, sdk, client, name, call) : sendIn(ways, call);
}

const sendIn = ({ express, plan }: Lanes, call: Call): Promise<unknown> => express?.send(call, plan) ?? plan.send(call);

async function beginCall(lanes: ClientLanes, sdk: Sdk, client: SdkClient, name: string, call: Call): Promise<unknown> {
  const ways = await lanes.begin(name, commandOf(sdk, name), schemaOf(sdk, name));
  if (ways !== undefined) return sendIn(ways, call);
  return sendOrdinary(commandOf(sdk, name), client, call, { name, isReplaced: false });
}

function lanesOf(client: SdkClient, pristine: PristineClient): ClientLanes {
  let lanes = clients.get(client);
  if (lanes === undefined) {
    lanes = new ClientLanes(client, pristine);
    clients.set(client, lanes);
  }
  return lanes;
}

/** The lanes of one client. */
class ClientLanes {
  readonly #client: SdkClient;
  /** The one that the SDK's middleware was made for. */
  readonly #config: ClientConfig;
  readonly #pristine: PristineClient;
  readonly #ways = new Map<string, Lanes>();

  constructor(client: SdkClient, pristine: PristineClient) {
    this.#client = client;
    this.#config = client.config;
    this.#pristine = pristine;
  }

  /** The ways that were found before, while the client is what it was. */
  current(name: string): Lanes | undefined {
    const ways = this.#ways.get(name);
    return ways?.plan.isCurrent() === true && ways.express?.isCurrent() !== false ? ways : undefined;
  }

  /** Finds the ways of an operation; undefined where there is none but `client.send`. */
  async begin(name: string, Command: CommandClass, schema: unknown): Promise<Lanes | undefined> {
    const { config } = this.#client;
    if (config !== this.#config) return undefined;
    const pristine = this.#pristine;
    const codec = WireCodec.of(schema, config, pristine);
    const plan = planOf(this.#client, Command, codec, pristine);
    if (plan === undefined) return undefined;
    const isPlain = plan.isWhole && !isStoreHidden();
    const known = isPlain ? await DefaultClient.of(config, pristine).catch(() => undefined) : undefined;
    const express = known && codec && new ExpressLane(config, known, codec);
    const ways = { plan, express };
    this.#ways.set(name, ways);
    return ways;
  }
}

/** Undefined where stack or command are put together otherwise: `client.send` does it, or says why it can't. */
function planOf(
  client: SdkClient,
  Command: CommandClass,
  codec: WireCodec | undefined,
  pristine: PristineClient,
): CompiledStack | undefined {
  try {
    return new CompiledStack(client, Command, codec, pristine);
  } catch {
    return undefined;
  }
}
