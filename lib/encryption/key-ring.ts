import type { Awaitable } from '../time/awaitable.ts';

/** A key that encrypts new values. */
export interface EncryptionKey {
  /** The id that is stored with each value, 1 to 255 bytes. It says which key decrypts it. */
  readonly id: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** The encrypted form of the key, if it is stored with each value. Up to 65,535 bytes. */
  readonly wrapped?: Uint8Array | undefined;
}

/** Returns the keys of encrypted attributes. Write one of your own for another key service. */
export interface KeyRing {
  /** The id of the key that encrypts new values. Values with another id are encrypted again by `backfill`. */
  readonly currentId: string;
  /** Returns the key for one new value. */
  encryptionKey(): Awaitable<EncryptionKey>;
  /**
   * Returns the key that decrypts a value.
   *
   * @returns undefined if the ring doesn't know the id, or doesn't trust the encrypted key
   */
  decryptionKey(id: string, wrapped: Uint8Array | undefined): Awaitable<Uint8Array | undefined>;
  /** Returns the 32 bytes that hashes of searchable attributes are made with. They never change. */
  readonly searchKey?: (() => Awaitable<Uint8Array>) | undefined;
}
