import {
  backslash,
  closeBrace,
  closeBracket,
  colon,
  comma,
  firstBeyondAscii,
  firstPrinted,
  openBrace,
  openBracket,
  quote,
} from './ascii.ts';
import { Issues } from './issues.ts';

/** Thrown if only `JSON.parse` and `decode` can read a text or report its fault. */
export const unreadable: unknown = Object.freeze({});

/** A text, or an object that is read like one. */
export interface Characters {
  charCodeAt(index: number): number;
}

/** The reader of one type of stored value in JSON. */
export interface JsonForm {
  /** The characters that the value begins with, `{"S":"`. */
  readonly opening: string;
  /** Reads the rest of the value up to its end. Throws `unreadable`, or adds an issue to the reader. */
  read(json: JsonReader): unknown;
}

/** 1 for bytes that end a string or need decoding. */
const special = Uint8Array.from({ length: 256 }, (_, code) =>
  code < firstPrinted || code === quote || code === backslash ? 1 : 0,
);

/** Change of depth by each bracket. */
const deeper: ReadonlyMap<number, number> = new Map([
  [openBracket, 1],
  [openBrace, 1],
  [closeBracket, -1],
  [closeBrace, -1],
]);

/** Bytes of the longest string that is cached. */
const longestKept = 32;
/** Sizes of the string cache for long and short texts (powers of two), and the bytes from which a text is long. */
const places = { long: 256, short: 16, longFrom: 4096 } as const;

/** Bytes to read before judging the mix of strings, and the cost in bytes that a string with escapes is charged. */
const longEnough = 4096;
const slowParse = 128;

/** Returns the bytes of a text that `passesAll` compares. */
export const literal = (text: string): Uint8Array => Buffer.from(text);

/**
 * Reads the JSON of stored items byte by byte, for callers that know which types to expect.
 *
 * It allocates no intermediate objects and caches repeated strings. The result is the same as with `JSON.parse`.
 */
export class JsonReader implements Characters {
  readonly issues: Issues = new Issues();
  readonly #bytes: Buffer;
  /** Cache of strings, with their positions and lengths. */
  readonly #kept: string[];
  readonly #keptAt: Int32Array;
  readonly #keptLengths: Int32Array;
  #at = 0;
  /** Bytes of strings that `JSON.parse` reads faster. */
  #slow = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const count = bytes.byteLength < places.longFrom ? places.short : places.long;
    this.#kept = Array(count).fill('');
    this.#keptAt = new Int32Array(count);
    this.#keptLengths = new Int32Array(count);
  }

  /** Number of bytes before the next one. */
  get position(): number {
    return this.#at;
  }

  /** True at the end of the text. */
  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** Returns the byte at a position. NaN beyond the end. */
  charCodeAt(position: number): number {
    return this.#bytes[position] ?? Number.NaN;
  }

  text(from: number, to: number): string {
    return this.#bytes.toString('utf8', from, to);
  }

  /** Passes one byte. Returns false if the next byte differs. */
  passes(code: number): boolean {
    if (this.#bytes[this.#at] !== code) return false;
    this.#at += 1;
    return true;
  }

  /** Passes all bytes of a literal. If the text differs, returns false and passes nothing. */
  passesAll(sought: Uint8Array): boolean {
    const bytes = this.#bytes;
    let at = this.#at;
    for (let index = 0; index < sought.length; index++) if (bytes[at++] !== sought[index]) return false;
    this.#at = at;
    return true;
  }

  /** Passes a required byte. */
  pass(code: number): void {
    if (this.#bytes[this.#at] !== code) throw unreadable;
    this.#at += 1;
  }

  /** Returns true before the first element of a list or object. If it is empty, passes the closing bracket. */
  begins(end: number): boolean {
    return !this.passes(end);
  }

  /** Passes a comma and returns true, or passes the required closing bracket and returns false. */
  goesOn(end: number): boolean {
    if (this.passes(comma)) return true;
    this.pass(end);
    return false;
  }

  /** Reads a string after its opening quote. */
  string(): string {
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start;
    let all = 0;
    let code = bytes[at] as number;
    while (special[code] === 0) {
      all |= code;
      code = bytes[++at] as number;
    }
    if (code !== quote) return this.#longWay(start, at);
    this.#at = at + 1;
    const encoding = all < firstBeyondAscii ? 'latin1' : 'utf8';
    if (at - start <= longestKept) return this.#keptString(start, at, encoding);
    this.#noteSlow(at - start);
    return bytes.toString(encoding, start, at);
  }

  /** Applies a function to the text of S or N after its opening. If the function returns undefined, passes nothing. */
  storedAs<Value>(make: (text: Characters, from: number, to: number) => Value | undefined): Value | undefined {
    const bytes = this.#bytes;
    let end = this.#at;
    while (special[bytes[end] as number] === 0) end++;
    const value = bytes[end] === quote && bytes[end + 1] === closeBrace ? make(this, this.#at, end) : undefined;
    if (value !== undefined) this.#at = end + 2;
    return value;
  }

  /** Reads the text of S or N after its opening. */
  stored(): string {
    const text = this.string();
    this.pass(closeBrace);
    return text;
  }

  /** Reads the name of a member and passes the colon. */
  name(): string {
    this.pass(quote);
    const name = this.string();
    this.pass(colon);
    return name;
  }

  /** Reads a stored value with the reader of its type. */
  formed({ read }: JsonForm, opening: Uint8Array): unknown {
    if (!this.passesAll(opening)) throw unreadable;
    return read(this);
  }

  /** Passes any value without reading it. */
  skip(): void {
    this.#at = this.#endOfValue();
  }

  /** Goes back to a position before a value. */
  goBack(position: number): void {
    this.#at = position;
  }

  /** Reads any value with `JSON.parse`. */
  value(): unknown {
    const start = this.#at;
    this.#at = this.#endOfValue();
    return JSON.parse(this.text(start, this.#at));
  }

  /** Leaves texts of long strings or of strings with escapes to `JSON.parse`, which reads them faster. */
  #noteSlow(bytes: number): void {
    this.#slow += bytes;
    if (this.#at > longEnough && this.#slow * 2 > this.#at) throw unreadable;
  }

  #keptString(start: number, end: number, encoding: 'latin1' | 'utf8'): string {
    const bytes = this.#bytes;
    const length = end - start;
    if (length === 0) return '';
    const [first, middle, last] = [bytes[start], bytes[(start + end) >> 1], bytes[end - 1]] as [number, number, number];
    const place = (first * 7 + middle * 17 + last * 31 + length) & (this.#kept.length - 1);
    if (this.#keptLengths[place] === length && this.#isSame(this.#keptAt[place] as number, start, length))
      return this.#kept[place] as string;
    const made = bytes.toString(encoding, start, end);
    this.#kept[place] = made;
    this.#keptAt[place] = start;
    this.#keptLengths[place] = length;
    return made;
  }

  #isSame(one: number, other: number, length: number): boolean {
    const bytes = this.#bytes;
    for (let index = 0; index < length; index++) if (bytes[one + index] !== bytes[other + index]) return false;
    return true;
  }

  /** Reads a string with escapes. `JSON.parse` rejects an invalid one. */
  #longWay(start: number, from: number): string {
    const end = this.#endOfString(from);
    this.#at = end + 1;
    this.#noteSlow(end - start + slowParse);
    return JSON.parse(`"${this.text(start, end)}"`) as string;
  }

  /** Returns the position of the quote that ends a string. */
  #endOfString(from: number): number {
    const bytes = this.#bytes;
    for (let at = from; at < bytes.length; at++) {
      if (bytes[at] === quote) return at;
      if (bytes[at] === backslash) at++;
    }
    throw unreadable;
  }

  /** Returns the end of the value that begins here, before a comma or closing bracket. `JSON.parse` checks the text. */
  #endOfValue(): number {
    const bytes = this.#bytes;
    let depth = 0;
    for (let at = this.#at; at < bytes.length; at++) {
      const code = bytes[at] as number;
      if (code === quote) at = this.#endOfString(at + 1);
      else depth += deeper.get(code) ?? 0;
      if (depth < 0) return at;
      if (depth === 0 && bytes[at + 1] === comma) return at + 1;
    }
    throw unreadable;
  }
}
