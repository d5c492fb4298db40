import type { Shape } from './static-schema.ts';

type Read = (value: unknown) => unknown;

/** Takes bytes out of their base64 text. */
export type Base64Decoder = (text: string) => Uint8Array;

/** Undefined where the value stays as it was parsed. */
type MayRead = Read | undefined;

/** A name or a text that begins as those that bytes are under, in one of their forms. */
const bytesTag = /"B(?:S?"|\\)/;

/** A B as JSON may write it too. */
const escapedB = String.raw`\u0042`;

/** For so many characters of a text one B is looked at by itself, and no more. */
const charactersPerLook = 32;

/**
 * True where there may be bytes in a text, whatever spaces and escapes it has; a text that looks so costs no more than a
 * look. The expression stops at each quote, and of quotes there are many: as long as they are the fewer, it is quicker to
 * go from one B to the next.
 */
function mayHaveBytes(text: string): boolean {
  if (text.includes(escapedB)) return true;
  let at = text.indexOf('B');
  for (let looks = text.length / charactersPerLook; at !== -1 && looks > 0; looks--) {
    if (text[at - 1] === '"' && (text[at + 1] === '"' || text[at + 1] === '\\' || text.startsWith('S"', at + 1)))
      return true;
    at = text.indexOf('B', at + 1);
  }
  return at !== -1 && bytesTag.test(text);
}

/** Reads the answers of one operation, into what the SDK makes of them. */
export class WireAnswer {
  readonly #plain: MayRead;
  readonly #binary: MayRead;

  constructor(output: Shape, decode: Base64Decoder) {
    this.#plain = reading(output, undefined);
    this.#binary = reading(output, (value) => readAttribute(value, decode));
  }

  /**
   * The output in a text; undefined where the SDK must judge it.
   *
   * @throws whatever a text that isn't right makes it throw
   */
  of(text: string): object | undefined {
    const parsed: unknown = JSON.parse(text);
    if (!isObject(parsed) || Array.isArray(parsed) || '__type' in parsed) return undefined;
    const read = mayHaveBytes(text) ? this.#binary : this.#plain;
    return (read === undefined ? parsed : read(parsed)) as object;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

interface RawAttribute {
  B?: unknown;
  BS?: unknown;
  L?: unknown;
  M?: unknown;
}

/** Puts bytes in the place of base64, wherever they are. */
function readAttribute(value: unknown, decode: Base64Decoder): unknown {
  if (!isObject(value)) return value;
  const attribute: RawAttribute = value;
  if (typeof attribute.B === 'string') attribute.B = decode(attribute.B);
  if (Array.isArray(attribute.BS)) attribute.BS = attribute.BS.map((each: string) => decode(each));
  if (Array.isArray(attribute.L)) attribute.L = attribute.L.map((each) => readAttribute(each, decode));
  if (isObject(attribute.M)) readEach(attribute.M, (each) => readAttribute(each, decode));
  return attribute;
}

/** Reads each value of a map in its place. A `__proto__` that was parsed is a name like any other. */
function readEach(map: Record<string, unknown>, read: Read): object {
  for (const name of Object.keys(map)) map[name] = read(map[name]);
  return map;
}

function reading(shape: Shape, attribute: MayRead): MayRead {
  switch (shape.kind) {
    case 'attribute':
      return attribute;
    case 'number':
      return readNumber;
    case 'list': {
      const read = reading(shape.of, attribute);
      return read && ((value) => (Array.isArray(value) ? value.map((each) => read(each)) : value));
    }
    case 'map': {
      const read = reading(shape.of, attribute);
      return read && ((value) => (isObject(value) ? readEach(value, read) : value));
    }
    case 'struct':
      return readingStruct(shape.members, attribute);
    default:
      return undefined;
  }
}

const wordNumbers: ReadonlyMap<unknown, number> = new Map([
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
  ['NaN', Number.NaN],
]);

const readNumber = (value: unknown): unknown => wordNumbers.get(value) ?? value;

/** A structure has the members that the SDK knows, in its order, and none that is null. */
function readingStruct(shapes: readonly (readonly [string, Shape])[], attribute: MayRead): Read {
  const members = shapes.map(([name, shape]) => ({ name, read: reading(shape, attribute) }) as const);
  const readMembers = (parts: Readonly<Record<string, unknown>>): object => {
    const out: Record<string, unknown> = {};
    for (const { name, read } of members) {
      const part = parts[name];
      if (part !== undefined && part !== null) out[name] = read === undefined ? part : read(part);
    }
    return out;
  };
  return (value) => (isObject(value) ? readMembers(value) : value);
}
