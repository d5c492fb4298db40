import { ConfigurationError } from '../errors/configuration-error.ts';
import { DynamoLinker } from './dynamo-linker.ts';
import { environmentValues } from './environment.ts';
import { JsonLinker } from './json-linker.ts';
import type { Linker } from './linker.ts';
import type { LinkerOptions } from './linker-options.ts';
import { MemoryLinker } from './memory-linker.ts';

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
 * @param options - where the process holds a linker, only what that was made with
 * @throws ConfigurationError where variables are not set, with their names, or an option is another than the held linker's
 * @throws SingletonError `linker.singleton` where the process holds one of another kind
 */
export function linkerFromEnvironment(options: LinkerOptions = {}): Linker {
  const { LINKER_TYPE: kind } = environmentValues({ LINKER_TYPE: "the kind, 'dynamodb', 'json' or 'memory'," });
  if (kind === 'dynamodb') return DynamoLinker.fromEnvironment(options);
  if (kind === 'json') return JsonLinker.fromEnvironment(options);
  if (kind === 'memory') return MemoryLinker.fromEnvironment(options);
  throw new ConfigurationError(`LINKER_TYPE is '${kind}'; set it to 'dynamodb', 'json' or 'memory'`);
}
