import { ConfigurationError } from '../../errors/configuration-error.ts';
import { type CommandWithStack, watchAttempts } from './attempts.ts';
import type { CommandClass, SdkClient } from './client-parts.ts';
import type { Call } from './compiled-stack.ts';

/** Operations whose response nobody reads: a mock of them may return nothing. */
const unread: ReadonlySet<string> = new Set([
  'BatchWriteItem',
  'CreateTable',
  'DeleteTable',
  'PutItem',
  'TagResource',
  'TransactWriteItems',
  'UpdateContinuousBackups',
  'UpdateTable',
  'UpdateTimeToLive',
]);

/** The types of stored values. */
const types: ReadonlySet<string> = new Set(['S', 'N', 'B', 'SS', 'NS', 'BS', 'M', 'L', 'NULL', 'BOOL']);

/** A response as far as it holds items. */
interface Held {
  readonly Item?: unknown;
  readonly Attributes?: unknown;
  readonly Items?: unknown;
  readonly Responses?: unknown;
}

/**
 * Sends a call through the client's own `send`.
 *
 * @param isReplaced - true if that `send` is not the SDK's, as a mock's is not
 * @throws ConfigurationError `configuration.invalid` if a mock returned what no client of the SDK returns
 */
export async function sendOrdinary(
  Command: CommandClass,
  client: SdkClient,
  call: Call,
  { name, isReplaced }: { readonly name: string; readonly isReplaced: boolean },
): Promise<unknown> {
  const command = new Command(call.input);
  if (call.attempts !== undefined) watchAttempts(command as CommandWithStack, call.attempts);
  const response = await client.send(command, call.options);
  if (!isReplaced) return response;
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

/** The first item of a response, if it has one. */
function itemIn({ Item, Attributes, Items, Responses }: Held): unknown {
  if (Item !== undefined || Attributes !== undefined) return Item ?? Attributes;
  if (Array.isArray(Items)) return Items[0];
  if (typeof Responses !== 'object' || Responses === null) return undefined;
  const [first] = Object.values(Responses) as unknown[];
  return Array.isArray(first) ? first[0] : (first as Held | undefined)?.Item;
}

/** True if each value of an item has a type. What is no item is left to those who read it. */
const isStored = (item: unknown): boolean =>
  typeof item !== 'object' || item === null || Object.values(item).every(isTyped);

function isTyped(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const [type, ...others] = Object.keys(value);
  return others.length === 0 && type !== undefined && types.has(type);
}
