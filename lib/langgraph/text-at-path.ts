/** A step of a path: a member, `[0]`, `[-1]`, `[*]`, `*`, or `{a,b.c}`. */
const step = /\[[^\]]*\]|\{[^}]*\}|[^.[{]+/g;

/**
 * Returns the texts of a value at a path, as LangGraph defines it: `'$'` is the whole value, and `'chapters[*].title'`
 * the titles of all chapters. Values that are not texts are returned as JSON.
 */
export const textsAtPath = (value: unknown, path: string): string[] =>
  path === '' || path === '$' ? [json(value)] : valuesAt(value, path.match(step) ?? []).flatMap(textOf);

const json = (value: unknown): string => JSON.stringify(value, null, 2);

function textOf(value: unknown): string[] {
  if (value === null || value === undefined) return [];
  return typeof value === 'object' ? [json(value)] : [String(value)];
}

function valuesAt(value: unknown, [first, ...rest]: readonly string[]): unknown[] {
  if (first === undefined) return [value];
  return next(value, first).flatMap((each) => valuesAt(each, rest));
}

function next(value: unknown, step: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if (step === '*') return Object.values(value);
  if (step.startsWith('[')) return Array.isArray(value) ? elementsOf(value, step.slice(1, -1)) : [];
  if (!step.startsWith('{')) return Object.hasOwn(value, step) ? [(value as Record<string, unknown>)[step]] : [];
  const paths = step.slice(1, -1).split(',');
  return paths.flatMap((path) => valuesAt(value, path.trim().split('.')));
}

function elementsOf(list: readonly unknown[], index: string): unknown[] {
  if (index === '*') return [...list];
  const at = Number.parseInt(index, 10);
  return Number.isNaN(at) || list.at(at) === undefined ? [] : [list.at(at)];
}
