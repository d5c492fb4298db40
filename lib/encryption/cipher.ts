import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { EncryptionKey } from './key-ring.ts';

/** Bytes of an AES-256 key. */
export const keyBytes = 32;
export const maxIdBytes = 255;
const maxWrappedBytes = 65_535;
const ivBytes = 12;
const tagBytes = 16;
const algorithm = 'aes-256-gcm';

/** The first bytes of each encrypted value: a mark, and the version of the form. */
const begin = Buffer.from([0xae, 1]);
/** Bytes before the id of the key, and of the length of the encrypted key. */
const idPlace = begin.length + 1;
const lengthBytes = 2;

/** The parts of an encrypted value. */
export interface SealedParts {
  readonly id: string;
  readonly wrapped: Uint8Array | undefined;
  /** All bytes before the iv. They are authenticated. */
  readonly head: Uint8Array;
  readonly iv: Uint8Array;
  readonly text: Uint8Array;
  readonly tag: Uint8Array;
}

/**
 * Encrypts bytes: mark, version, id of the key with its length, encrypted key with its length, iv, text, tag.
 *
 * @param context - what the value is bound to: the decryption needs the same
 */
export function sealBytes(plain: Uint8Array, { id, key, wrapped }: EncryptionKey, context: Uint8Array): Uint8Array {
  const head = headOf(id, wrapped);
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, key, iv);
  cipher.setAAD(Buffer.concat([head, context]));
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([head, iv, text, cipher.getAuthTag()]);
}

function headOf(id: string, wrapped: Uint8Array = Buffer.alloc(0)): Buffer {
  const name = Buffer.from(id, 'utf8');
  if (name.length === 0 || name.length > maxIdBytes || wrapped.length > maxWrappedBytes)
    throw new RangeError(`a key has an id of 1 to ${maxIdBytes} bytes, and an encrypted form of ${maxWrappedBytes}`);
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt16BE(wrapped.length);
  return Buffer.concat([begin, Buffer.from([name.length]), name, length, wrapped]);
}

/** Splits an encrypted value. Undefined for any other bytes. */
export function partsOf(sealed: Uint8Array): SealedParts | undefined {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (!bytes.subarray(0, begin.length).equals(begin)) return undefined;
  const idEnd = idPlace + (bytes[begin.length] ?? 0);
  const wrappedPlace = idEnd + lengthBytes;
  if (idEnd === idPlace || bytes.length < wrappedPlace) return undefined;
  const headEnd = wrappedPlace + bytes.readUInt16BE(idEnd);
  const [textPlace, textEnd] = [headEnd + ivBytes, bytes.length - tagBytes];
  if (textPlace > textEnd) return undefined;
  return {
    id: bytes.toString('utf8', idPlace, idEnd),
    wrapped: headEnd === wrappedPlace ? undefined : bytes.subarray(wrappedPlace, headEnd),
    head: bytes.subarray(0, headEnd),
    iv: bytes.subarray(headEnd, textPlace),
    text: bytes.subarray(textPlace, textEnd),
    tag: bytes.subarray(textEnd),
  };
}

/** Decrypts a value. Undefined if the key or the context is another one, or a byte was changed. */
export function openBytes(
  { head, iv, text, tag }: SealedParts,
  key: Uint8Array,
  context: Uint8Array,
): Uint8Array | undefined {
  const decipher = createDecipheriv(algorithm, key, iv, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.concat([head, context]));
  decipher.setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(text), decipher.final()]);
  } catch {
    return undefined;
  }
}
