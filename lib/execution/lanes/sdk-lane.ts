import { ConfigurationError } from '../../errors/configuration-error.ts';
import { type CommandWithStack, watchAttempts } from './attempts.ts';
import type { Output, SdkClient } from './client-parts.ts';
import type { Call, Lane } from './lane.ts';
import type { Sdk } from './pristine-client.ts';
import { commandOf } from './sdk-commands.ts';

/** Operations whose response is not read, so a mock may return nothing. */
const unread: ReadonlySet<string> = new Set([
  'BatchWriteItem',
  'CreateTable',
  'DeleteTable',
  'PutItem',
  'PutResourcePolicy',
  'TagResource',
  'TransactWriteItems',
  'UpdateContinuousBackups',
  'UpdateContributorInsights',
  'UpdateTable',
  'UpdateTimeToLive',
]);

/** The types of stored values. */
const types: ReadonlySet<string> = new Set(['S', 'N', 'B', 'SS', 'NS', 'BS', 'M', 'L', 'NULL', 'BOOL']);

/** The members of a response that contain items. */
interface ResponseItems {
  readonly Item?: unknown;
  readonly Attributes?: unknown;
  readonly Items?: unknown;
  readonly Responses?: unknown;
}

/** Sends the calls of one operation with `client.send`. */
export class SdkLane implements Lane {
  readonly #sdk: Sdk;
  readonly #client: SdkClient;
  readonly #name: string;
  readonly #isReplaced: boolean;

  /** @param isReplaced - true if `send` of the client is not that of the SDK, like that of a mock */
  constructor(sdk: Sdk, client: SdkClient, name: string, isReplaced: boolean) {
    this.#sdk = sdk;
    this.#client = client;
    this.#name = name;
    this.#isReplaced = isReplaced;
  }

  /** Always true, because `client.send` works for every client. */
  isCurrent(): boolean {
    return true;
  }

  /** @throws ConfigurationError `configuration.invalid` if a mock returned a response that the SDK never returns */
  async send(call: Call): Promise<Output> {
    const Command = commandOf(this.#sdk, this.#name);
    const command = new Command(call.input);
    if (call.attempts !== undefined) watchAttempts(command as CommandWithStack, call.attempts);
    const response = await this.#client.send(command, call.options);
    return (this.#isReplaced ? checked(this.#client, this.#name, response) : response) as Output;
  }
}

/** Returns the response of a mock if it is one that the SDK could return. */
function checked(client: SdkClient, name: string, response: unknown): unknown {
  if (unread.has(name)) return response ?? {};
  if (typeof response !== 'object' || response === null) throw refusal(client, name, 'nothing');
  if (!isStored(itemIn(response))) throw refusal(client, name, 'an item of plain values');
  return response;
}

function refusal(client: SdkClient, name: string, response: string): ConfigurationError {
  const owner = client.constructor === Object ? 'the client' : client.constructor.name;
  return new ConfigurationError(
    `${owner} answered ${name} with ${response}, as a mock does that was given other commands: mock ${name}Command of '@aws-sdk/client-dynamodb' on ${owner}, with stored values such as { S: 'a' } in its items; commands of '@aws-sdk/lib-dynamodb' are never sent`,
  );
}

/** Returns the first item of a response. Undefined if it has none. */
function itemIn({ Item, Attributes, Items, Responses }: ResponseItems): unknown {
  if (Item !== undefined || Attributes !== undefined) return Item ?? Attributes;
  if (Array.isArray(Items)) return Items[0];
  if (typeof Responses !== 'object' || Responses === null) return undefined;
  const [first] = Object.values(Responses) as unknown[];
  return Array.isArray(first) ? first[0] : (first as ResponseItems | undefined)?.Item;
}

/** True if each value of an item has a type, and for a value that is no item. */
const isStored = (item: unknown): boolean =>
  typeof item !== 'object' || item === null || Object.values(item).every(isTyped);

function isTyped(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const [type, ...others] = Object.keys(value);
  return others.length === 0 && type !== undefined && types.has(type);
}
