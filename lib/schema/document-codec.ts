import type { AttributeValue } from '../sdk-types.ts';
import type { EntityClass } from '../values/attribute-type.ts';
import { isPlainObject, setOwn } from '../values/collections.ts';
import { type Converter, type Part, reportTag } from '../values/converter.ts';
import { type Issues, kindOf, type PathElement } from '../values/issues.ts';
import type { AttributeSchema } from './attribute-schema.ts';
import { markPartial, partialSource } from './partial.ts';

/** A stored item, or the inside of a stored document. */
export type StoredItem = Record<string, AttributeValue>;

/** One attribute of a document, and what it is where it is absent. */
export interface Member {
  readonly attribute: AttributeSchema;
  /** Gives the stored form of the default; undefined where the attribute has none. */
  readonly fallback: ((issues: Issues) => AttributeValue | undefined) | undefined;
  /** What a read gives where the attribute is absent and required; only sets have it. */
  readonly empty: (() => unknown) | undefined;
}

/** A property, but never what every object inherits: an absent `constructor` is absent. */
export function readProperty(entity: object, property: string): unknown {
  if (property in Object.prototype && !Object.hasOwn(entity, property)) return undefined;
  return (entity as Record<string, unknown>)[property];
}

/** Converts whole documents, an item at the top or a document inside it, member by member. */
export class DocumentCodec implements Converter {
  readonly kind = 'M';
  readonly expected: string;
  readonly name: string;
  readonly model: EntityClass | undefined;
  /** By property; filled after construction, since documents may contain themselves. */
  readonly members: Map<string, Member> = new Map();

  constructor(name: string, model: EntityClass | undefined) {
    this.name = name;
    this.expected = `a ${name}`;
    this.model = model;
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
    if (stored.M === undefined) return reportTag('M', stored, issues);
    if (issues.partsFrom === undefined) return this.decodeMembers(stored.M, issues);
    const part = this.decodeMembers(stored.M, issues, this.presentIn(stored.M));
    markPartial(part, issues.partsFrom);
    return part;
  }

  part(element: PathElement): Part | undefined {
    const member = typeof element === 'string' ? this.members.get(element) : undefined;
    if (member === undefined) return undefined;
    const { name, codec, optional } = member.attribute;
    return { element: name, codec, optional: optional || member.empty !== undefined };
  }

  /**
   * The stored form of all members; undeclared properties are issues, since nothing that is given is dropped.
   *
   * @param overlay - properties that count in the place of the entity's own
   */
  encodeMembers(entity: object, issues: Issues, overlay: object = {}): StoredItem {
    const stored: StoredItem = {};
    for (const member of this.members.values()) {
      const mark = issues.list.length;
      const given = Object.hasOwn(overlay, member.attribute.property) ? overlay : entity;
      const encoded = this.#encodeMember(member, given, issues);
      if (encoded !== undefined) setOwn(stored, member.attribute.name, encoded);
      if (issues.list.length > mark) issues.within(mark, member.attribute.property);
    }
    this.reportUndeclared(entity, issues);
    this.reportUndeclared(overlay, issues);
    return stored;
  }

  /** An instance with all members, or with the selected ones alone. */
  decodeMembers(stored: StoredItem, issues: Issues, select?: ReadonlySet<string>): object {
    const instance: object = Object.create(this.model?.prototype ?? Object.prototype);
    for (const member of this.members.values()) {
      if (select !== undefined && !select.has(member.attribute.property)) continue;
      const mark = issues.list.length;
      const value = this.#decodeMember(member, stored, issues);
      if (issues.list.length > mark) issues.within(mark, member.attribute.property);
      else if (value !== undefined) define(instance, member.attribute, value);
    }
    return instance;
  }

  /** The properties that a stored document has. */
  presentIn(stored: StoredItem): ReadonlySet<string> {
    const present = [...this.members.values()].filter(({ attribute }) => Object.hasOwn(stored, attribute.name));
    return new Set(present.map(({ attribute }) => attribute.property));
  }

  /** Reports own properties that are no attributes; methods never are, and `undefined` is absent. */
  reportUndeclared(entity: object, issues: Issues): void {
    for (const property of Object.keys(entity)) {
      if (this.members.has(property)) continue;
      const value = readProperty(entity, property);
      if (value === undefined || (typeof value === 'function' && !isPlainObject(entity))) continue;
      const mark = issues.list.length;
      issues.report(`is no attribute of ${this.name}; declare it with @Attribute, or leave it out`);
      issues.within(mark, property);
    }
  }

  #isEntity(value: unknown): value is object {
    return isPlainObject(value) || (this.model !== undefined && value instanceof this.model);
  }

  #encodeMember({ attribute, fallback }: Member, entity: object, issues: Issues): AttributeValue | undefined {
    const value = readProperty(entity, attribute.property);
    if (value !== undefined) return attribute.codec.encode(value, issues);
    if (fallback !== undefined) return fallback(issues);
    if (!attribute.optional) issues.report('is required; give it, or declare it { optional: true } or with a default');
    return undefined;
  }

  #decodeMember({ attribute, fallback, empty }: Member, stored: StoredItem, issues: Issues): unknown {
    const given = Object.hasOwn(stored, attribute.name) ? stored[attribute.name] : undefined;
    // A set that was emptied is stored as absent, so an absent one reads as empty, and never as its default.
    const encoded = given ?? (empty === undefined ? fallback?.(issues) : undefined);
    if (encoded !== undefined) return attribute.codec.decode(encoded, issues);
    if (attribute.optional) return undefined;
    if (empty !== undefined) return empty();
    issues.report('is required, and the stored item lacks it');
    return undefined;
  }
}

function define(instance: object, { property, hidden }: AttributeSchema, value: unknown): void {
  if (!hidden && !(property in instance)) (instance as Record<string, unknown>)[property] = value;
  else Object.defineProperty(instance, property, { value, enumerable: !hidden, configurable: true, writable: true });
}
