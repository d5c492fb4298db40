const prefix = 'annotable.partial ';

/** Cheap test mark for partial instances. */
const partial = Symbol.for('annotable.partial');

/**
 * Marks a partial instance.
 *
 * The marks are enumerable symbols, so spreads and `Object.assign` copy them and copies are partial too. JSON omits
 * symbols. Their value is undefined, which `toEqual` of Jest ignores, so the name of the second one contains the source
 * of the read. They are in the global registry, which both copies of the package (ESM, CJS) share.
 */
export function markPartial(entity: object, source: string): void {
  const mark = { value: undefined, enumerable: true, configurable: true, writable: true };
  Object.defineProperties(entity, { [partial]: mark, [Symbol.for(`${prefix}${source}`)]: mark });
}

/** Returns the read that a partial instance, or the origin of a copy, came from. Undefined for all others. */
export function partialSource(entity: object): string | undefined {
  if (!(partial in entity)) return undefined;
  for (const symbol of Object.getOwnPropertySymbols(entity)) {
    const name = Symbol.keyFor(symbol);
    if (name?.startsWith(prefix) === true) return name.slice(prefix.length);
  }
  return undefined;
}
