/**
 * Encrypts attributes in your program before they are sent: the subpath `annotable/encryption`.
 *
 * @module annotable/encryption
 */
export type { EncryptedAttribute } from '../schema/encryption.ts';
export type { EncryptionContext } from './bound-context.ts';
export { decryptItem } from './decrypt-item.ts';
export { Encrypted, type EncryptedDecorator, encrypted } from './encrypted.ts';
export type { EncryptedOptions } from './encrypted-options.ts';
export type { EncryptionKey, KeyRing } from './key-ring.ts';
export { type KmsKeyRingOptions, kmsKeyRing } from './kms-key-ring.ts';
export { type LocalKeyRingOptions, localKeyRing } from './local-key-ring.ts';
