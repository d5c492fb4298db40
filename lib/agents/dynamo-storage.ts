import { type CheckOptions, optionRules, seconds } from '../errors/option-rules.ts';
import type { DynamoSpaces } from '../linker/dynamo-spaces.ts';
import type { Space } from '../linker/space.ts';

/** Options of a `DynamoStorage`. */
export interface DynamoStorageOptions {
  /** Seconds until a value expires, counted from its write. Default: values stay. */
  readonly ttlSeconds?: number | undefined;
}

const checkStorage: CheckOptions = optionRules<DynamoStorageOptions>({ ttlSeconds: seconds });

/**
 * A storage of the Strands Agents SDK: bytes by key. It has the interface `Storage`.
 *
 * A key is a string of 1 to 1,024 bytes, and a value has up to 128 MiB. `list` is one query for each megabyte.
 *
 * @example
 * const storage = new DynamoStorage(new DynamoSpaces(client, { tableName: 'agents' }), 'app-1');
 * const agent = new Agent({ sessionManager: new SessionManager({ sessionId: 's1', storage }) });
 * await storage.write('notes/1', new Uint8Array([1, 2]));
 * // PutItem { TableName: 'agents', Item: { space: { S: 'agents/storage/app-1' }, name: { S: 'notes/1' }, … } }
 */
export class DynamoStorage {
  /** A constant, because a minifier renames classes. */
  static readonly name: string = 'DynamoStorage';
  readonly #space: Space;
  readonly #expiry: DynamoStorageOptions;

  /**
   * @param name - separates the keys from those of other storages in the same table
   * @throws ConfigurationError `configuration.invalid` if the name or an option is not valid
   */
  constructor(spaces: DynamoSpaces, name: string, options: DynamoStorageOptions = {}) {
    checkStorage(options, new.target.name, 'constructor');
    this.#space = spaces.space(`agents/storage/${name}`);
    this.#expiry = { ttlSeconds: options.ttlSeconds };
  }

  /** @throws ValidationError `item.invalid` if the key or the size is not valid; nothing is written */
  write(key: string, data: Uint8Array): Promise<void> {
    return this.#space.put(key, data, this.#expiry);
  }

  /** Reads a value. Null if there is none. */
  async read(key: string): Promise<Uint8Array | null> {
    return (await this.#space.get<Uint8Array>(key))?.value ?? null;
  }

  /** Deletes a value, if there is one. */
  delete(key: string): Promise<void> {
    return this.#space.delete(key);
  }

  /** Lists the keys that begin with a prefix, in the order of their bytes. */
  async list(prefix: string): Promise<string[]> {
    const keys: string[] = [];
    for await (const key of this.#space.names({ prefix })) keys.push(key);
    return keys;
  }
}
