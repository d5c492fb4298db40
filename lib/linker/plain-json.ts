/** Levels that are looked at: what is deeper, or contains itself, is for others to tell. */
const maxDepth = 100;

/** True where nothing can be wrong with a value. */
export const isPlain = (value: unknown): boolean =>
  typeof value === 'string' || value === null || typeof value === 'boolean' || Number.isFinite(value);

/**
 * True where all of a value is data that `JSON.stringify` writes as it is: arrays, objects of no class, and what is plain.
 * False says nothing. Large documents usually are such data, and are looked at ten times as fast so as while they are
 * written; only of a getter that gives something else each time it may see what is not written.
 */
export function isPlainData(value: unknown, depth = 0): boolean {
  if (isPlain(value) || value === undefined) return true;
  if (typeof value !== 'object' || value === null || depth === maxDepth || 'toJSON' in value) return false;
  const isArray = Array.isArray(value);
  if (!isArray && ![Object.prototype, null].includes(Object.getPrototypeOf(value))) return false;
  const members: readonly unknown[] = isArray ? value : Object.values(value);
  for (let at = 0; at < members.length; at++) if (!isPlainData(members[at], depth + 1)) return false;
  return true;
}
