import type { Shape } from './static-schema.ts';

type Read = (value: unknown) => unknown;

/** Decodes base64. */
export type Base64Decoder = (text: string) => Uint8Array;

/** Undefined if the parsed value needs no conversion. */
type MayRead = Read | undefined;

/** Matches the names of attributes with bytes, `"B"` and `"BS"`, also with escapes. */
const bytesTag = /"B(?:S?"|\\)/;

/** The letter B, escaped in JSON. */
const escapedB = String.raw`\u0042`;

/** One occurrence of B is checked by itself for each 32 characters of a text. */
const charactersPerLook = 32;

/**
 * True if a text may contain bytes, with any spaces and escapes. A false positive only costs time. The regular
 * expression stops at each quote, and a text has many quotes. If the letter B is rarer, checking each B is faster.
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

/** Reads the responses of one operation into outputs that are equal to those of the SDK. */
export class OutputReader {
  readonly #plain: MayRead;
  readonly #binary: MayRead;

  constructor(output: Shape, decode: Base64Decoder) {
    this.#plain = reading(output, undefined);
    this.#binary = reading(output, (value) => readAttribute(value, decode));
  }

  /**
   * Returns the output in a text. Undefined if the SDK must read it.
   *
   * @throws any error if the text is not valid
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

/** Replaces base64 by bytes at every level of an attribute value. */
function readAttribute(value: unknown, decode: Base64Decoder): unknown {
  if (!isObject(value)) return value;
  const attribute: RawAttribute = value;
  if (typeof attribute.B === 'string') attribute.B = decode(attribute.B);
  if (Array.isArray(attribute.BS)) attribute.BS = attribute.BS.map((each: string) => decode(each));
  if (Array.isArray(attribute.L)) attribute.L = attribute.L.map((each) => readAttribute(each, decode));
  if (isObject(attribute.M)) readEach(attribute.M, (each) => readAttribute(each, decode));
  return attribute;
}

/** Replaces each value of a map in place. A parsed `__proto__` is a normal property. */
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

/** Returns the reader of a structure: only known members, in the order of the SDK, and none that is null. */
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
