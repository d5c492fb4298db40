import type { Schema } from '../schema/schema.ts';

/** Returns the properties that the framework fills: versions, times, generated ids, and derived attributes. */
export function filledProperties({ attributes, extensions, softDelete }: Schema): ReadonlySet<string> {
  const filled = new Set(extensions.flatMap(({ manages = [], fills = [] }) => [...manages, ...fills]));
  for (const { property, derivedFrom } of Object.values(attributes))
    if (derivedFrom !== undefined) filled.add(property);
  if (softDelete !== undefined) filled.add(softDelete.attribute.property);
  return filled;
}
