import type { AttributeValue } from '../sdk-types.ts';
import type { JsonReader } from '../values/json-reader.ts';

type StoredItem = Record<string, AttributeValue>;

/** An item as an answer gives it. */
export type GivenItem = StoredItem | FoundItem;

/** What reads the items of one class straight from an answer. */
export interface ItemReading {
  /** Throws where the item must be read in the ordinary way. */
  read(json: JsonReader): object;
  /** Told whether all items of an answer could be read. */
  note(isRead: boolean): void;
}

/** An item that was read straight from an answer. */
export class FoundItem {
  readonly #json: JsonReader;
  readonly #reading: ItemReading;
  readonly #from: number;
  readonly #to: number;
  #entity: object;
  #isTaken = false;

  /** Reads the item that comes. */
  constructor(json: JsonReader, reading: ItemReading) {
    this.#json = json;
    this.#reading = reading;
    this.#from = json.position;
    this.#entity = reading.read(json);
    this.#to = json.position;
  }

  /** The instance that is taken next, or that was taken last. */
  get entity(): object {
    return this.#entity;
  }

  /** As it is stored, made anew each time; of what holds bytes this has their base64. */
  get stored(): StoredItem {
    return JSON.parse(this.#json.text(this.#from, this.#to)) as StoredItem;
  }

  /** An instance: another one each time. */
  take(): object {
    if (this.#isTaken) this.#entity = this.#reading.read(this.#json.from(this.#from));
    this.#isTaken = true;
    return this.#entity;
  }
}

export const storedOf = (item: GivenItem): StoredItem => (item instanceof FoundItem ? item.stored : item);
