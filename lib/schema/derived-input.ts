import { isDeepStrictEqual } from 'node:util';
import type { StoredItem } from '../sdk-types.ts';
import { Issues } from '../values/issues.ts';
import { valueIdentity } from '../values/value-identity.ts';
import type { AttributeSchema } from './attribute-schema.ts';
import type { DocumentCodec } from './document-codec.ts';
import type { DerivedAttribute } from './made-attributes.ts';
import { readProperty } from './member.ts';

/** The input of a write, and its stored form. */
interface WrittenEntity {
  readonly entity: object;
  readonly item: StoredItem;
  readonly codec: DocumentCodec;
}

/** Returns the reason why a write can't set a derived attribute. */
export const derivedRefusal = (paths: readonly string[]): string =>
  `is derived from ${paths.map((path) => `'${path}'`).join(', ')}, so it can't be set; leave it out`;

/**
 * Reports derived properties whose values would be lost: neither the computed one nor that of an entity that was read.
 *
 * Those of an instance of the class are computed again in silence.
 */
export function refuseDerived(written: WrittenEntity, derived: readonly DerivedAttribute[], issues: Issues): void {
  const { entity, codec } = written;
  const properties = derived.flatMap(({ attribute }) => attribute ?? []);
  if (properties.length === 0 || (codec.model !== undefined && entity instanceof codec.model)) return;
  const origins = codec.originsOf(entity);
  try {
    for (const attribute of properties) {
      if (isLost(attribute, written, origins)) {
        const mark = issues.list.length;
        issues.report(derivedRefusal(attribute.derivedFrom ?? []), 'readOnly');
        issues.within(mark, attribute.property);
      }
    }
  } catch (error) {
    issues.reportUnread(error);
  }
}

function isLost(
  { property, name, codec }: AttributeSchema,
  { entity, item }: WrittenEntity,
  origins: readonly object[],
): boolean {
  const given = readProperty(entity, property);
  const isCopied = (origin: object): boolean => isDeepStrictEqual(readProperty(origin, property), given);
  if (given === undefined || origins.some(isCopied)) return false;
  const encoded = codec.encodeOperand(given, new Issues());
  const computed = item[name];
  return encoded === undefined || computed === undefined || valueIdentity(encoded) !== valueIdentity(computed);
}
