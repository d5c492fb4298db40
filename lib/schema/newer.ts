/** Mark of instances of items that are newer than their class. In the global registry, for both copies (ESM, CJS). */
const newer = Symbol.for('annotable.newer');

/**
 * Marks an instance of an item of a newer version. The mark is an enumerable symbol, so copies have it. Its value is
 * undefined, which `toEqual` of Jest ignores.
 */
export function markNewer(entity: object): void {
  Object.defineProperty(entity, newer, { value: undefined, enumerable: true, configurable: true, writable: true });
}

/** True for an instance of an item of a newer version, and for copies of it. */
export const isNewerItem = (entity: object): boolean => newer in entity;
