import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import { closeBrace } from '../values/ascii.ts';
import { setOwn } from '../values/collections.ts';
import { type JsonForm, type JsonReader, literal, unreadable } from '../values/json-reader.ts';
import type { Copies } from './copies.ts';
import { decodeAbsent, type MadeNames, type Member, type MemberConversion } from './member.ts';

/** The value of a member before it is read. `undefined` can be a read value. */
const absent = Symbol('absent');

const storedNull = literal('{"NULL":true}');

/** A member and its position in JSON. */
interface MemberSlot {
  readonly member: Member;
  readonly place: number;
  readonly form: JsonForm | undefined;
  /** The bytes that its value begins with, alone and after its name. */
  readonly opening: Uint8Array;
  readonly label: Uint8Array;
  /** The member that followed last time, because items of a table are likely to have one order. */
  next: MemberSlot | undefined;
}

function slotOf(member: Member, place: number): MemberSlot {
  const { name, codec } = member.attribute;
  const { form } = codec.decoder;
  const opening = form?.opening ?? '';
  const label = `${JSON.stringify(name)}:${opening}`;
  return { member, place, form, opening: literal(opening), label: literal(label), next: undefined };
}

/** Reads the members of one class from JSON in any order. */
export class MemberReader {
  readonly #members: readonly MemberSlot[];
  readonly #byName: ReadonlyMap<string, MemberSlot>;
  readonly #make: MemberConversion['make'];
  readonly #copies: Copies;
  /** Attributes that are no members. Some must have one text. */
  readonly #made: MadeNames;
  readonly #demanded: number;
  /** The member that came first last time. */
  #first: MemberSlot | undefined;
  /** The last name that is not a member. */
  #undeclared = '';

  constructor(members: readonly Member[], make: MemberConversion['make'], copies: Copies, made: MadeNames = new Map()) {
    this.#made = made;
    this.#demanded = [...made.values()].filter((text) => text !== undefined).length;
    this.#members = members.map(slotOf);
    this.#byName = new Map(this.#members.map((slot) => [slot.member.attribute.name, slot]));
    this.#make = make;
    this.#copies = copies;
  }

  /** Creates an instance with all members. Throws `unreadable`, or reports an issue if the class forbids a value. */
  read(json: JsonReader): object {
    const values: unknown[] = Array(this.#members.length).fill(absent);
    let last: MemberSlot | undefined;
    let undeclared: StoredItem | undefined;
    let met = 0;
    for (let more = json.begins(closeBrace); more; more = json.goesOn(closeBrace)) {
      const slot = this.#readOne(json, values, last);
      if (slot !== undefined) last = slot;
      else if (this.#made.has(this.#undeclared)) met += this.#passMade(json);
      else {
        undeclared ??= {};
        setOwn(undeclared, this.#undeclared, json.value());
      }
    }
    if (met < this.#demanded) throw unreadable;
    for (let place = 0; place < values.length; place++)
      if (values[place] === absent)
        values[place] = decodeAbsent((this.#members[place] as MemberSlot).member, json.issues);
    const entity = this.#make(values);
    if (undeclared !== undefined || this.#copies.isKeeping) this.#copies.keep(entity, undeclared);
    return entity;
  }

  /** Reads an attribute that is no member. Returns 1 if it has the text that it must have, or else 0. */
  #passMade(json: JsonReader): number {
    const demanded = this.#made.get(this.#undeclared);
    const value = json.value() as AttributeValue;
    if (demanded === undefined) return 0;
    if (value.S !== demanded) throw unreadable;
    return 1;
  }

  /**
   * @returns the member that was read; undefined, after only the name is read, if the class does not declare it
   */
  #readOne(json: JsonReader, values: unknown[], last: MemberSlot | undefined): MemberSlot | undefined {
    const expected = last === undefined ? this.#first : last.next;
    if (expected?.form !== undefined && json.passesAll(expected.label)) {
      values[expected.place] = expected.form.read(json);
      return expected;
    }
    const name = json.name();
    const slot = this.#byName.get(name);
    if (slot === undefined) {
      this.#undeclared = name;
      return undefined;
    }
    if (last === undefined) this.#first = slot;
    else last.next = slot;
    values[slot.place] = this.#valueOf(json, slot);
    return slot;
  }

  #valueOf(json: JsonReader, { member, form, opening }: MemberSlot): unknown {
    if (json.passesAll(storedNull)) return member.attribute.codec.decode({ NULL: true }, json.issues);
    if (form === undefined) throw unreadable;
    return json.formed(form, opening);
  }
}
