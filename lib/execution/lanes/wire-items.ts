import { closeBrace, closeBracket, openBrace, openBracket } from '../../values/ascii.ts';
import { JsonReader, unreadable } from '../../values/json-reader.ts';
import { DecodedItem, type ItemReading } from './decoded-item.ts';

/** What is taken out of an answer, and where it stands. */
interface Taken {
  readonly from: number;
  readonly to: number;
  /** What the output has in its place. */
  readonly members: object;
}

/** An answer in two parts. */
export interface ApartAnswer {
  /** What the output has of the items that were read. */
  readonly members: object;
  /** The text of all else, which has `null` in their place. */
  readonly rest: string;
}

/**
 * Reads the items in the answer of a read.
 *
 * @returns undefined where there are none, or where `JSON.parse` must read them
 */
export function takeItems(body: Uint8Array, reading: ItemReading): ApartAnswer | undefined {
  try {
    const json = new JsonReader(body);
    const taken = find(json, reading);
    if (taken === undefined) return undefined;
    const rest = `${json.text(0, taken.from)}null${json.text(taken.to, body.byteLength)}`;
    reading.note(true);
    return { members: taken.members, rest };
  } catch {
    // Whatever it is: the ordinary way meets it too, and tells.
    reading.note(false);
    return undefined;
  }
}

/** Passes the whole answer, and reads the one member that has items. */
function find(json: JsonReader, reading: ItemReading): Taken | undefined {
  let taken: Taken | undefined;
  json.pass(openBrace);
  for (let more = json.begins(closeBrace); more; more = json.goesOn(closeBrace)) {
    const name = json.name();
    const read = readers.get(name);
    if (read === undefined) json.value();
    else if (taken === undefined) {
      const from = json.position;
      taken = { from, members: { [name]: read(json, reading) }, to: json.position };
    } else throw unreadable;
  }
  if (!json.isAtEnd) throw unreadable;
  return taken;
}

type ReadMember = (json: JsonReader, reading: ItemReading) => unknown;

const readItems: ReadMember = (json, reading) => {
  const items: DecodedItem[] = [];
  json.pass(openBracket);
  for (let more = json.begins(closeBracket); more; more = json.goesOn(closeBracket))
    items.push(new DecodedItem(json, reading));
  return items;
};

/** The items of the one table that a batch of one repository is about. */
const readTables: ReadMember = (json, reading) => {
  json.pass(openBrace);
  if (json.passes(closeBrace)) return {};
  const tables = { [json.name()]: readItems(json, reading) };
  json.pass(closeBrace);
  return tables;
};

const readers: ReadonlyMap<string, ReadMember> = new Map([
  ['Items', readItems],
  ['Responses', readTables],
]);
