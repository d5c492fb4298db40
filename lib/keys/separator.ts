/** Orders two texts as DynamoDB does, by their UTF-8 bytes. */
export const compareTexts = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Returns the next character: `#` → `$`. U+10FFFF has none. */
const nextOf = (character: string): string => {
  const code = character.codePointAt(0) as number;
  return String.fromCodePoint(code === 0xd7ff ? 0xe000 : code + 1);
};

/**
 * Returns the first text above all texts that begin with a prefix: `ORDER#` → `ORDER$`.
 *
 * @param prefix - not empty, and not ending with U+10FFFF
 */
export function afterAll(prefix: string): string {
  const last = [...prefix].at(-1) as string;
  return prefix.slice(0, -last.length) + nextOf(last);
}

/**
 * The end of a part of a key: the literal text after its placeholder. Its first character ends a part in escaped form, and
 * the whole text in plain form.
 */
export class Separator {
  readonly literal: string;
  readonly character: string;
  /** The next character. Keys with a longer part begin with the part and this character or a higher one. */
  readonly next: string;
  /** The code of `next`, the escape character. */
  readonly #code: number;
  readonly #special: RegExp;

  /** @param literal - the text after a placeholder */
  constructor(literal: string) {
    const [character] = literal;
    this.literal = literal;
    this.character = character as string;
    this.next = nextOf(this.character);
    this.#code = this.next.codePointAt(0) as number;
    this.#special = new RegExp(`[\\0-\\u{${this.#code.toString(16)}}]`, 'gu');
  }

  /** True if this separator can be escaped: all characters of ASCII can. */
  get isEscapable(): boolean {
    return this.#code <= 0x80;
  }

  /**
   * Escapes the characters up to the separator, and the next one, which is the escape character: for `#`, `a#b` →
   * `a$Hb`.
   *
   * The escaped text has no separator, and two escaped texts followed by it sort as the texts. An escaped character has
   * the code of the character plus 1 plus the code of the escape character, so it is above the separator as well.
   */
  escape(text: string): string {
    return text.replace(
      this.#special,
      (found) => this.next + String.fromCodePoint(found.charCodeAt(0) + this.#code + 1),
    );
  }

  /** Reads an escaped text. Undefined if `escape` doesn't write it. */
  unescape(text: string): string | undefined {
    if (!text.includes(this.next)) return this.escape(text) === text ? text : undefined;
    let read = '';
    for (let at = 0; at < text.length; at++) {
      const isEscape = text[at] === this.next;
      if (isEscape) at++;
      read += isEscape ? String.fromCharCode(text.charCodeAt(at) - this.#code - 1) : text[at];
    }
    return this.escape(read) === text ? read : undefined;
  }

  /** Returns the shortest beginning of a text that the text exceeds by the separator or a character below it. */
  shortestBelow(text: string): string | undefined {
    let before = '';
    for (const character of text) {
      if (compareTexts(character, this.character) <= 0) return before;
      before += character;
    }
    return undefined;
  }
}
