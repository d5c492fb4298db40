import type { KeySchema } from '../schema/key-schema.ts';
import type { StoredItem } from '../sdk-types.ts';
import { valueIdentity } from '../values/value-identity.ts';

/** Texts that a value is bound to besides its item. */
export type EncryptionContext = Readonly<Record<string, string>>;

/** The place of an encrypted value, which its ciphertext is bound to. */
export interface BoundPlace {
  /** The logical name of the table. */
  readonly table: string;
  readonly key: KeySchema;
  /** The stored name of the attribute. */
  readonly name: string;
  readonly context: EncryptionContext;
}

/** The first text, so that no other use of a key has the same bytes. */
const domain = 'annotable.encryption.1';

/**
 * Returns the bytes that bind a value to its place. Each text has its length before it, so no two places have equal
 * bytes. Numbers of keys have one form, because DynamoDB can return `1.0` as `1`.
 *
 * @param item - the key attributes of the item, at least
 */
export function boundBytes({ table, key, name, context }: BoundPlace, item: StoredItem): Uint8Array {
  const keys = key.attributes.flatMap((attribute) => [attribute.name, valueIdentity(item[attribute.name])]);
  const texts = Object.entries(context)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flat();
  return lengthened([domain, table, name, String(key.attributes.length), ...keys, ...texts]);
}

/** Joins texts, each after its length in 4 bytes. */
export const lengthened = (texts: readonly string[]): Uint8Array =>
  Buffer.concat(
    texts.flatMap((text) => {
      const bytes = Buffer.from(text, 'utf8');
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );
