import { type IndexSchema, keyAttributes, type Schema } from './schema.ts';

/**
 * True where an index is made of nothing but what guards of unique values have, so that it holds them too.
 *
 * @param held - the properties that guards have: the table's keys, and the time to live
 */
export function indexHoldsGuards(
  { partitionKey, sortKey }: IndexSchema,
  held: readonly (string | undefined)[],
): boolean {
  return [...partitionKey, ...sortKey].every(({ property }) => held.includes(property));
}

/** True where a read may meet guards. A query of the table can't: it is by a partition key, and a guard's is its own. */
export function meetsGuards(schema: Schema, index: IndexSchema | undefined, isScan: boolean): boolean {
  if (schema.uniques.length === 0) return false;
  if (index === undefined) return isScan;
  return indexHoldsGuards(
    index,
    [...keyAttributes(schema), schema.timeToLive].map((attribute) => attribute?.property),
  );
}
