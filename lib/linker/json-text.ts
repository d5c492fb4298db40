import { isPlain, isPlainData } from './plain-json.ts';

/** The reason why a value is not JSON, and its path: `['pages', 3, 'score']`. */
export interface JsonProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** An object or array that is being written, and the key of its current member. */
interface Level {
  readonly holder: object;
  key: string;
}

const tooDeep = 'is nested too deeply to be written as JSON';
const boxes = [Number, String, Boolean, BigInt];
/** Types that `JSON.stringify` writes as `{}`, whatever they contain. */
const opaque = ['Map', 'Set', 'WeakMap', 'WeakSet', 'Promise', 'RegExp', 'ArrayBuffer'];
/** Returns the problem of an object whose content JSON doesn't write: `is a Map, …`. */
const opaqueProblem = (value: object): string | undefined => {
  // A class of another realm has another constructor but the same tag.
  const tag = Object.prototype.toString.call(value).slice('[object '.length, -1);
  return opaque.includes(tag) ? `is a ${tag}, which JSON has not; pass its elements as an array or object` : undefined;
};

/** Returns the problem of a value that `JSON.stringify` would omit, change, or reject. Undefined if there is none. */
function problemOf(value: unknown): string | undefined {
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
      return boxes.some((Box) => value instanceof Box) ? problemOf(value.valueOf()) : opaqueProblem(value);
    default:
      return undefined;
  }
}

/** Thrown by the replacer to stop `JSON.stringify` at the first problem. */
class FoundProblem extends Error {
  readonly problem: JsonProblem;

  constructor(levels: readonly Level[], message: string) {
    super(message);
    // The first level is the wrapper object that `JSON.stringify` creates for the whole value.
    const path = levels.slice(1).map(({ holder, key }) => (Array.isArray(holder) ? Number(key) : key));
    this.problem = { path, message };
  }
}

/** Returns a replacer that checks each value after its `toJSON`. So exactly the checked values are written. */
function checking(): (this: object, key: string, value: unknown) => unknown {
  const levels: Level[] = [];
  return function check(key, value) {
    if (isPlain(value)) return value;
    while (levels.length > 0 && levels.at(-1)?.holder !== this) levels.pop();
    const level = levels.at(-1);
    if (level === undefined) levels.push({ holder: this, key });
    else level.key = key;
    const message = problemOf(value);
    if (message !== undefined) throw new FoundProblem(levels, message);
    if (typeof value !== 'object' || value === null) return value;
    if (levels.some(({ holder }) => holder === value)) throw new FoundProblem(levels, 'contains itself');
    levels.push({ holder: value, key: '' });
    return value;
  };
}

/**
 * Returns a value as JSON text, exactly as `JSON.stringify` writes it. Calls `toJSON`, and omits undefined members.
 *
 * @returns the problem if data would be lost: NaN, a bigint, a function, or a cycle
 */
export function jsonText(value: unknown): string | JsonProblem {
  try {
    const check = isPlainData(value) ? undefined : checking();
    return JSON.stringify(value, check) ?? { path: [], message: 'is undefined, which JSON has not' };
  } catch (error) {
    if (error instanceof FoundProblem) return error.problem;
    if (error instanceof RangeError && /call stack/.test(error.message)) return { path: [], message: tooDeep };
    throw error;
  }
}
