import type { CommandClass } from './client-parts.ts';
import type { Sdk } from './pristine-client.ts';

const partOf = (sdk: Sdk, name: string): unknown => (sdk as unknown as Readonly<Record<string, unknown>>)[name];

/** The names of commands, by operation: a text that is made anew is slow to look up. */
const commandNames = new Map<string, string>();

/** The SDK's command of an operation. */
export function commandOf(sdk: Sdk, name: string): CommandClass {
  const known = commandNames.get(name);
  const commandName = known ?? `${name}Command`;
  if (known === undefined) commandNames.set(name, commandName);
  return partOf(sdk, commandName) as CommandClass;
}

/** The SDK's schema of an operation. */
export const schemaOf = (sdk: Sdk, name: string): unknown => partOf(sdk, `${name}$`);
