import { openBrace } from '../values/ascii.ts';
import { type JsonReader, unreadable } from '../values/json-reader.ts';
import type { DocumentCodec } from './document-codec.ts';

/** Answers in a row after which there is no use in trying. */
const mostFailures = 10;

/** Reads whole items of one class from their JSON, where nothing about them is unusual. */
export class ItemReader {
  readonly #codec: DocumentCodec;
  readonly #isPossible: boolean;
  /** Answers in a row that could not be read so. */
  #failures = 0;
  /** Items that were read since the last answer. */
  #count = 0;

  constructor(codec: DocumentCodec) {
    this.#codec = codec;
    this.#isPossible = [...codec.members.values()].every(({ attribute }) => attribute.codec.decoder.form !== undefined);
  }

  /** False for a class whose values can't be read so, and where the answers of late could not. */
  get isEnabled(): boolean {
    return this.#isPossible && this.#failures < mostFailures;
  }

  /**
   * The instance, as `ItemMapper.fromItem` would make it; throws `unreadable` where that must, or must say what is wrong.
   * What the class doesn't declare is passed, its base64 unseen. Functions of the class's own, such as conversions, are
   * called again where another item of the answer is read in the ordinary way after all.
   */
  read(json: JsonReader): object {
    json.pass(openBrace);
    const instance = this.#codec.readMembers(json);
    if (json.issues.list.length > 0) throw unreadable;
    this.#count += 1;
    return instance;
  }

  /** Notes whether an answer could be read so; one without items says nothing. */
  note(isRead: boolean): void {
    if (!isRead) this.#failures += 1;
    else if (this.#count > 0) this.#failures = 0;
    this.#count = 0;
  }
}
