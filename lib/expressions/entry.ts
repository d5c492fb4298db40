import { pathFrom } from './path.ts';

/**
 * Returns the path of a map entry. The key can be any text. A map or key that is not a string is rejected when the path
 * is used.
 *
 * @param map - the path of the map
 * @example
 * const changes: Changes<Book, 'id'> = { title: 'Emma' };
 * changes[entry('ratings', 'j. doe')] = 3;
 * // UpdateItem { UpdateExpression: 'SET #0 = :1, #2.#3 = :4', ExpressionAttributeNames: { '#3': 'j. doe', … }, … }
 */
export const entry = <const Path extends string>(map: Path, key: string): `${Path}["${string}"]` =>
  `${pathFrom(map)}${typeof key === 'string' ? `[${JSON.stringify(key)}]` : pathFrom(key)}` as `${Path}["${string}"]`;
