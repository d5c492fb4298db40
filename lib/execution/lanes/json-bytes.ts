import { backslash, firstBeyondAscii, firstPrinted, quote } from '../../values/ascii.ts';
import { TextSlab } from './text-slab.ts';

/** Bytes that are kept for the next text; more of them are let go. */
const keptBytes = 1024 * 1024;
const firstBytes = 16 * 1024;

/** Characters of a string up to which a loop is quicker than the engine's own way. */
const longestLooped = 128;

/** Most bytes that one UTF-16 unit becomes. */
const bytesPerUnit = 3;

/** The first unit that UTF-8 writes as more than two bytes. */
const firstOfMore = 0x800;

/** Writes JSON as bytes, as `JSON.stringify` would, one text after the other. */
export class JsonBytes {
  readonly #texts = new TextSlab();
  #bytes: Buffer = Buffer.allocUnsafeSlow(firstBytes);
  #at = 0;

  /** Begins a text; what was begun before is dropped. */
  begin(): void {
    this.#at = 0;
  }

  /** The text that was written. */
  end(): Buffer {
    const text = this.#texts.cut(this.#at);
    this.#bytes.copy(text, 0, 0, this.#at);
    if (this.#bytes.length > keptBytes) this.#bytes = Buffer.allocUnsafeSlow(firstBytes);
    return text;
  }

  /** One character of ASCII. */
  code(code: number): void {
    this.#reserve(1);
    this.#bytes[this.#at++] = code;
  }

  /** ASCII, as it is. */
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

  string(text: string): void {
    if (text.length <= longestLooped && this.#plain(text)) return;
    const json = JSON.stringify(text);
    this.#reserve(json.length * bytesPerUnit);
    this.#at += this.#bytes.write(json, this.#at, json.length * bytesPerUnit, 'utf8');
  }

  /** Writes a string of units that need neither a backslash nor more than two bytes; false for another. */
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
