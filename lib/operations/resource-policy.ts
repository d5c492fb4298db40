/** True if two values of JSON are equal. The order of members doesn't matter, and that of list elements does. */
export function isSameJson(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
  const [names, others] = [Object.keys(one), Object.keys(other)];
  const memberOf = (value: object, name: string): unknown => (value as Readonly<Record<string, unknown>>)[name];
  return (
    Array.isArray(one) === Array.isArray(other) &&
    names.length === others.length &&
    names.every((name) => Object.hasOwn(other, name) && isSameJson(memberOf(one, name), memberOf(other, name)))
  );
}

/** Returns a policy that DynamoDB reports as a value. Undefined if it is no JSON. */
export function parsedPolicy(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
