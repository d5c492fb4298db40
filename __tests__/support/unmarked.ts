/** A value without the marks of entities whose copies would lack something: of these no two are equal. */
export function unmarked<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  for (const symbol of Object.getOwnPropertySymbols(value)) Reflect.deleteProperty(value, symbol);
  for (const member of Object.values(value)) unmarked(member);
  return value;
}
