/** Returns a text as TypeScript, in single quotes. It has one line, also in a comment. */
export const textLiteral = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'").replace(lineSeparators, escaped)}'`;

/** Characters that JSON does not escape, and that end a comment. */
const lineSeparators = /[\u2028\u2029]/g;
const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16)}`;

/** Returns a name with a lower-case letter first, as that of a variable: `Order` → `order`. */
export const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** True for a text that can be a name without quotes. */
export const isIdentifier = (text: string): boolean => /^[A-Za-z_$][\w$]*$/.test(text);

/** Returns the name of a member as TypeScript. A member `__proto__` in quotes would set the prototype. */
export function nameLiteral(name: string): string {
  if (name === '__proto__') return "['__proto__']";
  return isIdentifier(name) ? name : textLiteral(name);
}

/** Returns members as an object on one line: `{ read: 1, write: 2 }`. */
export const objectLiteral = (members: readonly (readonly [name: string, literal: string])[]): string =>
  members.length === 0
    ? '{}'
    : `{ ${members.map(([name, literal]) => `${nameLiteral(name)}: ${literal}`).join(', ')} }`;

/** Returns a JSON value as TypeScript on one line. Undefined members are left out. */
export function jsonLiteral(value: unknown): string {
  if (typeof value === 'string') return textLiteral(value);
  if (Array.isArray(value)) return `[${value.map(jsonLiteral).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return objectLiteral(members.map(([name, member]) => [name, jsonLiteral(member)]));
}
