import { openBrace } from '../values/ascii.ts';
import { type JsonReader, unreadable } from '../values/json-reader.ts';
import type { DocumentCodec } from './document-codec.ts';

/** Fallbacks in a row after which the fast path is disabled. */
const mostFailures = 10;

/** Reads items of one class directly from their JSON. The fast path for common items. */
export class ItemReader {
  readonly #codec: DocumentCodec;
  readonly #isPossible: boolean;
  /** Responses in a row that fell back to `JSON.parse`. */
  #failures = 0;
  /** Items that were read since the last response. */
  #count = 0;

  constructor(codec: DocumentCodec) {
    this.#codec = codec;
    this.#isPossible = [...codec.members.values()].every(({ attribute }) => attribute.codec.decoder.form !== undefined);
  }

  /** False if some attribute type can't be read from JSON, or if the last 10 responses in a row fell back. */
  get isEnabled(): boolean {
    return this.#isPossible && this.#failures < mostFailures;
  }

  /**
   * Creates an instance like `ItemMapper.fromItem`. Throws `unreadable` if only the fallback can read or reject the
   * item.
   *
   * Undeclared attributes are not decoded. After a fallback in the same response, conversions of the class run again.
   */
  read(json: JsonReader): object {
    json.pass(openBrace);
    const instance = this.#codec.readMembers(json);
    if (json.issues.list.length > 0) throw unreadable;
    this.#count += 1;
    return instance;
  }

  /** Counts the fallbacks. A response without items doesn't count. */
  note(isRead: boolean): void {
    if (!isRead) this.#failures += 1;
    else if (this.#count > 0) this.#failures = 0;
    this.#count = 0;
  }
}
