import type { IssueCode } from '../errors/validation-error.ts';
import { isPlainObject } from './collections.ts';
import type { PathElement } from './issues.ts';

/** The reason why a value is not JSON, and the path to it: `['pages', 3, 'score']`. */
export interface JsonProblem {
  readonly path: readonly PathElement[];
  readonly message: string;
  readonly code?: IssueCode;
}

/** An object or array that is being written, and its current member. */
interface Level {
  readonly holder: object;
  key: string;
}

/** Most levels of the fast path. Deeper or cyclic values take the fallback. */
const maxPlainDepth = 100;
/** Most levels of strict JSON. */
const maxStrictDepth = 500;

const tooDeep = 'is nested too deeply to be written as JSON';
const boxes = [Number, String, Boolean, BigInt];
/** Classes whose instances JSON writes as `{}`, without their content. */
const opaque = ['Map', 'Set', 'WeakMap', 'WeakSet', 'Promise', 'RegExp', 'ArrayBuffer', 'Error'];

/** True for scalars that JSON represents exactly. */
const isPlain = (value: unknown): boolean =>
  typeof value === 'string' || value === null || typeof value === 'boolean' || Number.isFinite(value);

/**
 * True if `JSON.stringify` writes all data of a value unchanged: arrays, objects without a class, and plain scalars.
 *
 * Fast path for large documents: ten times as fast as the fallback, which decides if this returns false. A getter that
 * returns different values can escape it.
 */
function isPlainData(value: unknown, depth = 0): boolean {
  if (isPlain(value) || value === undefined) return true;
  if (typeof value !== 'object' || value === null || depth === maxPlainDepth || 'toJSON' in value) return false;
  const isArray = Array.isArray(value);
  if (!isArray && !isPlainObject(value)) return false;
  const members: readonly unknown[] = isArray ? value : Object.values(value);
  for (let at = 0; at < members.length; at++) if (!isPlainData(members[at], depth + 1)) return false;
  return true;
}

/** Reports an object whose content JSON omits: `is a Map, …`. Uses its tag, which is the same in every realm. */
function objectProblem(value: object, isStrict: boolean): string | undefined {
  const tag = Object.prototype.toString.call(value).slice('[object '.length, -1);
  // JSON writes a view of bytes as an object with a member for each element.
  const isLost = isStrict ? !['Object', 'Array'].includes(tag) : opaque.includes(tag) || ArrayBuffer.isView(value);
  const article = tag === 'Error' ? 'an' : 'a';
  return isLost ? `is ${article} ${tag}, which JSON has not; pass its elements as an array or object` : undefined;
}

/** Returns the reason why `JSON.stringify` would drop a value, change it, or fail. */
function problemOf(value: unknown, isStrict: boolean): string | undefined {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? undefined : `is ${value}, which JSON has not`;
    case 'bigint':
      return 'is a bigint, which JSON has not; pass it as text';
    case 'function':
    case 'symbol':
      return `is a ${typeof value}, which JSON has not`;
    case 'object':
      if (value === null) return undefined;
      return !isStrict && boxes.some((Box) => value instanceof Box)
        ? problemOf(value.valueOf(), isStrict)
        : objectProblem(value, isStrict);
    default:
      return undefined;
  }
}

/** Ends `JSON.stringify` at the first problem. */
class FoundProblem extends Error {
  readonly problem: JsonProblem;

  constructor(levels: readonly Level[], message: string) {
    super(message);
    // The first level is the object that `JSON.stringify` wraps the whole value in.
    const path = levels.slice(1).map(({ holder, key }) => (Array.isArray(holder) ? Number(key) : key));
    this.problem = { path, message };
  }
}

/** Returns the problem of a value inside its holder: also a cycle, and in strict JSON a hole or too many levels. */
function problemAt(levels: readonly Level[], holder: object, value: unknown, isStrict: boolean): string | undefined {
  if (isStrict && value === undefined && Array.isArray(holder)) return 'is undefined, which JSON has not';
  const problem = problemOf(value, isStrict);
  if (problem !== undefined || typeof value !== 'object' || value === null) return problem;
  if (levels.some((level) => level.holder === value)) return 'contains itself';
  return isStrict && levels.length > maxStrictDepth ? tooDeep : undefined;
}

/** Checks each value while it is written, after its `toJSON`, so the checked value is the written one. */
function checking(isStrict: boolean): (this: object, key: string, value: unknown) => unknown {
  const levels: Level[] = [];
  return function check(key, value) {
    if (isPlain(value)) return value;
    while (levels.length > 0 && levels.at(-1)?.holder !== this) levels.pop();
    const level = levels.at(-1);
    if (level === undefined) levels.push({ holder: this, key });
    else level.key = key;
    const message = problemAt(levels, this, value, isStrict);
    if (message !== undefined) throw new FoundProblem(levels, message);
    if (typeof value !== 'object' || value === null) return value;
    levels.push({ holder: value, key: '' });
    return value;
  };
}

/**
 * Returns a value as JSON text, exactly as `JSON.stringify` writes it: without undefined members, and with `toJSON`.
 *
 * @param isStrict - true to reject undefined elements, instances of built-in classes, and more than 500 levels too
 * @returns the problem if JSON would lose data: NaN, a bigint, a function, a cycle
 */
export function jsonText(value: unknown, isStrict = false): string | JsonProblem {
  try {
    const check = !isStrict && isPlainData(value) ? undefined : checking(isStrict);
    return JSON.stringify(value, check) ?? { path: [], message: 'is undefined, which JSON has not' };
  } catch (error) {
    if (error instanceof FoundProblem) return error.problem;
    if (error instanceof RangeError && /call stack/.test(error.message)) return { path: [], message: tooDeep };
    throw error;
  }
}
