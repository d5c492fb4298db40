/** Why a value is no JSON, and where: `['pages', 3, 'score']`. */
export interface JsonProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** A value that is to be looked at, and the object or array that it lies in. */
interface Visit {
  readonly value: unknown;
  readonly key: string | number;
  readonly parent: Visit | undefined;
  readonly depth: number;
}

/** Levels that are looked at: `JSON.stringify` itself fails some way before. */
const maxDepth = 10_000;
const tooDeep = 'is nested too deeply to be written as JSON';

/** What `JSON.stringify` would drop, change, or fail at. */
function problemOf(value: unknown): string | undefined {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? undefined : `is ${value}, which JSON has not`;
    case 'bigint':
      return 'is a bigint, which JSON has not; give it as text';
    case 'function':
    case 'symbol':
      return `is a ${typeof value}, which JSON has not`;
    default:
      return undefined;
  }
}

const boxes = [Number, String, Boolean, BigInt];

/** The value that `JSON.stringify` writes in the place of one: what `toJSON` gives, and what is in a box. */
function written({ value, key }: Visit): unknown {
  const { toJSON } = (value ?? {}) as { readonly toJSON?: unknown };
  const plain: unknown = typeof toJSON === 'function' ? toJSON.call(value, String(key)) : value;
  return boxes.some((Box) => plain instanceof Box) ? (plain as object).valueOf() : plain;
}

function pathOf(visit: Visit): (string | number)[] {
  const path: (string | number)[] = [];
  for (let at: Visit = visit; at.parent !== undefined; at = at.parent) path.unshift(at.key);
  return path;
}

function contains(visit: Visit, value: object): boolean {
  for (let at = visit.parent; at !== undefined; at = at.parent) if (at.value === value) return true;
  return false;
}

/** The members that are still to be looked at: a list in place of recursion, so that no depth is too deep to be told. */
function findProblem(value: unknown): JsonProblem | undefined {
  const waiting: Visit[] = [{ value, key: '', parent: undefined, depth: 0 }];
  for (let visit = waiting.pop(); visit !== undefined; visit = waiting.pop()) {
    const plain = written(visit);
    const problem = problemAt(visit, plain);
    if (problem !== undefined) return problem;
    if (!isObject(plain)) continue;
    for (const member of membersOf({ ...visit, value: plain }, plain)) waiting.push(member);
  }
  return undefined;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function problemAt(visit: Visit, plain: unknown): JsonProblem | undefined {
  if (visit.depth > maxDepth) return { path: [], message: tooDeep };
  const message = isObject(plain) && contains(visit, plain) ? 'contains itself' : problemOf(plain);
  return message === undefined ? undefined : { path: pathOf(visit), message };
}

function* membersOf(parent: Visit, value: object): Generator<Visit> {
  const members = Array.isArray(value) ? value.entries() : Object.entries(value);
  for (const [key, member] of members) yield { value: member, key, parent, depth: parent.depth + 1 };
}

/**
 * A value as JSON text, exactly as `JSON.stringify` writes it: members that are undefined are left out, `toJSON` counts.
 *
 * @returns the problem where something would be lost: NaN, a bigint, a function, a cycle
 */
export function jsonText(value: unknown): string | JsonProblem {
  const problem = findProblem(value);
  if (problem !== undefined) return problem;
  try {
    return JSON.stringify(value) ?? { path: [], message: 'is undefined, which JSON has not' };
  } catch (error) {
    if (error instanceof RangeError) return { path: [], message: tooDeep };
    throw error;
  }
}
