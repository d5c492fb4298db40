/**
 * Returns a JSON value as text that does not depend on the order of the members of its objects:
 * `{ b: 1, a: [2] }` → `{"a":[2],"b":1}`.
 */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
