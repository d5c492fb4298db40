import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import { closeBrace } from '../values/ascii.ts';
import { setOwn } from '../values/collections.ts';
import { type JsonForm, type JsonReader, literal, unreadable } from '../values/json-reader.ts';
import type { Copies } from './copies.ts';
import { decodeAbsent, type MadeNames, type Member, type MemberConversion } from './member.ts';

/** The value of a member before it is read. `undefined` can be a read value. */
const absent = Symbol('absent');

const storedNull = literal('{"NULL":true}');

/** A stored attribute and its position in JSON. */
interface Slot {
  readonly place: number;
  /** Undefined for a made attribute, which is no member. */
  readonly member: Member | undefined;
  /** The only text that a made attribute can have. Undefined if it can have any value. */
  readonly text: string | undefined;
  readonly form: JsonForm | undefined;
  /** The bytes that its value begins with, alone and after its name. */
  readonly opening: Uint8Array;
  readonly label: Uint8Array;
  /** The attribute that followed last time, because items of a table are likely to have one order. */
  next: Slot | undefined;
}

type Filling = Pick<Slot, 'member' | 'text' | 'form'>;

function slotOf(name: string, place: number, { member, text, form }: Filling): Slot {
  const opening = form?.opening ?? '';
  const label = `${JSON.stringify(name)}:${opening}`;
  return { place, member, text, form, opening: literal(opening), label: literal(label), next: undefined };
}

const ofMember = (member: Member): Filling => ({ member, text: undefined, form: member.attribute.codec.decoder.form });

/** A made attribute has no value in the instance, so its text is passed, or compared as bytes. */
const ofMade = (text: string | undefined): Filling => ({
  member: undefined,
  text,
  form:
    text === undefined
      ? { opening: '{"S":"', read: (json) => json.storedAs(isPassed) ?? json.stored() }
      : { opening: JSON.stringify({ S: text }), read: isPassed },
});

const isPassed = (): true => true;

/** Reads the members of one class from JSON in any order. */
export class MemberReader {
  readonly #members: readonly Member[];
  /** The members, then the made attributes. */
  readonly #byName: ReadonlyMap<string, Slot>;
  /** The made attributes that must have one text. */
  readonly #demanded: readonly Slot[];
  readonly #make: MemberConversion['make'];
  readonly #copies: Copies;
  /** The attribute that came first last time. */
  #first: Slot | undefined;
  /** The last name that is neither a member nor made. */
  #undeclared = '';

  constructor(members: readonly Member[], make: MemberConversion['make'], copies: Copies, made: MadeNames = new Map()) {
    this.#members = members;
    const fillings = new Map(members.map((member) => [member.attribute.name, ofMember(member)]));
    // A derived attribute is made too, but a member.
    for (const [name, text] of made) if (!fillings.has(name)) fillings.set(name, ofMade(text));
    this.#byName = new Map([...fillings].map(([name, filling], place) => [name, slotOf(name, place, filling)]));
    this.#demanded = [...this.#byName.values()].filter(({ text }) => text !== undefined);
    this.#make = make;
    this.#copies = copies;
  }

  /** Creates an instance with all members. Throws `unreadable`, or reports an issue if the class forbids a value. */
  read(json: JsonReader): object {
    const values: unknown[] = Array(this.#byName.size).fill(absent);
    let last: Slot | undefined;
    let undeclared: StoredItem | undefined;
    for (let more = json.begins(closeBrace); more; more = json.goesOn(closeBrace)) {
      const slot = this.#readOne(json, values, last);
      if (slot !== undefined) last = slot;
      else {
        undeclared ??= {};
        setOwn(undeclared, this.#undeclared, json.value());
      }
    }
    for (const { place } of this.#demanded) if (values[place] === absent) throw unreadable;
    for (let place = 0; place < this.#members.length; place++)
      if (values[place] === absent) values[place] = decodeAbsent(this.#members[place] as Member, json.issues);
    const entity = this.#make(values);
    if (undeclared !== undefined || this.#copies.isKeeping) this.#copies.keep(entity, undeclared);
    return entity;
  }

  /**
   * @returns the attribute that was read; undefined, after only the name is read, if the class does not declare it
   */
  #readOne(json: JsonReader, values: unknown[], last: Slot | undefined): Slot | undefined {
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

  #valueOf(json: JsonReader, { member, text, form, opening }: Slot): unknown {
    if (member === undefined) return passMade(json, text);
    if (json.passesAll(storedNull)) return member.attribute.codec.decode({ NULL: true }, json.issues);
    if (form === undefined) throw unreadable;
    return json.formed(form, opening);
  }
}

/** Passes a made attribute in any form. */
function passMade(json: JsonReader, text: string | undefined): true {
  const value = json.value() as AttributeValue;
  if (text !== undefined && value.S !== text) throw unreadable;
  return true;
}
