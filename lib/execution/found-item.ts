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
  readonly entity: object;
  readonly #json: JsonReader;
  readonly #from: number;
  readonly #to: number;

  constructor(entity: object, json: JsonReader, from: number, to: number) {
    this.entity = entity;
    this.#json = json;
    this.#from = from;
    this.#to = to;
  }

  /** As it is stored, made anew each time; of what holds bytes this has their base64. */
  get stored(): StoredItem {
    return JSON.parse(this.#json.text(this.#from, this.#to)) as StoredItem;
  }
}

/** Reads the item that comes. */
export function findItem(json: JsonReader, reading: ItemReading): FoundItem {
  const from = json.position;
  return new FoundItem(reading.read(json), json, from, json.position);
}

export const storedOf = (item: GivenItem): StoredItem => (item instanceof FoundItem ? item.stored : item);
