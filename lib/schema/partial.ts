const prefix = 'annotable.partial ';

/**
 * Marks an instance that holds a part of its item.
 *
 * The mark is an enumerable symbol, so that spreads and `Object.assign` copy it: what they make is a part as well. JSON
 * leaves symbols out. Its value is undefined, which Jest's `toEqual` takes for absent, so its name says where the part
 * was read; it is in the global registry, for both copies of the package (ESM, CJS) to see.
 */
export function markPartial(entity: object, source: string): void {
  Object.defineProperty(entity, Symbol.for(`${prefix}${source}`), {
    value: undefined,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

/** Where a partial instance, or one that it is copied from, was read; undefined for whatever is whole or was not read. */
export function partialSource(entity: object): string | undefined {
  for (const symbol of Object.getOwnPropertySymbols(entity)) {
    const name = Symbol.keyFor(symbol);
    if (name?.startsWith(prefix) === true) return name.slice(prefix.length);
  }
  return undefined;
}
