/**
 * What all copies of this package in a process share: a process may have loaded it as an ES module and as CommonJS.
 *
 * @param make - makes it where no copy has
 */
export function processWide<Value>(name: string, make: () => Value): Value {
  const shared = globalThis as unknown as Record<symbol, Value | undefined>;
  const key = Symbol.for(`annotable.${name}`);
  shared[key] ??= make();
  return shared[key];
}
