import { ConfigurationError } from '../errors/configuration-error.ts';
import { anything, optionRules, typeText } from '../errors/option-rules.ts';
import { isPlainObject } from '../values/collections.ts';
import { isBytes } from '../values/kinds.ts';
import { keyBytes, maxIdBytes } from './cipher.ts';
import type { EncryptionKey, KeyRing } from './key-ring.ts';

/** The options of `localKeyRing`. */
export interface LocalKeyRingOptions {
  /** The id of the key that encrypts new values: one of `keys`. */
  readonly current: string;
  /** All keys by id, 32 random bytes each. Older ones only decrypt. An id has 1 to 255 bytes. */
  readonly keys: Readonly<Record<string, Uint8Array>>;
  /** 32 random bytes for the hashes of searchable attributes. If it changes, no hash is found again. */
  readonly searchKey?: Uint8Array | undefined;
}

const checkOptions = optionRules<LocalKeyRingOptions>({ current: anything, keys: anything, searchKey: anything });

/**
 * Creates a key ring of keys that your program holds, for example from a secret store.
 *
 * To rotate, add a key, and make it the current one. Keep the older keys until `backfill` has encrypted all items again.
 * One key encrypts up to 4 billion values.
 *
 * @throws ConfigurationError `configuration.invalid` if a key has another length than 32 bytes, or `current` is none of
 * them
 * @example
 * const keyRing = localKeyRing({ current: 'k2', keys: { k1, k2 } });
 * class Patient {
 *   @Encrypted({ keyRing }) @Attribute(String) diagnosis!: string;
 * }
 * // PutItem { Item: { diagnosis: { B: … } } }
 */
export function localKeyRing(options: LocalKeyRingOptions): KeyRing {
  checkOptions(options, 'localKeyRing()', 'constructor');
  const { current, keys, searchKey } = options;
  if (!isPlainObject(keys)) throw refused(`keys must be an object of ids and keys, not ${typeText(keys)}`);
  const entries = Object.entries(keys);
  for (const [id, key] of entries) checkKey(`the key '${id}'`, key);
  const longest = entries.find(([id]) => id === '' || Buffer.byteLength(id) > maxIdBytes);
  if (longest !== undefined) throw refused(`the id '${longest[0]}' must have 1 to ${maxIdBytes} bytes`);
  if (!Object.hasOwn(keys, current)) throw refused(`current is '${String(current)}', which is none of its keys`);
  if (searchKey !== undefined) checkKey('searchKey', searchKey);
  return new LocalKeyRing(current, entries, searchKey);
}

const refused = (problem: string): ConfigurationError => new ConfigurationError(`localKeyRing(): ${problem}`);

function checkKey(what: string, key: unknown): void {
  if (isBytes(key) && key.byteLength === keyBytes) return;
  const given = isBytes(key) ? `${key.byteLength} bytes` : typeText(key);
  throw refused(`${what} must be a Uint8Array of ${keyBytes} random bytes, not ${given}`);
}

/** The keys are private fields, so that no log prints them. They are copies, so that nobody changes them. */
class LocalKeyRing implements KeyRing {
  readonly currentId: string;
  readonly searchKey: KeyRing['searchKey'];
  readonly #keys: ReadonlyMap<string, Uint8Array>;

  constructor(current: string, keys: readonly (readonly [string, Uint8Array])[], searchKey: Uint8Array | undefined) {
    this.currentId = current;
    this.#keys = new Map(keys.map(([id, key]) => [id, Uint8Array.from(key)]));
    const copy = searchKey && Uint8Array.from(searchKey);
    this.searchKey = copy && (() => copy);
  }

  encryptionKey(): EncryptionKey {
    return { id: this.currentId, key: this.#keys.get(this.currentId) as Uint8Array };
  }

  decryptionKey(id: string): Uint8Array | undefined {
    return this.#keys.get(id);
  }
}
