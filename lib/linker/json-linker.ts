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
 * A linker whose documents are in one JSON file: the local twin of `DynamoLinker`.
 *
 * Each change writes the whole file beside the old one and then puts it in its place, so that a crash leaves one or the
 * other. Several processes may read it; one at a time may write. What a process that died
 * in a write has left beside the file is deleted after an hour, by `sweep()` and by the next that uses the file.
 *
 * @example
 * const linker = new JsonLinker('data/links.json');
 * await linker.putJson('a', { page: 1 });
 */
export class JsonLinker extends StoreLinker {
  /** A constant, because a minifier renames classes. */
  static override readonly name: string = 'JsonLinker';

  /**
   * @param file - made at the first use, with its folder; where it is a link, the file that it leads to
   * @throws SingletonError `linker.singleton` where the process holds a linker
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
   * The process's own linker of this kind, made at the first call of `JSON_LINKER_PATH`; a new one at each call with
   * `allowMultipleInstances`.
   *
   * @param options - where the process holds a linker, only what that was made with
   * @throws ConfigurationError where `JSON_LINKER_PATH` is not set, or an option is another than the held linker's
   * @throws SingletonError `linker.singleton` where the process holds a linker of another class
   */
  static fromEnvironment<Made extends JsonLinker>(
    this: new (
      file: string,
      options?: LinkerOptions,
    ) => Made,
    options: LinkerOptions = {},
  ): Made {
    // biome-ignore lint/complexity/noThisInStatic: the class that is asked, which may be one that extends this
    return heldLinker({ Class: this, Ours: JsonLinker, kind, options }, (Class) => {
      const { JSON_LINKER_PATH: file } = environmentValues({ JSON_LINKER_PATH: 'the file' });
      return new Class(file, options);
    });
  }
}
