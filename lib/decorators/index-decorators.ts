import type { IndexSettings, ProjectionSettings } from '../schema/index-settings.ts';
import type { IndexDecorator } from './decorator-types.ts';
import { classDecorator } from './draft.ts';

type NameOf<Names> = Names extends readonly (infer Name)[] ? Name & string : Names & string;

/** The problem of a key without one to four attributes. */
type LengthProblem<Names> = Names extends readonly unknown[]
  ? Names['length'] extends 1 | 2 | 3 | 4
    ? never
    : 'a key of an index has one attribute, or a list of at most four'
  : never;

type ProjectedBy<Projection> = Projection extends readonly (infer Name)[] ? Name & string : never;

/**
 * Declares a global secondary index.
 *
 * @param name - 3 to 255 characters of `A-Z a-z 0-9 _ . -`
 * @param settings - each key is one property or a list of up to four; projection is `'ALL'` by default. An item that
 * lacks a key attribute is not in the index.
 * @example
 * @Index('byName', { partitionKey: 'name', sortKey: 'timestamp', projection: ['phoneNumber'] })
 */
export function Index<
  const Partition extends string | readonly string[],
  const Sort extends string | readonly string[] = never,
  const Projection extends ProjectionSettings = 'ALL',
>(
  name: string,
  settings: { readonly partitionKey: Partition; readonly sortKey?: Sort; readonly projection?: Projection },
): IndexDecorator<NameOf<Partition | Sort>, ProjectedBy<Projection>, LengthProblem<Partition | Sort>> {
  return classDecorator((draft) => draft.indexes.push([name, settings as IndexSettings])) as never;
}

/**
 * Declares a local secondary index: the partition key of the table with another sort key.
 *
 * It must exist when the table is created, and limits an item collection to 10 GB.
 *
 * @example
 * @LocalIndex('byTotal', { sortKey: 'total' })
 */
export function LocalIndex<const Sort extends string, const Projection extends ProjectionSettings = 'ALL'>(
  name: string,
  settings: { readonly sortKey: Sort; readonly projection?: Projection },
): IndexDecorator<Sort, ProjectedBy<Projection>> {
  return classDecorator((draft) => draft.localIndexes.push([name, settings])) as never;
}
