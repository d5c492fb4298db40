import { ConfigurationError } from '../errors/configuration-error.ts';
import type { Shown } from '../schema/hidden.ts';
import { isPlainObject } from '../values/collections.ts';
import { kindOf } from '../values/issues.ts';
import type { CollectionOptions } from './collection-types.ts';

/** The options of a query of any collection. */
export type AnyCollectionOptions = Omit<CollectionOptions<Readonly<Record<never, never>>, string>, 'filters'> &
  Shown & { readonly filters?: Readonly<Record<string, unknown>> | undefined };

/** @throws ConfigurationError if a filter is of no repository of the collection */
export function checkFilters({ filters }: AnyCollectionOptions, list: readonly { readonly name: string }[]): void {
  if (filters === undefined) return;
  const names = list.map(({ name }) => name);
  if (!isPlainObject(filters))
    throw new ConfigurationError(
      `filters is an object of conditions by the names ${names.join(', ')}, not ${kindOf(filters)}`,
    );
  for (const name of Object.keys(filters))
    if (!names.includes(name))
      throw new ConfigurationError(
        `filters has '${name}', which is no repository of the collection; it has ${names.join(', ')}`,
      );
}
