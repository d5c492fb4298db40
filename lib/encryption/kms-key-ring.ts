import type { KMSClient } from '@aws-sdk/client-kms';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { filledText, kind, optionRules } from '../errors/option-rules.ts';
import { isPlainObject } from '../values/collections.ts';
import { isBytes } from '../values/kinds.ts';
import { KeyCache } from './key-cache.ts';
import type { EncryptionKey, KeyRing } from './key-ring.ts';
import { KmsApi } from './kms-api.ts';

/** The options of `kmsKeyRing`. */
export interface KmsKeyRingOptions {
  /** A `KMSClient` of the package `@aws-sdk/client-kms`. */
  readonly client: KMSClient;
  /** The KMS key that encrypts new data keys: its ARN, id, or alias. It is stored with each value. */
  readonly keyId: string;
  /** KMS keys that encrypted data keys before. Values of any other key are refused. Default: none. */
  readonly oldKeyIds?: readonly string[] | undefined;
  /**
   * The encrypted search key: the `CiphertextBlob` of `GenerateDataKeyWithoutPlaintext` with `KeySpec: 'AES_256'` and the
   * same `encryptionContext`, which you keep in your configuration. Only for searchable attributes.
   */
  readonly searchKey?: { readonly keyId: string; readonly wrapped: Uint8Array } | undefined;
  /** The encryption context of all calls to KMS, which key policies and CloudTrail can see. Default: none. */
  readonly encryptionContext?: Readonly<Record<string, string>> | undefined;
  /** Seconds above 0 for which a data key encrypts, and is kept after its decryption. Default: 300. */
  readonly maxAgeSeconds?: number | undefined;
  /** The number of values that one data key encrypts, 1 to 2^32. Default: 1,000,000. */
  readonly maxUses?: number | undefined;
}

/** Decrypted data keys in memory. */
const maxCached = 1_000;
const defaultAgeSeconds = 300;
const defaultUses = 1_000_000;
const mostUses = 2 ** 32;

const isTexts = (value: unknown): boolean =>
  isPlainObject(value) && Object.values(value).every((text) => typeof text === 'string');

const checkOptions = optionRules<KmsKeyRingOptions>({
  client: kind('must be a KMSClient of @aws-sdk/client-kms', (value) => {
    const { send } = (value ?? {}) as { readonly send?: unknown };
    return typeof send === 'function';
  }),
  keyId: filledText,
  oldKeyIds: kind(
    'must be an array of key ids',
    (value) => Array.isArray(value) && value.every((id) => typeof id === 'string' && id !== ''),
  ),
  searchKey: kind('must be an object of keyId (text) and wrapped (Uint8Array)', (value) => {
    const { keyId, wrapped } = (value ?? {}) as Record<string, unknown>;
    return typeof keyId === 'string' && isBytes(wrapped);
  }),
  encryptionContext: kind('must be an object of texts', isTexts),
  maxAgeSeconds: kind('must be a number above 0', (value) => typeof value === 'number' && value > 0),
  maxUses: kind(
    'must be a whole number of 1 to 2^32',
    (value) => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= mostUses,
  ),
});

/**
 * Creates a key ring of AWS KMS: data keys encrypt the values, and KMS encrypts the data keys.
 *
 * A data key encrypts values until `maxAgeSeconds` or `maxUses`, so most writes don't call KMS. It is stored with each
 * value in encrypted form, about 184 bytes. A read calls KMS once for each data key that is not in memory, which keeps
 * up to 1,000. Errors of KMS fail the call. Needs the package `@aws-sdk/client-kms`.
 *
 * The program needs the permissions `kms:GenerateDataKey` for `keyId`, and `kms:Decrypt` for all key ids.
 *
 * @throws ConfigurationError `configuration.invalid` if an option is unknown or invalid
 * @example
 * const keyRing = kmsKeyRing({ client: new KMSClient({}), keyId: 'alias/patients' });
 * // GenerateDataKey { KeyId: 'alias/patients', KeySpec: 'AES_256' }
 */
export function kmsKeyRing(options: KmsKeyRingOptions): KeyRing {
  checkOptions(options, 'kmsKeyRing()', 'constructor');
  if (options.client === undefined || options.keyId === undefined)
    throw new ConfigurationError('kmsKeyRing(): it needs a client and the keyId of a KMS key');
  return new KmsKeyRing(options);
}

/** A data key that encrypts values, and how often it did. */
interface CurrentKey {
  readonly key: Promise<EncryptionKey>;
  readonly endsAt: number;
  uses: number;
}

class KmsKeyRing implements KeyRing {
  readonly currentId: string;
  readonly searchKey: KeyRing['searchKey'];
  readonly #api: KmsApi;
  readonly #trusted: ReadonlySet<string>;
  readonly #maxAgeMs: number;
  readonly #maxUses: number;
  readonly #decrypted: KeyCache;
  #current: CurrentKey | undefined;

  constructor(options: KmsKeyRingOptions) {
    const { client, keyId, oldKeyIds = [], searchKey, encryptionContext } = options;
    const { maxAgeSeconds = defaultAgeSeconds, maxUses = defaultUses } = options;
    this.currentId = keyId;
    this.#api = new KmsApi(client, encryptionContext);
    this.#trusted = new Set([keyId, ...oldKeyIds]);
    this.#maxAgeMs = maxAgeSeconds * 1_000;
    this.#maxUses = maxUses;
    this.#decrypted = new KeyCache({ maxAgeMs: this.#maxAgeMs, most: maxCached });
    this.searchKey = searchKey && (() => this.#searchKey(searchKey));
  }

  /** Counts the values of a data key, also those that wait for it. */
  encryptionKey(): Promise<EncryptionKey> {
    let current = this.#current;
    if (current === undefined || current.endsAt <= Date.now() || current.uses >= this.#maxUses) {
      current = { key: this.#api.generate(this.currentId), endsAt: Date.now() + this.#maxAgeMs, uses: 0 };
      this.#current = current;
      current.key.catch(() => {
        if (this.#current === current) this.#current = undefined;
      });
    }
    current.uses += 1;
    return current.key;
  }

  async decryptionKey(id: string, wrapped: Uint8Array | undefined): Promise<Uint8Array | undefined> {
    if (wrapped === undefined || !this.#trusted.has(id)) return undefined;
    const name = `${id} ${Buffer.from(wrapped).toString('base64')}`;
    return this.#decrypted.get(name, () => this.#api.decrypt(id, wrapped));
  }

  async #searchKey({ keyId, wrapped }: NonNullable<KmsKeyRingOptions['searchKey']>): Promise<Uint8Array> {
    const key = await this.#api.decrypt(keyId, wrapped);
    if (key !== undefined) return key;
    throw new ConfigurationError(`kmsKeyRing(): KMS can't decrypt its searchKey with the key '${keyId}'`);
  }
}
