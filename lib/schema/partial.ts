/** In the global registry, so that both copies of the package (ESM, CJS) see it. */
const mark: unique symbol = Symbol.for('annotable.partial') as never;

/** Marks an instance that holds a part of its item; the mark is not enumerable. */
export function markPartial(entity: object, source: string): void {
  Object.defineProperty(entity, mark, { value: source });
}

/** Where a partial instance was read; undefined for a whole one, and for whatever was not read at all. */
export function partialSource(entity: object): string | undefined {
  return (entity as { readonly [mark]?: string })[mark];
}
