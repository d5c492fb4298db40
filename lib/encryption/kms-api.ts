import type { KMSClient } from '@aws-sdk/client-kms';
import { ConfigurationError } from '../errors/configuration-error.ts';
import type { EncryptionKey } from './key-ring.ts';

type Sdk = typeof import('@aws-sdk/client-kms');

/** Errors of KMS about a data key that the KMS key did not encrypt. They are faults of the item. */
const foreign: ReadonlySet<unknown> = new Set(['InvalidCiphertextException', 'IncorrectKeyException']);

/** The two calls of KMS. */
export class KmsApi {
  readonly #client: KMSClient;
  readonly #EncryptionContext: Record<string, string> | undefined;

  constructor(client: KMSClient, context: Readonly<Record<string, string>> | undefined) {
    this.#client = client;
    this.#EncryptionContext = context && { ...context };
  }

  /** Creates a data key. */
  async generate(KeyId: string): Promise<EncryptionKey> {
    const { GenerateDataKeyCommand } = await loadSdk();
    const input = { KeyId, KeySpec: 'AES_256', EncryptionContext: this.#EncryptionContext } as const;
    const { Plaintext: key, CiphertextBlob: wrapped } = await this.#client.send(new GenerateDataKeyCommand(input));
    if (key === undefined || wrapped === undefined)
      throw new ConfigurationError(`kmsKeyRing(): KMS returned no data key of '${KeyId}'`);
    return { id: KeyId, key, wrapped };
  }

  /** Decrypts a data key. Undefined if another KMS key encrypted it, or its bytes were changed. */
  async decrypt(KeyId: string, CiphertextBlob: Uint8Array): Promise<Uint8Array | undefined> {
    const { DecryptCommand } = await loadSdk();
    // With the KeyId, KMS refuses data keys of a foreign key that somebody has put into the table.
    const input = { KeyId, CiphertextBlob, EncryptionContext: this.#EncryptionContext };
    try {
      return (await this.#client.send(new DecryptCommand(input))).Plaintext;
    } catch (error) {
      if (error instanceof Error && foreign.has(error.name)) return undefined;
      throw error;
    }
  }
}

/** @throws ConfigurationError `configuration.invalid` if the optional package isn't installed */
async function loadSdk(): Promise<Sdk> {
  try {
    return await import('@aws-sdk/client-kms');
  } catch (cause) {
    const install = 'run: npm install @aws-sdk/client-kms';
    throw new ConfigurationError(`kmsKeyRing() needs the package @aws-sdk/client-kms; ${install}`, { cause });
  }
}
