import type { Client } from '../execution/executor.ts';
import type { Schema } from '../schema/schema.ts';
import type { TableHandle } from '../table/table-handle.ts';
import type { RepositoryOptions } from './types.ts';

/**
 * A repository of any class: the type of a parameter that takes repositories of different classes.
 *
 * It has only the members whose types don't depend on the class. `BaseRepository<any, any>` can't be this type, because
 * the methods of a repository take keys, items, and changes of its own class.
 *
 * @example
 * const ensureAll = async (repositories: readonly AnyRepository[]) => {
 *   for (const { table } of repositories) await table.ensure();
 * };
 */
export interface AnyRepository {
  /** The compiled schema of the class. */
  readonly schema: Schema;
  /** Creates, describes, and drops the table. */
  readonly table: TableHandle;
}

/**
 * A class of repositories that takes a client and options, as `BaseRepository` does: the type of a parameter that
 * creates repositories, for example in a container of dependencies.
 *
 * `R` is the type of its repositories. Default: any repository. An abstract class, or a class whose constructor requires
 * other arguments, is refused by the compiler.
 *
 * @example
 * const open = <R extends AnyRepository>(Class: RepositoryClass<R>): R => new Class(client, { tableName: 'test' });
 * const orders = open(Orders); // Orders
 */
export type RepositoryClass<R extends AnyRepository = AnyRepository> = new (
  client?: Client,
  options?: RepositoryOptions,
) => R;
