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
import { decodeAbsent, type MadeNames, type Member, type MemberConversion, readProperty } from './member.ts';
import { markPartial, partialSource } from './partial.ts';
import { MemberReader } from './read-members.ts';
import { type Validator, validateValue } from './validate-value.ts';

/** Converts a whole document member by member: an item or a document in it. */
export class DocumentCodec implements Converter {
  readonly kind = 'M';
  readonly type = 'document';
  readonly expected: string;
  readonly name: string;
  readonly model: EntityClass | undefined;
  /** Members by property. Filled after construction, because documents can contain themselves. */
  readonly members: Map<string, Member> = new Map();
  readonly form: JsonForm;
  /** Rules that each whole document must pass. Set when the class is compiled. */
  rules: readonly Validator[] = [];
  #made: MemberConversion | undefined;
  #madeNames: MadeNames = new Map();
  #reader: MemberReader | undefined;
  #knownCopies: Copies | undefined;
  /** Upper bound of the bytes of a document without the values of its members. */
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

  /** Names the stored attributes that are no members, and that copies of an entity don't keep. */
  makes(names: MadeNames = new Map()): void {
    this.#madeNames = names;
  }

  encode(value: unknown, issues: Issues): AttributeValue | undefined {
    if (!this.#isEntity(value)) {
      issues.report(`must be a ${this.name} or a plain object, not ${kindOf(value)}`);
      return undefined;
    }
    const mark = issues.list.length;
    const source = partialSource(value);
    if (source !== undefined)
      issues.report(
        `was read ${source} and holds a part of its document alone; change its paths, or read it whole`,
        'partial',
      );
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
   * Encodes all members. Reports undeclared properties, because no property is dropped silently.
   *
   * If the entity is a copy, adds the values that it lacks from the entity that was read.
   *
   * @param overlay - properties that replace those of the entity
   */
  encodeMembers(entity: object, issues: Issues, overlay?: object): StoredItem {
    const mark = issues.list.length;
    const origins = this.#copies.originsOf(entity);
    const whole = origins.length === 0 ? entity : this.#copies.completed(entity, origins);
    const stored = this.#encodeAll(whole, issues, overlay);
    issues.weight += this.#nameWeight;
    if (origins.length > 0) this.#copies.restore(stored, [entity, overlay ?? {}], origins, issues);
    this.reportUndeclared(entity, issues);
    if (overlay !== undefined) this.reportUndeclared(overlay, issues);
    if (this.rules.length > 0 && issues.list.length === mark) this.#checkStored(stored, issues);
    return stored;
  }

  /** Checks the rules of the class. Derived attributes are made later. */
  #checkStored(stored: StoredItem, issues: Issues): void {
    const given = [...this.members.values()].filter(({ attribute }) => attribute.derivedFrom === undefined);
    const select = new Set(given.map(({ attribute }) => attribute.property));
    const mark = issues.list.length;
    const instance = this.decodeMembers(stored, issues, select);
    if (issues.list.length === mark) this.#checkRules(instance, issues);
  }

  #checkRules(instance: object, issues: Issues): void {
    for (const rule of this.rules) validateValue(rule, instance, issues);
  }

  /** Checks the rules of the class for the values of an item that is not complete yet: some are filled when it is written. */
  checkGiven(given: object, issues: Issues): void {
    if (this.rules.length === 0) return;
    const instance: Record<string, unknown> = Object.assign(Object.create(this.#prototype), given);
    for (const member of this.members.values())
      if (member.storedDefault !== undefined) instance[member.attribute.property] ??= decodeAbsent(member, issues);
    this.#checkRules(instance, issues);
  }

  /** Encodes all members. If a getter throws, repeats with a check at each member, so the fast path needs no checks. */
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

  /** Returns the entities that this one is copied from. */
  originsOf(entity: object): readonly object[] {
    return this.#copies.originsOf(entity).map((origin) => origin.entity);
  }

  /** Returns the entity with the hidden properties that a copy lacks. */
  completed(entity: object): object {
    const origins = this.#copies.originsOf(entity);
    return origins.length === 0 ? entity : this.#copies.completed(entity, origins);
  }

  /** Creates an instance with all members, or only with the selected ones. */
  decodeMembers(stored: StoredItem, issues: Issues, select?: ReadonlySet<string>): object {
    if (select === undefined) return this.#conversion().decode(stored, issues);
    const selected = [...this.members.values()].filter(({ attribute }) => select.has(attribute.property));
    return loopedConversion(selected, this.#prototype).decode(stored, issues);
  }

  /** Creates an instance with all members from JSON after the opening brace. */
  readMembers(json: JsonReader): object {
    this.#reader ??= new MemberReader(
      [...this.members.values()],
      this.#conversion().make,
      this.#copies,
      this.#madeNames,
    );
    return this.#reader.read(json);
  }

  /** Returns the properties that a stored document has. */
  presentIn(stored: StoredItem): ReadonlySet<string> {
    const present = [...this.members.values()].filter(({ attribute }) => Object.hasOwn(stored, attribute.name));
    return new Set(present.map(({ attribute }) => attribute.property));
  }

  /** Reports own properties that are not attributes. Ignores methods of classes and undefined values. */
  reportUndeclared(entity: object, issues: Issues): void {
    for (const property in entity) {
      if (this.members.has(property) || !Object.hasOwn(entity, property)) continue;
      const value = shownValue(entity, property);
      if (value === undefined || (typeof value === 'function' && !isPlainObject(entity))) continue;
      const mark = issues.list.length;
      issues.report(`is no attribute of ${this.name}; declare it with @Attribute, or leave it out`, 'undeclared');
      issues.within(mark, property);
    }
  }

  /** Reports the attributes of an item, declared or not, that hold invalid stored values. */
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
    this.#knownCopies ??= new Copies(this, this.model, [...this.members.values()], this.#madeNames);
    return this.#knownCopies;
  }

  /** Created at the first use, when all members are known. */
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

/** Returns the value of a property. If its getter throws, returns null, because the property exists. */
function shownValue(entity: object, property: string): unknown {
  try {
    return readProperty(entity, property);
  } catch {
    return null;
  }
}
