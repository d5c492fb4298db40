import { isDeepStrictEqual } from 'node:util';
import type { StoredItem } from '../sdk-types.ts';
import { Issues } from '../values/issues.ts';
import { valueIdentity } from '../values/value-identity.ts';
import type { AttributeSchema } from './attribute-schema.ts';
import { readProperty } from './member.ts';

/** An item that is written, and the entities that were read that it is copied from. */
interface GivenItem {
  readonly entity: object;
  readonly origins: readonly object[];
}

/** Returns the reason why a write can't set a derived attribute. */
export const derivedRefusal = (paths: readonly string[]): string =>
  `is derived from ${paths.map((path) => `'${path}'`).join(', ')}, so it can't be set; leave it out`;

/** Reports a derived property whose value is neither the computed one nor that of an entity that was read. */
export function refuseDerived(
  { entity, origins }: GivenItem,
  attribute: AttributeSchema,
  item: StoredItem,
  issues: Issues,
): void {
  const { property, name, codec, derivedFrom = [] } = attribute;
  const given = readProperty(entity, property);
  const isCopied = (origin: object): boolean => isDeepStrictEqual(readProperty(origin, property), given);
  if (given === undefined || origins.some(isCopied)) return;
  const encoded = codec.encodeOperand(given, new Issues());
  const computed = item[name];
  if (encoded !== undefined && computed !== undefined && valueIdentity(encoded) === valueIdentity(computed)) return;
  const mark = issues.list.length;
  issues.report(derivedRefusal(derivedFrom), 'readOnly');
  issues.within(mark, property);
}
