import { pathFrom } from './path.ts';

/**
 * The path of a map's entry, whatever text its key is. A map or key that is no string is refused where the path is used.
 *
 * @param map - the path of the map
 * @example
 * const changes: Changes<Book, 'id'> = { title: 'Emma' };
 * changes[entry('ratings', 'j. doe')] = 3;   // SET #0 = :1, #2.#3 = :4, where #3 is 'j. doe'
 */
export const entry = <const Path extends string>(map: Path, key: string): `${Path}["${string}"]` =>
  `${pathFrom(map)}${typeof key === 'string' ? `[${JSON.stringify(key)}]` : pathFrom(key)}` as `${Path}["${string}"]`;
