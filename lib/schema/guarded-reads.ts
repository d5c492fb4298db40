import { type IndexSchema, keyAttributes, type Schema } from './schema.ts';

/**
 * True if an index also contains guards, because a guard has all attributes of its keys.
 *
 * @param held - the properties of guards: the keys of the table and the time to live
 */
export function indexHoldsGuards(
  { partitionKey, sortKey }: IndexSchema,
  held: readonly (string | undefined)[],
): boolean {
  return [...partitionKey, ...sortKey].every(({ property }) => held.includes(property));
}

/** True if a read can return guards. A query of the table can't, because a guard has a partition key of its own. */
export function meetsGuards(schema: Schema, index: IndexSchema | undefined, isScan: boolean): boolean {
  if (schema.uniques.length === 0) return false;
  if (index === undefined) return isScan;
  return indexHoldsGuards(
    index,
    [...keyAttributes(schema), schema.timeToLive].map((attribute) => attribute?.property),
  );
}
