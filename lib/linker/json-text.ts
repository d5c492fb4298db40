import { isPlain, isPlainData } from './plain-json.ts';

/** Why a value is no JSON, and where: `['pages', 3, 'score']`. */
export interface JsonProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** An object or array that is being written, and the member of it that is. */
interface Level {
  readonly holder: object;
  key: string;
}

const tooDeep = 'is nested too deeply to be written as JSON';
const boxes = [Number, String, Boolean, BigInt];
/** What JSON would write as `{}`, whatever is in it. */
const opaque = ['Map', 'Set', 'WeakMap', 'WeakSet', 'Promise', 'RegExp', 'ArrayBuffer'];
/** What is in an object that JSON doesn't write: `is a Map, …`. */
const opaqueProblem = (value: object): string | undefined => {
  // A class of another realm has another constructor, and the same tag.
  const tag = Object.prototype.toString.call(value).slice('[object '.length, -1);
  return opaque.includes(tag) ? `is a ${tag}, which JSON has not; give its elements as an array or object` : undefined;
};

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
    case 'object':
      if (value === null) return undefined;
      return boxes.some((Box) => value instanceof Box) ? problemOf(value.valueOf()) : opaqueProblem(value);
    default:
      return undefined;
  }
}

/** Ends `JSON.stringify` at the first problem. */
class Found extends Error {
  readonly problem: JsonProblem;

  constructor(levels: readonly Level[], message: string) {
    super(message);
    // The first level is the object that `JSON.stringify` puts the whole value in.
    const path = levels.slice(1).map(({ holder, key }) => (Array.isArray(holder) ? Number(key) : key));
    this.problem = { path, message };
  }
}

/** Looks at each value as it is written, after its `toJSON`: so that nothing else is written than what was looked at. */
function checking(): (this: object, key: string, value: unknown) => unknown {
  const levels: Level[] = [];
  return function check(key, value) {
    if (isPlain(value)) return value;
    while (levels.length > 0 && levels.at(-1)?.holder !== this) levels.pop();
    const level = levels.at(-1);
    if (level === undefined) levels.push({ holder: this, key });
    else level.key = key;
    const message = problemOf(value);
    if (message !== undefined) throw new Found(levels, message);
    if (typeof value !== 'object' || value === null) return value;
    if (levels.some(({ holder }) => holder === value)) throw new Found(levels, 'contains itself');
    levels.push({ holder: value, key: '' });
    return value;
  };
}

/**
 * A value as JSON text, exactly as `JSON.stringify` writes it: members that are undefined are left out, `toJSON` counts.
 *
 * @returns the problem where something would be lost: NaN, a bigint, a function, a cycle
 */
export function jsonText(value: unknown): string | JsonProblem {
  try {
    const check = isPlainData(value) ? undefined : checking();
    return JSON.stringify(value, check) ?? { path: [], message: 'is undefined, which JSON has not' };
  } catch (error) {
    if (error instanceof Found) return error.problem;
    if (error instanceof RangeError && /call stack/.test(error.message)) return { path: [], message: tooDeep };
    throw error;
  }
}
