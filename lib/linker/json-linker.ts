import path from 'node:path';
import { environmentValue } from './environment.ts';
import { FileKeeper } from './file-keeper.ts';
import type { LinkerOptions } from './linker-options.ts';
import { MapStore } from './map-store.ts';
import { heldLinker, holdLinker } from './one-linker.ts';
import { StoreLinker } from './store-linker.ts';

/**
 * A linker whose documents are in one JSON file: the local twin of `DynamoLinker`.
 *
 * Each change writes the whole file beside the old one and then puts it in its place, so that a crash leaves one or the
 * other. Several processes may read it; one at a time may write.
 *
 * @example
 * const linker = new JsonLinker('data/links.json');
 * await linker.putJson('a', { page: 1 });
 */
export class JsonLinker extends StoreLinker {
  /**
   * @param file - made at the first use, with its folder
   * @throws SingletonError `linker.singleton` where the process holds a linker
   */
  constructor(file: string, options: LinkerOptions = {}) {
    const keeper = new FileKeeper(path.resolve(file));
    super((namespace) => new MapStore(keeper, namespace, options.clock ?? Date.now), options);
    if (options.allowMultipleInstances !== true) holdLinker(this);
  }

  /**
   * The process's own linker of this kind, made at the first call of `JSON_LINKER_PATH`.
   *
   * @throws ConfigurationError where that is not set
   */
  static fromEnvironment(options: LinkerOptions = {}): JsonLinker {
    return heldLinker(JsonLinker, () => new JsonLinker(environmentValue('JSON_LINKER_PATH', 'the file'), options));
  }
}
