import type { StoredItem } from '../../sdk-types.ts';
import type { JsonReader } from '../../values/json-reader.ts';

/** An item as an answer gives it. */
export type ResponseItem = StoredItem | DecodedItem;

/** What reads the items of one class straight from an answer. */
export interface ItemReading {
  /** Throws where the item must be read in the ordinary way. */
  read(json: JsonReader): object;
  /** Told whether all items of an answer could be read. */
  note(isRead: boolean): void;
}

/** An item that was read straight from an answer. */
export class DecodedItem {
  /** The instance that was read. */
  readonly entity: object;
  readonly #json: JsonReader;
  readonly #from: number;
  readonly #to: number;
  #isTaken = false;

  /** Reads the item that comes. */
  constructor(json: JsonReader, reading: ItemReading) {
    this.#json = json;
    this.#from = json.position;
    this.entity = reading.read(json);
    this.#to = json.position;
  }

  /** As it is stored, made anew each time; of what the class doesn't declare, bytes are their base64. */
  get stored(): StoredItem {
    return JSON.parse(this.#json.text(this.#from, this.#to)) as StoredItem;
  }

  /** The instance, for one to keep; undefined where another has it, who may have changed it. */
  take(): object | undefined {
    if (this.#isTaken) return undefined;
    this.#isTaken = true;
    return this.entity;
  }
}

export const storedOf = (item: ResponseItem): StoredItem => (item instanceof DecodedItem ? item.stored : item);
