/**
 * The path of a map's entry, whatever text its key is.
 *
 * @param map - the path of the map
 * @example
 * const changes: Changes<Book, 'id'> = { title: 'Emma' };
 * changes[entry('ratings', 'j. doe')] = 3;   // SET #0 = :1, #2.#3 = :4, where #3 is 'j. doe'
 */
export const entry = <const Path extends string>(map: Path, key: string): `${Path}["${string}"]` =>
  `${map}[${JSON.stringify(key)}]` as `${Path}["${string}"]`;
