import type { LinkerOptions } from './linker-options.ts';
import { type Change, type MapKeeper, MapStore, type Namespaces } from './map-store.ts';
import { heldLinker, holdLinker } from './one-linker.ts';
import { checkLinker } from './option-checks.ts';
import { StoreLinker } from './store-linker.ts';

const kind = 'MemoryLinker';

/** Keeps documents in the process's memory. */
class MemoryKeeper implements MapKeeper {
  readonly name = 'the memory';
  readonly #namespaces: Namespaces = new Map();

  async open(): Promise<void> {}

  async read(): Promise<Namespaces> {
    return this.#namespaces;
  }

  async change<Result>(change: Change<Result>): Promise<Result> {
    return change(this.#namespaces).result;
  }

  async sweep(): Promise<number> {
    return 0;
  }

  async drop(): Promise<void> {
    this.#namespaces.clear();
  }
}

/**
 * A linker whose documents live as long as it: the twin of `DynamoLinker` for tests.
 *
 * @example
 * const linker = new MemoryLinker();
 * await linker.putJson('a', { page: 1 });
 * await linker.getJson('a');   // { page: 1 }
 */
export class MemoryLinker extends StoreLinker {
  /** A constant, because a minifier renames classes. */
  static override readonly name: string = 'MemoryLinker';

  /** @throws SingletonError `linker.singleton` where the process holds a linker */
  constructor(options: LinkerOptions = {}) {
    checkLinker(options, new.target.name, 'constructor');
    const keeper = new MemoryKeeper();
    super((namespace) => new MapStore(keeper, namespace, options.clock ?? Date.now), options);
    holdLinker({ linker: this, kind, options });
  }

  /**
   * The process's own linker of this kind, made at the first call; a new one at each call with `allowMultipleInstances`.
   *
   * @param options - where the process holds a linker, only what that was made with
   * @throws ConfigurationError where an option is another than the held linker's
   * @throws SingletonError `linker.singleton` where the process holds a linker of another class
   */
  static fromEnvironment<Made extends MemoryLinker>(
    this: new (
      options?: LinkerOptions,
    ) => Made,
    options: LinkerOptions = {},
  ): Made {
    // biome-ignore lint/complexity/noThisInStatic: the class that is asked, which may be one that extends this
    return heldLinker({ Class: this, Ours: MemoryLinker, kind, options }, (Class) => new Class(options));
  }
}
