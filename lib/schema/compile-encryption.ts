import { hashNameOf } from './attribute-encryption.ts';
import type { AttributeSchema } from './attribute-schema.ts';
import type { SchemaDefinition } from './definition.ts';
import type { DerivedAttribute } from './made-attributes.ts';
import type { Schema, SchemaEncryption } from './schema.ts';

/** The compiled parts of a class that its encryption depends on. */
interface CompiledParts extends Pick<Schema, 'key' | 'indexes' | 'vectorIndexes'> {
  readonly attributes: Readonly<Record<string, AttributeSchema>>;
  readonly derived: readonly DerivedAttribute[];
}

/** The encryption of a class, and the hashes of its searchable attributes. */
interface CompiledEncryption {
  readonly encryption: SchemaEncryption;
  readonly hashes: readonly DerivedAttribute[];
}

/** Compiles the encrypted attributes of a class. Undefined if there are none. Adds their problems to the list. */
export function compileEncryption(
  { attributes: settings, table, timeToLive, deletedAt, extensions = [] }: SchemaDefinition,
  { attributes: compiled, key, indexes, vectorIndexes, derived }: CompiledParts,
  problems: string[],
): CompiledEncryption | undefined {
  const attributes = Object.values(compiled).filter(({ encryption }) => encryption !== undefined);
  const encrypted = settings[attributes[0]?.property ?? '']?.encrypted;
  if (encrypted === undefined) return undefined;
  const features = { timeToLive, deletedAt: deletedAt?.property, extensions };
  const parts = { table: table?.name ?? '', attributes, key, indexes, vectorIndexes, derived, ...features };
  const searchable = attributes.filter(({ encryption }) => encryption?.isSearchable);
  return { encryption: encrypted.compile(parts, problems), hashes: searchable.map(hashOf) };
}

/** The attribute with the hash. It has the value itself until the request is encrypted. */
const hashOf = (attribute: AttributeSchema): DerivedAttribute => ({
  name: hashNameOf(attribute),
  sources: [attribute],
  stored: (item) => item[attribute.name],
});
