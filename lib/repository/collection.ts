import { collectionTerm } from '../operations/collection-filter.ts';
import { type CompiledQuery, compileQuery, type QuerySettings } from '../operations/query.ts';
import { everything, type Shown } from '../schema/hidden.ts';
import type { StoredItem } from '../sdk-types.ts';
import { CollectionItems } from './collection-items.ts';
import { type Member, Members } from './collection-members.ts';
import { type AnyCollectionOptions, checkFilters } from './collection-options.ts';
import type { Collection, CollectionMembers } from './collection-types.ts';
import type { RepositoryContext } from './context.ts';
import { deleteOwned } from './delete-partition.ts';
import { GroupedResults, type NamedItem } from './grouped-results.ts';
import { observeAll } from './observe.ts';
import { checkCollectionQuery, checkDeletePartition, noOptions } from './option-checks.ts';
import { querySource } from './reads.ts';
import { type ResultSource, Results, startedAt } from './results.ts';
import type { DeletePartitionOptions } from './types.ts';

/**
 * Reads the entities of one table together: takes their repositories by names of your choice.
 *
 * The repositories have one client and one table. Key and index names in a query are those of the first repository.
 *
 * @throws ConfigurationError if the repositories don't fit together: another client, table, or partition key
 * @example
 * const shop = collection({ customers, orders });
 * const { customers: [customer], orders: placed } = await shop.query({ customerId }).grouped();
 * // Query { KeyConditionExpression: '#0 = :1', … }, once for each page
 */
export function collection<const Repositories extends CollectionMembers>(
  repositories: Repositories,
): Collection<Repositories> {
  return new TableCollection(new Members(repositories)) as unknown as Collection<Repositories>;
}

/** Several entities of a table. */
class TableCollection {
  readonly #members: Members;

  constructor(members: Members) {
    this.#members = members;
  }

  query(key: unknown, options: AnyCollectionOptions = noOptions): GroupedResults {
    const { first, list } = this.#members;
    checkCollectionQuery(options, `${first.schema.table.name}: collection`, 'query');
    checkFilters(options, list);
    const { index, limit, cursor } = options;
    const indexes = index === undefined ? undefined : this.#members.indexNames(index);
    const settings = this.#settings(options, indexes);
    const sourceOf = <T>(wrap: (item: object, name: string) => T): ResultSource<T> => {
      const items = new CollectionItems(this.#members, options, indexes, wrap);
      const source = querySource(first, key, options, items, () => settings);
      return cursor === undefined ? source : startedAt(source, cursor);
    };
    const pairs = (): Results<NamedItem> =>
      new Results(
        sourceOf((item, name): NamedItem => [name, item]),
        limit,
      );
    return new GroupedResults(
      sourceOf((item) => item),
      limit,
      list.map(({ name }) => name),
      pairs,
    );
  }

  deletePartition(key: unknown, options: DeletePartitionOptions = noOptions): Promise<number> {
    const members = this.#members;
    const { first, list } = members;
    checkDeletePartition(options, `${first.schema.table.name}: collection`, 'deletePartition');
    const settings = { ...this.#settings({ consistent: true, ...everything }, undefined), nowMs: undefined };
    const ownerOf = (item: StoredItem): RepositoryContext | undefined => {
      const member = members.of(item);
      return typeof member === 'string' ? undefined : member.context;
    };
    const compile = (): CompiledQuery => compileQuery(first.schema, key, settings);
    const owners = list.map(({ context }) => context);
    return observeAll(owners, 'deletePartition', (observation) =>
      deleteOwned({ context: { ...first, observation }, owners, compile, ownerOf }, options),
    );
  }

  #settings(options: AnyCollectionOptions, indexes: ReadonlyMap<Member, string> | undefined): QuerySettings & Shown {
    const { index, descending, consistent, includeExpired, includeDeleted, filters } = options;
    const members = this.#members.list.map((member) => {
      const { name, context } = member;
      return { name, schema: context.schema, index: indexes?.get(member), filter: filters?.[name] };
    });
    return {
      index,
      descending,
      consistent,
      includeExpired,
      includeDeleted,
      isWholePartition: true,
      filterTerm: (read) => collectionTerm(read, members, this.#members.others),
    };
  }
}
