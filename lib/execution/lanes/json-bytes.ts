import { backslash, colon, firstBeyondAscii, firstPrinted, openBrace, quote } from '../../values/ascii.ts';
import { TextSlab } from './text-slab.ts';

/** Largest buffer that is reused for the next text, in bytes: 1 MiB. A larger one is released. */
const keptBytes = 1024 * 1024;
const firstBytes = 16 * 1024;

/** Longest string, in characters, that a loop writes faster than the built-in functions. */
const longestLooped = 128;

/** Most bytes of one UTF-16 unit in UTF-8. */
const bytesPerUnit = 3;

/** First UTF-16 unit with more than two bytes in UTF-8. */
const firstOfMore = 0x800;

/** Writes JSON as UTF-8 bytes, equal to the text of `JSON.stringify`. One instance writes many texts in turn. */
export class JsonBytes {
  readonly #texts = new TextSlab();
  #bytes: Buffer = Buffer.allocUnsafeSlow(firstBytes);
  #at = 0;

  /** Begins a text. A text that was not ended is discarded. */
  begin(): void {
    this.#at = 0;
  }

  /** Returns the bytes of the text. */
  end(): Buffer {
    const text = this.#texts.cut(this.#at);
    this.#bytes.copy(text, 0, 0, this.#at);
    if (this.#bytes.length > keptBytes) this.#bytes = Buffer.allocUnsafeSlow(firstBytes);
    return text;
  }

  /** Writes one ASCII character. */
  code(code: number): void {
    this.#reserve(1);
    this.#bytes[this.#at++] = code;
  }

  /** Writes ASCII text without escaping. */
  ascii(text: string): void {
    const { length } = text;
    this.#reserve(length);
    if (length > longestLooped) {
      this.#at += this.#bytes.write(text, this.#at, length, 'latin1');
      return;
    }
    const bytes = this.#bytes;
    let at = this.#at;
    for (let index = 0; index < length; index++) bytes[at++] = text.charCodeAt(index);
    this.#at = at;
  }

  /** Writes the begin of an attribute value: `{"S":`. */
  opening(type: string): void {
    const { length } = type;
    this.#reserve(length + 5);
    const bytes = this.#bytes;
    let at = this.#at;
    bytes[at++] = openBrace;
    bytes[at++] = quote;
    for (let index = 0; index < length; index++) bytes[at++] = type.charCodeAt(index);
    bytes[at++] = quote;
    bytes[at++] = colon;
    this.#at = at;
  }

  string(text: string): void {
    if (text.length <= longestLooped && this.#plain(text)) return;
    const json = JSON.stringify(text);
    this.#reserve(json.length * bytesPerUnit);
    this.#at += this.#bytes.write(json, this.#at, json.length * bytesPerUnit, 'utf8');
  }

  /** Writes a string without escapes whose units have at most two bytes. Returns false for any other string. */
  #plain(text: string): boolean {
    const { length } = text;
    this.#reserve(length * 2 + 2);
    const bytes = this.#bytes;
    let at = this.#at;
    bytes[at++] = quote;
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index);
      if (code < firstPrinted || code === quote || code === backslash || code >= firstOfMore) return false;
      if (code < firstBeyondAscii) bytes[at++] = code;
      else {
        bytes[at++] = 0xc0 | (code >> 6);
        bytes[at++] = 0x80 | (code & 0x3f);
      }
    }
    bytes[at++] = quote;
    this.#at = at;
    return true;
  }

  #reserve(count: number): void {
    const needed = this.#at + count;
    if (needed <= this.#bytes.length) return;
    const more = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(more, 0, 0, this.#at);
    this.#bytes = more;
  }
}
