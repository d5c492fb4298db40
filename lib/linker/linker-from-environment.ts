import { ConfigurationError } from '../errors/configuration-error.ts';
import { DynamoLinker } from './dynamo-linker.ts';
import { environmentValue, missingNames } from './environment.ts';
import { JsonLinker } from './json-linker.ts';
import type { Linker } from './linker.ts';
import type { LinkerOptions } from './linker-options.ts';
import { MemoryLinker } from './memory-linker.ts';

/** The variables that each kind of linker requires besides `LINKER_TYPE`. */
const required: Readonly<Record<string, readonly string[]>> = {
  dynamodb: ['AWS_REGION', 'DYNAMODB_TABLE_NAME'],
  json: ['JSON_LINKER_PATH'],
  memory: [],
};

/**
 * Returns the linker of this process, and creates it on the first call. `LINKER_TYPE` names its kind. With
 * `allowMultipleInstances`, each call creates a linker.
 *
 * | `LINKER_TYPE` | also requires |
 * | --- | --- |
 * | `dynamodb` | `AWS_REGION`, `DYNAMODB_TABLE_NAME` |
 * | `json` | `JSON_LINKER_PATH` |
 * | `memory` | nothing |
 *
 * An empty or blank variable counts as not set.
 *
 * @param options - if the process already has a linker, each option must be equal to the option of that linker
 * @throws ConfigurationError `configuration.invalid` if variables are not set, with the names of all of them; without
 *   `LINKER_TYPE`, with the names for each kind
 * @throws ConfigurationError `configuration.invalid` if an option differs
 * @throws SingletonError `linker.singleton` if the process has a linker of another kind
 */
export function linkerFromEnvironment(options: LinkerOptions = {}): Linker {
  const kind = environmentValue('LINKER_TYPE');
  if (kind === 'dynamodb') return DynamoLinker.fromEnvironment(options);
  if (kind === 'json') return JsonLinker.fromEnvironment(options);
  if (kind === 'memory') return MemoryLinker.fromEnvironment(options);
  const problem = kind === undefined ? 'not set' : `'${kind}'`;
  throw new ConfigurationError(`LINKER_TYPE is ${problem}; set it to ${choices()}`);
}

/** Returns the kinds with their missing variables: `'dynamodb' (and set AWS_REGION), 'json' or 'memory'`. */
function choices(): string {
  const kinds = Object.entries(required).map(([kind, names]) => {
    const missing = missingNames(names);
    return missing === '' ? `'${kind}'` : `'${kind}' (and set ${missing})`;
  });
  return `${kinds.slice(0, -1).join(', ')} or ${kinds.at(-1)}`;
}
