import type { LinkerOptions } from './linker-options.ts';
import { type Change, type MapKeeper, MapStore, type Namespaces } from './map-store.ts';
import { heldLinker, holdLinker } from './one-linker.ts';
import { checkLinker } from './option-checks.ts';
import { StoreLinker } from './store-linker.ts';

const kind = 'MemoryLinker';

/** Stores documents in the memory of the process. */
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
 * A linker whose documents are in memory, for tests in place of `DynamoLinker`. They are lost when the linker is.
 *
 * @example
 * const linker = new MemoryLinker();
 * await linker.putJson('a', { page: 1 });
 * await linker.getJson('a');   // { page: 1 }
 */
export class MemoryLinker extends StoreLinker {
  /** A constant, because a minifier renames classes. */
  static override readonly name: string = 'MemoryLinker';

  /** @throws SingletonError `linker.singleton` if the process already has a linker */
  constructor(options: LinkerOptions = {}) {
    checkLinker(options, new.target.name, 'constructor');
    const keeper = new MemoryKeeper();
    super((namespace) => new MapStore(keeper, namespace, options.clock ?? Date.now), options);
    holdLinker({ linker: this, kind, options });
  }

  /**
   * Returns the linker of this process, and creates it on the first call. With `allowMultipleInstances`, each call
   * creates a linker.
   *
   * @param options - if the process already has a linker, each option must be equal to the option of that linker
   * @throws ConfigurationError `configuration.invalid` if an option differs
   * @throws SingletonError `linker.singleton` if the process has a linker of another class
   */
  static fromEnvironment<Made extends MemoryLinker>(
    this: new (
      options?: LinkerOptions,
    ) => Made,
    options: LinkerOptions = {},
  ): Made {
    // biome-ignore lint/complexity/noThisInStatic: the class of the call, which may extend this one
    return heldLinker({ Class: this, Ours: MemoryLinker, kind, options }, (Class) => new Class(options));
  }
}
