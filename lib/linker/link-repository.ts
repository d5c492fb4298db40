import type { Client } from '../execution/executor.ts';
import type { Changes } from '../expressions/change-types.ts';
import { BaseRepository } from '../repository/base-repository.ts';
import type { ChangeOptions, Key, RepositoryOptions } from '../repository/types.ts';
import type { Link } from './link.ts';
import type { ChangeJson, Linker } from './linker.ts';
import { releaseLinker } from './one-linker.ts';
import type { StoreLinker } from './store-linker.ts';

type DelegatedName = Exclude<keyof Linker, 'update' | 'close'>;

/** Methods that are delegated to a linker. A record, because the compiler then reports a missing name. */
const delegated: Readonly<Record<DelegatedName, true>> = {
  connectionCheck: true,
  putJson: true,
  putIfAbsent: true,
  replaceIf: true,
  getJson: true,
  getMap: true,
  getEntry: true,
  has: true,
  deleteJson: true,
  keys: true,
  entries: true,
  flushDb: true,
  sweep: true,
  dropTable: true,
  namespace: true,
};

/** Returns the linker whose documents are the links of a repository. */
type LinkerOf = (links: BaseRepository<Link, 'id'>) => StoreLinker;

class DelegatingRepository extends BaseRepository<Link, 'id'> {
  readonly #linker: StoreLinker;

  constructor(client: Client | undefined, options: RepositoryOptions, linkerOf: LinkerOf) {
    super(client, options);
    this.#linker = linkerOf(this);
  }

  static {
    for (const name of Object.keys(delegated) as DelegatedName[]) {
      const { [name]: value } = {
        [name](this: DelegatingRepository, ...args: never[]): unknown {
          return Reflect.apply(this.#linker[name], this.#linker, args);
        },
      };
      Object.defineProperty(DelegatingRepository.prototype, name, { value, writable: true, configurable: true });
    }
  }

  override update(key: Key<Link, 'id'>, change: unknown, options?: object): Promise<never> {
    const updating: Promise<unknown> =
      typeof change === 'function'
        ? this.#linker.update(key as string, change as ChangeJson<never>, options)
        : super.update(key, change as Changes<Link, 'id'>, options as ChangeOptions<Link>);
    return updating as Promise<never>;
  }

  async close(): Promise<void> {
    releaseLinker(this);
  }
}

/**
 * A repository of links that is also a linker. It has the signatures of both: `update` changes a document if `change` is
 * a function, otherwise a stored link. Cast, because the compiler does not see the methods that a loop defines.
 */
export const LinkRepository: abstract new (
  client: Client | undefined,
  options: RepositoryOptions,
  linkerOf: LinkerOf,
) => StoreLinker & BaseRepository<Link, 'id'> = DelegatingRepository as never;
