import path from 'node:path';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { environmentValues } from './environment.ts';
import { FileKeeper } from './file-keeper.ts';
import type { LinkerOptions } from './linker-options.ts';
import { MapStore } from './map-store.ts';
import { heldLinker, holdLinker } from './one-linker.ts';
import { checkLinker } from './option-checks.ts';
import { StoreLinker } from './store-linker.ts';

const kind = 'JsonLinker';

/**
 * A linker whose documents are in one JSON file, for local use in place of `DynamoLinker`.
 *
 * Each change writes a new file beside the old one and then replaces the old one. After a crash, the file is complete:
 * the old one or the new one. Several processes may read the file, but only one may write it. If a process dies during
 * a write, its temporary file is deleted after an hour, by `sweep()` or by the next process that opens the file.
 *
 * @example
 * const linker = new JsonLinker('data/links.json');
 * await linker.putJson('a', { page: 1 });
 * // ["","a",{"revision":…},{"page":1}] is a line of the file
 */
export class JsonLinker extends StoreLinker {
  /** A constant, because a minifier renames classes. */
  static override readonly name: string = 'JsonLinker';

  /**
   * @param file - path of the file; the first call creates it and its folder; a symbolic link is followed
   * @throws SingletonError `linker.singleton` if the process already has a linker
   */
  constructor(file: string, options: LinkerOptions = {}) {
    checkLinker(options, new.target.name, 'constructor');
    if (typeof file !== 'string' || file.trim() === '')
      throw new ConfigurationError('a JsonLinker needs the path of its file, as a string');
    const keeper = new FileKeeper(path.resolve(file));
    super((namespace) => new MapStore(keeper, namespace, options.clock ?? Date.now), options);
    holdLinker({ linker: this, kind, options });
  }

  /**
   * Returns the linker of this process, and creates it on the first call. The environment variable `JSON_LINKER_PATH`
   * contains the path of its file. With `allowMultipleInstances`, each call creates a linker.
   *
   * @param options - if the process already has a linker, each option must be equal to the option of that linker
   * @throws ConfigurationError `configuration.invalid` if `JSON_LINKER_PATH` is not set, or an option differs
   * @throws SingletonError `linker.singleton` if the process has a linker of another class
   */
  static fromEnvironment<Made extends JsonLinker>(
    this: new (
      file: string,
      options?: LinkerOptions,
    ) => Made,
    options: LinkerOptions = {},
  ): Made {
    // biome-ignore lint/complexity/noThisInStatic: the class of the call, which may extend this one
    return heldLinker({ Class: this, Ours: JsonLinker, kind, options }, (Class) => {
      const { JSON_LINKER_PATH: file } = environmentValues({ JSON_LINKER_PATH: 'the file' });
      return new Class(file, options);
    });
  }
}
