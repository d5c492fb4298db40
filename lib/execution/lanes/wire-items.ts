import {
  closeBrace,
  closeBracket,
  comma,
  JsonReader,
  openBrace,
  openBracket,
  unreadable,
} from '../../values/json-reader.ts';
import { FoundItem, type ItemReading } from '../found-item.ts';

/** The items of an answer, and what is left of it. */
export interface TakenItems {
  readonly items: FoundItem[];
  /** The table that they are given under, where an answer may be of several. */
  readonly table: string | undefined;
  /** The answer's text, in which their list is empty. */
  readonly rest: string;
}

/** A list of items, and where it stands. */
interface List {
  readonly items: FoundItem[];
  readonly table: string | undefined;
  readonly from: number;
  readonly to: number;
}

/**
 * Takes the items out of the answer of a read.
 *
 * @returns undefined where there are none, or where `JSON.parse` must read them
 */
export function takeItems(body: Uint8Array, reading: ItemReading): TakenItems | undefined {
  const json = new JsonReader(body);
  try {
    const list = findList(json, reading);
    if (list === undefined) return undefined;
    const rest = `${json.text(0, list.from)}[]${json.text(list.to, body.byteLength)}`;
    reading.note(true);
    return { items: list.items, table: list.table, rest };
  } catch {
    // Whatever it is: the ordinary way meets it too, and tells.
    reading.note(false);
    return undefined;
  }
}

/** Passes the whole answer, and reads its one list of items. */
function findList(json: JsonReader, reading: ItemReading): List | undefined {
  let list: List | undefined;
  json.pass(openBrace);
  do {
    const name = json.name();
    const found = name === 'Items' ? readList(json, reading) : name === 'Responses' && readTables(json, reading);
    if (found === false) json.value();
    else if (list === undefined) list = found;
    else throw unreadable;
  } while (json.passes(comma));
  json.pass(closeBrace);
  if (!json.isAtEnd) throw unreadable;
  return list;
}

/** The list of the one table that a batch of one repository is about. */
function readTables(json: JsonReader, reading: ItemReading): List {
  json.pass(openBrace);
  const list = readList(json, reading, json.name());
  json.pass(closeBrace);
  return list;
}

function readList(json: JsonReader, reading: ItemReading, table?: string): List {
  const from = json.position;
  const items: FoundItem[] = [];
  json.pass(openBracket);
  if (!json.passes(closeBracket)) {
    do items.push(new FoundItem(json, reading));
    while (json.passes(comma));
    json.pass(closeBracket);
  }
  return { items, table, from, to: json.position };
}

/** Puts the items that were taken out of an answer into the output that was made of the rest. */
export function putItems(output: object, { items, table }: TakenItems): void {
  if (table === undefined) Object.assign(output, { Items: items });
  else Object.assign(output, { Responses: { [table]: items } });
}
