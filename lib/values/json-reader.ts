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

/** Thrown where only `JSON.parse` and a converter's `decode` can tell what a text holds, or what is wrong with it. */
export const unreadable: unknown = Object.freeze({});

/** A text, or what is read like one. */
export interface Characters {
  charCodeAt(index: number): number;
}

/** How the JSON of a stored value is read. */
export interface JsonForm {
  /** What the value begins with, `{"S":"`. */
  readonly opening: string;
  /** Reads what comes after it, up to the value's end; throws `unreadable`, or leaves an issue with the reader. */
  read(json: JsonReader): unknown;
}

/** 1 for bytes at which a string ends, or is no plain one. */
const special = Uint8Array.from({ length: 256 }, (_, code) =>
  code < firstPrinted || code === quote || code === backslash ? 1 : 0,
);

/** Brackets, and how much deeper it is after them. */
const deeper: ReadonlyMap<number, number> = new Map([
  [openBracket, 1],
  [openBrace, 1],
  [closeBracket, -1],
  [closeBrace, -1],
]);

/** Bytes of a string up to which it is looked for among those that were read before. */
const longestKept = 32;
/** Places for such strings in a long text and a short one, powers of two, and the bytes from which it is long. */
const places = { long: 256, short: 16, longFrom: 4096 } as const;

/** Bytes after which it can be told what strings a text has, and bytes that take as long as a string with escapes. */
const longEnough = 4096;
const slowParse = 128;

/** The bytes of a text that is looked for. */
export const literal = (text: string): Uint8Array => Buffer.from(text);

/**
 * Reads the JSON of stored items byte by byte, for those who know what comes: no object is made that nobody keeps, and a
 * string that comes again and again is made once. What it gives is what `JSON.parse` would give.
 */
export class JsonReader implements Characters {
  readonly issues: Issues = new Issues();
  readonly #bytes: Buffer;
  /** Strings that were read, and where. */
  readonly #kept: string[];
  readonly #keptAt: Int32Array;
  readonly #keptLengths: Int32Array;
  #at = 0;
  /** Bytes of strings that the engine's own way is quicker with. */
  #slow = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const count = bytes.byteLength < places.longFrom ? places.short : places.long;
    this.#kept = Array(count).fill('');
    this.#keptAt = new Int32Array(count);
    this.#keptLengths = new Int32Array(count);
  }

  /** The bytes before the next one. */
  get position(): number {
    return this.#at;
  }

  /** True where the text ends here. */
  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** The byte at a position; NaN beyond the end. */
  charCodeAt(position: number): number {
    return this.#bytes[position] ?? Number.NaN;
  }

  /** The text between two positions. */
  text(from: number, to: number): string {
    return this.#bytes.toString('utf8', from, to);
  }

  /** Passes one byte; false where another comes. */
  passes(code: number): boolean {
    if (this.#bytes[this.#at] !== code) return false;
    this.#at += 1;
    return true;
  }

  /** Passes all that is looked for; false, and nothing is passed, where something else comes. */
  passesAll(sought: Uint8Array): boolean {
    const bytes = this.#bytes;
    let at = this.#at;
    for (let index = 0; index < sought.length; index++) if (bytes[at++] !== sought[index]) return false;
    this.#at = at;
    return true;
  }

  /** Passes the byte that must come. */
  pass(code: number): void {
    if (this.#bytes[this.#at] !== code) throw unreadable;
    this.#at += 1;
  }

  /** True where a first part comes after a bracket that is passed; false where its other one is passed at once. */
  begins(end: number): boolean {
    return !this.passes(end);
  }

  /** True where a comma and another part come; false where the other bracket is passed, which must come else. */
  goesOn(end: number): boolean {
    if (this.passes(comma)) return true;
    this.pass(end);
    return false;
  }

  /** A string of which the first quote is passed already. */
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

  /**
   * What a function makes of the text that is stored under S or N, after its opening; undefined, and nothing is passed,
   * where it makes nothing of it.
   */
  storedAs<Value>(make: (text: Characters, from: number, to: number) => Value | undefined): Value | undefined {
    const bytes = this.#bytes;
    let end = this.#at;
    while (special[bytes[end] as number] === 0) end++;
    const value = bytes[end] === quote && bytes[end + 1] === closeBrace ? make(this, this.#at, end) : undefined;
    if (value !== undefined) this.#at = end + 2;
    return value;
  }

  /** The text that is stored under S or N, after its opening. */
  stored(): string {
    const text = this.string();
    this.pass(closeBrace);
    return text;
  }

  /** The name of a member, and the colon. */
  name(): string {
    this.pass(quote);
    const name = this.string();
    this.pass(colon);
    return name;
  }

  /** A stored value of a form. */
  formed({ read }: JsonForm, opening: Uint8Array): unknown {
    if (!this.passesAll(opening)) throw unreadable;
    return read(this);
  }

  /** Any value, as `JSON.parse` gives it. */
  value(): unknown {
    const start = this.#at;
    this.#at = this.#endOfValue();
    return JSON.parse(this.text(start, this.#at));
  }

  /** A text that is made of long strings and such with escapes is left to `JSON.parse`, which is quicker with them. */
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

  /** A string with escapes; one that is none, `JSON.parse` tells. */
  #longWay(start: number, from: number): string {
    const end = this.#endOfString(from);
    this.#at = end + 1;
    this.#noteSlow(end - start + slowParse);
    return JSON.parse(`"${this.text(start, end)}"`) as string;
  }

  /** Where the quote is that ends a string. */
  #endOfString(from: number): number {
    const bytes = this.#bytes;
    for (let at = from; at < bytes.length; at++) {
      if (bytes[at] === quote) return at;
      if (bytes[at] === backslash) at++;
    }
    throw unreadable;
  }

  /** Where what begins here ends, before a comma or a closing bracket; whether it is JSON, `JSON.parse` tells. */
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
