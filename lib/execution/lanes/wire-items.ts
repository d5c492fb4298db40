import { closeBrace, closeBracket, openBrace, openBracket } from '../../values/ascii.ts';
import { JsonReader, unreadable } from '../../values/json-reader.ts';
import { DecodedItem, type ItemReading } from './decoded-item.ts';

/** The items of a response, and their place in its text. */
interface Taken {
  readonly from: number;
  readonly to: number;
  /** The members of the output that replace them. */
  readonly members: object;
}

/** A response in two parts. */
export interface SplitResponse {
  /** The members of the output with the decoded items. */
  readonly members: object;
  /** The remaining text, with `null` instead of the items. */
  readonly rest: string;
}

/**
 * Decodes the items of a response directly from its bytes.
 *
 * @returns undefined if there are none, or if `JSON.parse` must read them
 */
export function takeItems(body: Uint8Array, reading: ItemReading): SplitResponse | undefined {
  try {
    const json = new JsonReader(body);
    const taken = find(json, reading);
    if (taken === undefined) return undefined;
    const rest = `${json.text(0, taken.from)}null${json.text(taken.to, body.byteLength)}`;
    reading.note(true);
    return { members: taken.members, rest };
  } catch {
    // The fallback meets the same fault and throws its error.
    reading.note(false);
    return undefined;
  }
}

/** Scans the whole response, and reads the one member that contains items. */
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

/** Reads the items of a batch. A batch of one repository has one table. */
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
