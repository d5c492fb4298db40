import type { AttributeEncryption } from './attribute-encryption.ts';
import type { AttributeSchema, KeyAttribute } from './attribute-schema.ts';
import type { Extension } from './extension.ts';
import type { DerivedAttribute } from './made-attributes.ts';
import type { Schema, SchemaEncryption } from './schema.ts';

/** The compiled parts of a class with encrypted attributes. */
export interface EncryptedParts extends Pick<Schema, 'key' | 'indexes' | 'vectorIndexes'> {
  /** The declared name of the table. */
  readonly table: string;
  readonly attributes: readonly AttributeSchema[];
  readonly derived: readonly DerivedAttribute[];
  readonly timeToLive: string | undefined;
  readonly deletedAt: string | undefined;
  readonly extensions: readonly Extension[];
}

/** The encryption of an attribute, with the compilation of its class. */
export interface EncryptedAttribute extends AttributeEncryption {
  /** Returns the attribute of an index key in place of this one. Undefined, with a problem, if it can't be a key. */
  keyOf(attribute: AttributeSchema, role: string, problems: string[]): KeyAttribute | undefined;
  /** Compiles all encrypted attributes of a class. Adds their problems to the list. */
  compile(parts: EncryptedParts, problems: string[]): SchemaEncryption;
}
