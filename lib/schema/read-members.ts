import type { StoredItem } from '../sdk-types.ts';
import { closeBrace } from '../values/ascii.ts';
import { setOwn } from '../values/collections.ts';
import { type JsonForm, type JsonReader, literal, unreadable } from '../values/json-reader.ts';
import type { Copies } from './copies.ts';
import { decodeAbsent, type Member, type MemberConversion } from './member.ts';

/** What a member is until it is read; `undefined` may be what is read. */
const absent = Symbol('absent');

const storedNull = literal('{"NULL":true}');

/** A member, and how it is found in a text. */
interface MemberSlot {
  readonly member: Member;
  readonly place: number;
  readonly form: JsonForm | undefined;
  /** What its value begins with, alone and after its name. */
  readonly opening: Uint8Array;
  readonly label: Uint8Array;
  /** What came after it when it was read last: items of a table are likely to be of one order. */
  next: MemberSlot | undefined;
}

function soughtOf(member: Member, place: number): MemberSlot {
  const { name, codec } = member.attribute;
  const { form } = codec.decoder;
  const opening = form?.opening ?? '';
  const label = `${JSON.stringify(name)}:${opening}`;
  return { member, place, form, opening: literal(opening), label: literal(label), next: undefined };
}

/** Reads the members of one class from their JSON, whatever their order. */
export class MemberReader {
  readonly #members: readonly MemberSlot[];
  readonly #byName: ReadonlyMap<string, MemberSlot>;
  readonly #make: MemberConversion['make'];
  readonly #copies: Copies;
  /** What came first. */
  #first: MemberSlot | undefined;
  /** The name of what was met last and is no member. */
  #undeclared = '';

  constructor(members: readonly Member[], make: MemberConversion['make'], copies: Copies) {
    this.#members = members.map(soughtOf);
    this.#byName = new Map(this.#members.map((sought) => [sought.member.attribute.name, sought]));
    this.#make = make;
    this.#copies = copies;
  }

  /** An instance with all members, or `unreadable`; what the class forbids is an issue. */
  read(json: JsonReader): object {
    const values: unknown[] = Array(this.#members.length).fill(absent);
    let last: MemberSlot | undefined;
    let undeclared: StoredItem | undefined;
    for (let more = json.begins(closeBrace); more; more = json.goesOn(closeBrace)) {
      const sought = this.#readOne(json, values, last);
      if (sought === undefined) {
        undeclared ??= {};
        setOwn(undeclared, this.#undeclared, json.value());
      } else last = sought;
    }
    for (let place = 0; place < values.length; place++)
      if (values[place] === absent)
        values[place] = decodeAbsent((this.#members[place] as MemberSlot).member, json.issues);
    const entity = this.#make(values);
    if (undeclared !== undefined || this.#copies.hides) this.#copies.keep(entity, undeclared);
    return entity;
  }

  /** @returns the member that was read; undefined, with the name read alone, if the class does not declare it */
  #readOne(json: JsonReader, values: unknown[], last: MemberSlot | undefined): MemberSlot | undefined {
    const expected = last === undefined ? this.#first : last.next;
    if (expected?.form !== undefined && json.passesAll(expected.label)) {
      values[expected.place] = expected.form.read(json);
      return expected;
    }
    const name = json.name();
    const sought = this.#byName.get(name);
    if (sought === undefined) {
      this.#undeclared = name;
      return undefined;
    }
    if (last === undefined) this.#first = sought;
    else last.next = sought;
    values[sought.place] = this.#valueOf(json, sought);
    return sought;
  }

  #valueOf(json: JsonReader, { member, form, opening }: MemberSlot): unknown {
    if (json.passesAll(storedNull)) return member.attribute.codec.decode({ NULL: true }, json.issues);
    if (form === undefined) throw unreadable;
    return json.formed(form, opening);
  }
}
