import { type JsonReader, openBrace, unreadable } from '../values/json-reader.ts';
import type { DocumentCodec } from './document-codec.ts';

/** Answers after which a way that never works is not tried again. */
const mostFailures = 10;

/** Reads whole items of one class from their JSON, where nothing about them is unusual. */
export class ItemReader {
  readonly #codec: DocumentCodec;
  /** Answers that could not be read so, since one could. */
  #failures = 0;

  constructor(codec: DocumentCodec) {
    this.#codec = codec;
    const members = [...codec.members.values()];
    if (members.some(({ attribute }) => attribute.codec.form === undefined)) this.#failures = mostFailures;
  }

  /** False where the answers of the class, or of its engine, are never such. */
  get isOfUse(): boolean {
    return this.#failures < mostFailures;
  }

  /** The instance, as `ItemMapper.fromItem` would make it; throws `unreadable` where that must, or must say what is wrong. */
  read(json: JsonReader): object {
    json.pass(openBrace);
    const instance = this.#codec.readMembers(json);
    if (json.issues.list.length > 0) throw unreadable;
    return instance;
  }

  /** Notes whether an answer could be read so. */
  note(isRead: boolean): void {
    this.#failures = isRead ? 0 : this.#failures + 1;
  }
}
