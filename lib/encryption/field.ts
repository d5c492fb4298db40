import { createHmac, hkdfSync } from 'node:crypto';
import { InvalidItemError } from '../errors/invalid-item-error.ts';
import type { AttributeSchema } from '../schema/attribute-schema.ts';
import type { KeySchema } from '../schema/key-schema.ts';
import { markSealed, sealedOf } from '../schema/sealed-value.ts';
import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import { Issues } from '../values/issues.ts';
import { storedBytes } from '../values/scalars.ts';
import { valueIdentity } from '../values/value-identity.ts';
import { type BoundPlace, boundBytes, lengthened } from './bound-context.ts';
import { keyBytes, openBytes, partsOf, sealBytes } from './cipher.ts';
import type { EncryptedOptions } from './encrypted-options.ts';
import { valueFromBytes, valueToBytes } from './value-bytes.ts';

/** Ciphertexts and hashes that this program has made or read. Requests can contain them as they are. */
const known = new WeakSet<Uint8Array>();

/** True for a ciphertext or hash that this program has made or read. */
export const isKnown = ({ B }: AttributeValue): boolean => B !== undefined && known.has(B);

function stored(bytes: Uint8Array): AttributeValue {
  known.add(bytes);
  return { B: bytes };
}

/** One encrypted attribute of a class: its values and hashes. */
export class Field {
  readonly attribute: AttributeSchema;
  readonly allowsPlain: boolean;
  readonly #options: EncryptedOptions;
  readonly #place: BoundPlace;
  #hashKey: Promise<Uint8Array> | undefined;
  #loaded: Uint8Array | undefined;

  constructor(
    attribute: AttributeSchema,
    options: EncryptedOptions,
    { table, key }: { table: string; key: KeySchema },
  ) {
    const { context = {}, allowPlain = false } = options;
    this.attribute = attribute;
    this.allowsPlain = allowPlain;
    this.#options = options;
    this.#place = { table: options.table ?? table, key, name: attribute.name, context };
  }

  /** The id of the key that encrypts new values. */
  get currentId(): string {
    return this.#options.keyRing.currentId;
  }

  /**
   * Returns the ciphertext of a value.
   *
   * @param item - the key attributes of the item, at least
   */
  async sealed(value: AttributeValue, item: StoredItem): Promise<AttributeValue> {
    if (isKnown(value)) return value;
    this.#refuseUnread(value);
    const key = await this.#options.keyRing.encryptionKey();
    return stored(sealBytes(valueToBytes(value), key, boundBytes(this.#place, item)));
  }

  /** Returns the hash of a value. */
  async hashed(value: AttributeValue): Promise<AttributeValue> {
    if (isKnown(value)) return value;
    this.#refuseUnread(value);
    return stored(
      createHmac('sha256', await this.hashKey())
        .update(valueIdentity(value))
        .digest(),
    );
  }

  /** Marks a hash that was read, so that requests can contain it. */
  noteHash(value: AttributeValue): void {
    if (value.B instanceof Uint8Array) known.add(value.B);
  }

  /** Returns a decrypted value. One that can't be decrypted is marked with the reason. */
  async opened(value: AttributeValue, item: StoredItem): Promise<AttributeValue> {
    if (sealedOf(value) !== undefined) return value;
    const bytes = value.B === undefined ? undefined : storedBytes(value.B, new Issues());
    const parts = bytes && partsOf(bytes);
    if (bytes === undefined || parts === undefined)
      return this.allowsPlain ? value : unread(value, 'is stored without encryption, or in another form');
    const { id, wrapped } = parts;
    const key = await this.#options.keyRing.decryptionKey(id, wrapped);
    if (key === undefined) return unread(stored(bytes), `is encrypted with the key '${id}', which its key ring lacks`);
    const plain = openBytes(parts, key, boundBytes(this.#place, item));
    if (plain === undefined)
      return unread(
        stored(bytes),
        "can't be decrypted: its bytes were changed, or it was moved from another item, attribute, table, or context",
      );
    return markSealed(valueFromBytes(plain), { stored: stored(bytes), keyId: id });
  }

  /** True if a value that was read is not encrypted with the current key. */
  isOutdated(value: AttributeValue): boolean {
    const sealed = sealedOf(value);
    return sealed?.problem === undefined && sealed?.keyId !== this.currentId;
  }

  /** The key of hashes, after `hashKey()` has loaded it. */
  get loadedHashKey(): Uint8Array {
    if (this.#loaded === undefined) throw new RangeError('the key of hashes is not loaded');
    return this.#loaded;
  }

  /** Returns the key of hashes: another one for each table and attribute. */
  hashKey(): Promise<Uint8Array> {
    this.#hashKey ??= this.#deriveHashKey().catch((error: unknown) => {
      this.#hashKey = undefined;
      throw error;
    });
    return this.#hashKey;
  }

  async #deriveHashKey(): Promise<Uint8Array> {
    const secret = (await this.#options.keyRing.searchKey?.()) ?? new Uint8Array();
    const { table, name } = this.#place;
    const purpose = lengthened(['annotable.encryption.hash.1', table, name]);
    this.#loaded = new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(), purpose, keyBytes));
    return this.#loaded;
  }

  /** A value that could not be decrypted is a ciphertext, and must not be taken for a plain value. */
  #refuseUnread(value: AttributeValue): void {
    const problem = sealedOf(value)?.problem;
    if (problem === undefined) return;
    const place = { table: this.#place.table, key: undefined };
    throw new InvalidItemError(place, [{ path: this.attribute.property, message: problem }], { isRefused: true });
  }
}

/** Marks a value with the reason why it can't be read. */
const unread = (value: AttributeValue, problem: string): AttributeValue =>
  markSealed({ ...value }, { stored: value, problem });
