/**
 * Encrypts attributes in your program before they are sent: the subpath `annotable/encryption`.
 *
 * @module annotable/encryption
 */
export type { EncryptionKey, KeyRing } from './key-ring.ts';
export { type LocalKeyRingOptions, localKeyRing } from './local-key-ring.ts';
