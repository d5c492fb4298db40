import { guardAttribute, type OtherKinds } from '../schema/kinds.ts';
import type { EntityKind, Schema } from '../schema/schema.ts';
import type { Placeholders } from './placeholders.ts';
import { joinTerms, simpleTerm, type Term } from './term.ts';

/**
 * Tests that an existing item is no other entity of the table: `attribute_not_exists(#0) OR #0 = :1`.
 *
 * An item without the name of an entity can be of another library. Undefined if the class has a table of its own.
 */
export const isOwnEntity = ({ entity }: Schema, placeholders: Placeholders): Term | undefined =>
  entity && isNamed(entity, [...entity.concrete.keys()], placeholders);

/** Tests that an existing item is of the class itself, and of no subclass, for a write. */
export const isSameEntity = ({ entity }: Schema, placeholders: Placeholders): Term | undefined =>
  entity && isNamed(entity, [entity.name], placeholders);

function isNamed(entity: EntityKind, names: readonly string[], placeholders: Placeholders): Term | undefined {
  const name = placeholders.name(entity.attribute);
  const owned = names.map((own) => placeholders.value({ S: own }));
  const [first] = owned;
  const equals = owned.length === 1 ? `${name} = ${first}` : `${name} IN (${owned.join(', ')})`;
  return joinTerms('OR', [simpleTerm(`attribute_not_exists(${name})`), simpleTerm(equals)]);
}

/** The versions of an existing item that a write accepts. */
export type AcceptedVersions =
  /** The current one, because the write changes or tests attributes. */
  | 'current'
  /** The current one, or none, because there can be no item. */
  | 'currentOrNoItem'
  /** The current one and older ones, because the write replaces or deletes the item. */
  | 'notNewer';

/**
 * Tests the version of an existing item: `#0 = :1`. An item without a version has version 1.
 *
 * Undefined if the class has no version.
 */
export function hasVersion(
  { versions, partitionKey }: Schema,
  placeholders: Placeholders,
  accepted: AcceptedVersions,
): Term | undefined {
  if (versions === undefined) return undefined;
  const name = placeholders.name(versions.attribute);
  const isUnset = simpleTerm(`attribute_not_exists(${name})`);
  const current = placeholders.value(versions.stored);
  if (accepted === 'notNewer') return joinTerms('OR', [isUnset, simpleTerm(`${name} <= ${current}`)]);
  const isCurrent = simpleTerm(`${name} = ${current}`);
  if (versions.current === 1) return joinTerms('OR', [isUnset, isCurrent]);
  if (accepted === 'current') return isCurrent;
  return joinTerms('OR', [simpleTerm(`attribute_not_exists(${placeholders.name(partitionKey.name)})`), isCurrent]);
}

/** Filters items of other kinds. Undefined if a read meets none. */
export function onlyOwnKind(
  schema: Schema,
  placeholders: Placeholders,
  { guards, entities }: OtherKinds,
): Term | undefined {
  return joinTerms('AND', [
    guards ? simpleTerm(`attribute_not_exists(${placeholders.name(guardAttribute)})`) : undefined,
    entities ? isOwnEntity(schema, placeholders) : undefined,
  ]);
}
