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
 * The process's own linker, of the kind that `LINKER_TYPE` names; made at the first call; a new one at each call with
 * `allowMultipleInstances`.
 *
 * | `LINKER_TYPE` | also needs |
 * | --- | --- |
 * | `dynamodb` | `AWS_REGION`, `DYNAMODB_TABLE_NAME` |
 * | `json` | `JSON_LINKER_PATH` |
 * | `memory` | nothing |
 *
 * An empty or blank variable counts as not set.
 *
 * @param options - where the process holds a linker, only what that was made with
 * @throws ConfigurationError where variables are not set, with the names of all of them (without `LINKER_TYPE`: of
 *   each kind), or an option is another than the held linker's
 * @throws SingletonError `linker.singleton` where the process holds one of another kind
 */
export function linkerFromEnvironment(options: LinkerOptions = {}): Linker {
  const kind = environmentValue('LINKER_TYPE');
  if (kind === 'dynamodb') return DynamoLinker.fromEnvironment(options);
  if (kind === 'json') return JsonLinker.fromEnvironment(options);
  if (kind === 'memory') return MemoryLinker.fromEnvironment(options);
  const problem = kind === undefined ? 'not set' : `'${kind}'`;
  throw new ConfigurationError(`LINKER_TYPE is ${problem}; set it to ${choices()}`);
}

/** `'dynamodb' (and set AWS_REGION), 'json' or 'memory'`: the kinds, each with what it lacks. */
function choices(): string {
  const kinds = Object.entries(required).map(([kind, names]) => {
    const missing = missingNames(names);
    return missing === '' ? `'${kind}'` : `'${kind}' (and set ${missing})`;
  });
  return `${kinds.slice(0, -1).join(', ')} or ${kinds.at(-1)}`;
}
