import type { TableEncryption } from '../schema/table-settings.ts';
import type { SSEDescription, SSESpecification } from '../sdk-types.ts';

/** Returns the encryption at rest in the form of a request. */
export function encryptionRequest(encryption: TableEncryption): SSESpecification {
  if (encryption === 'owned') return { Enabled: false };
  return {
    Enabled: true,
    SSEType: 'KMS',
    ...(encryption !== 'aws' && { KMSMasterKeyId: encryption.kmsKey }),
  };
}

/**
 * True if a table is encrypted as declared. DynamoDB reports the ARN of the key. This doesn't show if it is the key of AWS,
 * nor its alias, so any key is right for `'aws'` and for an alias.
 */
export function isEncryptedAs(encryption: TableEncryption, actual: SSEDescription = {}): boolean {
  const { Status, KMSMasterKeyArn = '' } = actual;
  const isOfKms = Status === 'ENABLED' || Status === 'ENABLING' || Status === 'UPDATING';
  if (typeof encryption === 'string') return isOfKms === (encryption === 'aws');
  const id = idOf(encryption.kmsKey);
  return isOfKms && (isAlias(encryption.kmsKey) || KMSMasterKeyArn === '' || id === idOf(KMSMasterKeyArn));
}

const isAlias = (key: string): boolean => /(?:^|:)alias\//.test(key);

/** `arn:aws:kms:eu-west-3:123456789012:key/1234-…` → `1234-…` */
const idOf = (key: string): string => key.slice(key.lastIndexOf('/') + 1);
