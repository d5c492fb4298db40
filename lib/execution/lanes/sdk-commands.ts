import type { CommandClass } from './client-parts.ts';
import type { Sdk } from './pristine-client.ts';

const partOf = (sdk: Sdk, name: string): unknown => (sdk as unknown as Readonly<Record<string, unknown>>)[name];

/** Names of commands by operation. A cache, because a concatenated string is slow as a property name. */
const commandNames = new Map<string, string>();

/** Returns the command class of an operation. */
export function commandOf(sdk: Sdk, name: string): CommandClass {
  const known = commandNames.get(name);
  const commandName = known ?? `${name}Command`;
  if (known === undefined) commandNames.set(name, commandName);
  return partOf(sdk, commandName) as CommandClass;
}

/** Returns the SDK's schema of an operation. */
export const schemaOf = (sdk: Sdk, name: string): unknown => partOf(sdk, `${name}$`);
