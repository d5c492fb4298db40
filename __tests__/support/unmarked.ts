/** Removes the symbols of partial items from a value, because no two of them are equal. Returns the value. */
export function unmarked<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  for (const symbol of Object.getOwnPropertySymbols(value)) Reflect.deleteProperty(value, symbol);
  for (const member of Object.values(value)) unmarked(member);
  return value;
}
