/** The names of attributes that a step asked for. */
export type Looks = Set<string>;

/**
 * Returns a view of an item that records the names of the attributes that are read. Changes go to the item.
 *
 * An attribute that a step asks for and does not find must still be absent when the upgraded item is written.
 */
export function trackedItem(item: object, looks: Looks): object {
  const look = (name: string | symbol): void => {
    if (typeof name === 'string' && !(name in Object.prototype)) looks.add(name);
  };
  return new Proxy(item, {
    get(target, name) {
      look(name);
      return Reflect.get(target, name);
    },
    has(target, name) {
      look(name);
      return Reflect.has(target, name);
    },
    getOwnPropertyDescriptor(target, name) {
      look(name);
      return Reflect.getOwnPropertyDescriptor(target, name);
    },
  });
}
