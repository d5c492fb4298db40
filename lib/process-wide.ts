/**
 * Returns a value that all copies of this package in a process share. A process may load the package as an ES module
 * and as CommonJS.
 *
 * @param make - creates the value if no copy has created it
 */
export function processWide<Value>(name: string, make: () => Value): Value {
  const shared = globalThis as unknown as Record<symbol, Value | undefined>;
  const key = Symbol.for(`annotable.${name}`);
  shared[key] ??= make();
  return shared[key];
}
