const prefix = 'annotable.partial ';

/** Whether an instance has it is quickly seen. */
const partial = Symbol.for('annotable.partial');

/**
 * Marks an instance that holds a part of its item.
 *
 * The marks are enumerable symbols, so that spreads and `Object.assign` copy them: what they make is a part as well. JSON
 * leaves symbols out. Their value is undefined, which Jest's `toEqual` takes for absent, so the name of the second says
 * where the part was read; they are in the global registry, for both copies of the package (ESM, CJS) to see.
 */
export function markPartial(entity: object, source: string): void {
  const mark = { value: undefined, enumerable: true, configurable: true, writable: true };
  Object.defineProperties(entity, { [partial]: mark, [Symbol.for(`${prefix}${source}`)]: mark });
}

/** Where a partial instance, or one that it is copied from, was read; undefined for whatever is whole or was not read. */
export function partialSource(entity: object): string | undefined {
  if (!(partial in entity)) return undefined;
  for (const symbol of Object.getOwnPropertySymbols(entity)) {
    const name = Symbol.keyFor(symbol);
    if (name?.startsWith(prefix) === true) return name.slice(prefix.length);
  }
  return undefined;
}
