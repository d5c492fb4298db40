import type { StoredItem } from '../../sdk-types.ts';
import type { JsonReader } from '../../values/json-reader.ts';

/** An item of a response: stored, or decoded directly from the JSON. */
export type ResponseItem = StoredItem | DecodedItem;

/** Reads the items of one class directly from response JSON. */
export interface ItemReading {
  /** Reads one item. Throws if the fallback (`JSON.parse`) must read it. */
  read(json: JsonReader): object;
  /** Records whether all items of a response could be read. */
  note(isRead: boolean): void;
}

/** An item that was decoded directly from response JSON. */
export class DecodedItem {
  /** The decoded instance. */
  readonly entity: object;
  readonly #json: JsonReader;
  readonly #from: number;
  readonly #to: number;
  #isTaken = false;

  /** Reads the next item. */
  constructor(json: JsonReader, reading: ItemReading) {
    this.#json = json;
    this.#from = json.position;
    this.entity = reading.read(json);
    this.#to = json.position;
  }

  /** The stored item, parsed again for each access. Bytes that the class doesn't declare stay base64. */
  get stored(): StoredItem {
    return JSON.parse(this.#json.text(this.#from, this.#to)) as StoredItem;
  }

  /** Returns the instance to its first caller. Undefined for later callers, because the first may have changed it. */
  take(): object | undefined {
    if (this.#isTaken) return undefined;
    this.#isTaken = true;
    return this.entity;
  }
}

export const storedOf = (item: ResponseItem): StoredItem => (item instanceof DecodedItem ? item.stored : item);
