import type { Schema } from '../schema/schema.ts';

/** A class of a module, with an export that leads to it. */
export interface FoundClass {
  readonly schema: Schema;
  readonly exported: string;
  /** True if the export is the class or a repository of it, and no table that lists the class. */
  readonly isDirect: boolean;
}

/** Returns what two schemas of one class have in common, also for different tables. */
export const classOf = ({ model, name }: Schema): unknown => model ?? name;

/**
 * Returns the names by which commands and the studio know classes. A class has its own name. If several have the same
 * name, each has the name of its export: `orders` and `oldOrders`, or `Shop.Order` for a class that only a table lists.
 *
 * @param taken - names of other things beside the classes
 */
export function namesOf(found: readonly FoundClass[], taken: readonly string[] = []): readonly string[] {
  const all = [...taken, ...found.map(({ schema }) => schema.name)];
  return found.map(({ schema: { name, entity }, exported, isDirect }) => {
    if (all.indexOf(name) === all.lastIndexOf(name)) return name;
    return isDirect ? exported : `${exported}.${entity?.name ?? name}`;
  });
}
