import type { Schema } from '../schema/schema.ts';

/** Returns the properties that extensions and deletes fill: versions, times, generated ids. */
export function filledProperties({ extensions, softDelete }: Schema): ReadonlySet<string> {
  const filled = new Set(extensions.flatMap(({ manages = [], fills = [] }) => [...manages, ...fills]));
  if (softDelete !== undefined) filled.add(softDelete.attribute.property);
  return filled;
}
