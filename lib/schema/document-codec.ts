import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import { closeBrace } from '../values/ascii.ts';
import type { EntityClass } from '../values/attribute-type.ts';
import { containerWeight, isPlainObject } from '../values/collections.ts';
import type { Converter, Part } from '../values/converter.ts';
import { type Issues, kindOf, type PathElement } from '../values/issues.ts';
import type { JsonForm, JsonReader } from '../values/json-reader.ts';
import { textWeight } from '../values/scalars.ts';
import { isRecord, isStoredValue, reportTag } from '../values/stored-value.ts';
import { memberConversion } from './convert-members.ts';
import { Copies } from './copies.ts';
import { loopedConversion } from './loop-members.ts';
import { type Member, type MemberConversion, readProperty } from './member.ts';
import { markPartial, partialSource } from './partial.ts';
import { MemberReader } from './read-members.ts';

/** Converts whole documents, an item at the top or a document inside it, member by member. */
export class DocumentCodec implements Converter {
  readonly kind = 'M';
  readonly expected: string;
  readonly name: string;
  readonly model: EntityClass | undefined;
  /** By property; filled after construction, since documents may contain themselves. */
  readonly members: Map<string, Member> = new Map();
  readonly form: JsonForm;
  #made: MemberConversion | undefined;
  #reader: MemberReader | undefined;
  #knownCopies: Copies | undefined;
  /** No fewer than the bytes of a document besides those of its members' values. */
  #nameWeight = 0;

  constructor(name: string, model: EntityClass | undefined) {
    this.name = name;
    this.expected = `a ${name}`;
    this.model = model;
    this.form = {
      opening: '{"M":{',
      read: (json) => {
        const document = this.readMembers(json);
        json.pass(closeBrace);
        return document;
      },
    };
  }

  encode(value: unknown, issues: Issues): AttributeValue | undefined {
    if (!this.#isEntity(value)) {
      issues.report(`must be a ${this.name} or a plain object, not ${kindOf(value)}`);
      return undefined;
    }
    const mark = issues.list.length;
    const source = partialSource(value);
    if (source !== undefined)
      issues.report(`was read ${source} and holds a part of its document alone; change its paths, or read it whole`);
    const stored = issues.enter(this.members.size) ? this.encodeMembers(value, issues) : {};
    issues.leave();
    return issues.list.length > mark ? undefined : { M: stored };
  }

  decode(stored: AttributeValue, issues: Issues): unknown {
    if (!isRecord(stored?.M)) return reportTag('M', stored, issues);
    if (issues.partsFrom === undefined) return this.decodeMembers(stored.M, issues);
    const part = this.decodeMembers(stored.M, issues, this.presentIn(stored.M));
    markPartial(part, issues.partsFrom);
    return part;
  }

  part(element: PathElement): Part | undefined {
    const member = typeof element === 'string' ? this.members.get(element) : undefined;
    if (member === undefined) return undefined;
    const { name, codec, optional } = member.attribute;
    return { element: name, codec, optional: optional || member.emptyValue !== undefined };
  }

  /**
   * The stored form of all members; undeclared properties are issues, since nothing that is given is dropped. What a
   * copy of an entity that was read lacks is taken from that entity.
   *
   * @param overlay - properties that count in the place of the entity's own
   */
  encodeMembers(entity: object, issues: Issues, overlay?: object): StoredItem {
    const origins = this.#copies.originsOf(entity);
    const whole = origins.length === 0 ? entity : this.#copies.completed(entity, origins);
    const stored = this.#encodeAll(whole, issues, overlay);
    issues.weight += this.#nameWeight;
    if (origins.length > 0) this.#copies.restore(stored, [entity, overlay ?? {}], origins, issues);
    this.reportUndeclared(entity, issues);
    if (overlay !== undefined) this.reportUndeclared(overlay, issues);
    return stored;
  }

  /** Where a getter throws, once more and with a look at each member: so that members need no look of their own. */
  #encodeAll(entity: object, issues: Issues, overlay: object | undefined): StoredItem {
    const mark = issues.list.length;
    const { depth } = issues;
    try {
      return this.#conversion().encode(entity, issues, overlay);
    } catch {
      issues.rewind(mark, depth);
      return loopedConversion([...this.members.values()], this.#prototype).encode(entity, issues, overlay);
    }
  }

  /** An entity with the hidden properties of the one that it is copied from, if it is a copy. */
  completed(entity: object): object {
    const origins = this.#copies.originsOf(entity);
    return origins.length === 0 ? entity : this.#copies.completed(entity, origins);
  }

  /** An instance with all members, or with the selected ones alone. */
  decodeMembers(stored: StoredItem, issues: Issues, select?: ReadonlySet<string>): object {
    if (select === undefined) return this.#conversion().decode(stored, issues);
    const selected = [...this.members.values()].filter(({ attribute }) => select.has(attribute.property));
    return loopedConversion(selected, this.#prototype).decode(stored, issues);
  }

  /** An instance with all members, of their JSON after its first brace. */
  readMembers(json: JsonReader): object {
    this.#reader ??= new MemberReader([...this.members.values()], this.#conversion().make, this.#copies);
    return this.#reader.read(json);
  }

  /** The properties that a stored document has. */
  presentIn(stored: StoredItem): ReadonlySet<string> {
    const present = [...this.members.values()].filter(({ attribute }) => Object.hasOwn(stored, attribute.name));
    return new Set(present.map(({ attribute }) => attribute.property));
  }

  /** Reports own properties that are no attributes; methods never are, and `undefined` is absent. */
  reportUndeclared(entity: object, issues: Issues): void {
    for (const property in entity) {
      if (this.members.has(property) || !Object.hasOwn(entity, property)) continue;
      const value = shownValue(entity, property);
      if (value === undefined || (typeof value === 'function' && !isPlainObject(entity))) continue;
      const mark = issues.list.length;
      issues.report(`is no attribute of ${this.name}; declare it with @Attribute, or leave it out`);
      issues.within(mark, property);
    }
  }

  /** Reports the attributes of an item, declared or not, that hold what is no stored value. */
  reportMalformed(item: StoredItem, issues: Issues): void {
    for (const [name, value] of Object.entries(item)) {
      if (value === undefined || isStoredValue(value)) continue;
      const mark = issues.list.length;
      issues.report("is not a stored value of DynamoDB, such as { S: 'a' }");
      const declared = [...this.members.values()].find(({ attribute }) => attribute.name === name);
      issues.within(mark, declared?.attribute.property ?? name);
    }
  }

  #isEntity(value: unknown): value is object {
    return isPlainObject(value) || (this.model !== undefined && value instanceof this.model);
  }

  get #prototype(): object {
    return this.model?.prototype ?? Object.prototype;
  }

  get #copies(): Copies {
    this.#knownCopies ??= new Copies(this, this.model, [...this.members.values()]);
    return this.#knownCopies;
  }

  /** Made at the first use, when all members are known. */
  #conversion(): MemberConversion {
    if (this.#made === undefined) {
      const members = [...this.members.values()];
      const copies = this.#copies;
      this.#made = memberConversion(members, this.#prototype, (entity, stored) => copies.keepOf(entity, stored));
      this.#nameWeight = members.reduce((sum, { attribute }) => sum + textWeight(attribute.name) + 1, containerWeight);
    }
    return this.#made;
  }
}

/** A property's value; one whose getter throws is there all the same. */
function shownValue(entity: object, property: string): unknown {
  try {
    return readProperty(entity, property);
  } catch {
    return null;
  }
}
