import type { StoredItem } from '../sdk-types.ts';
import type { EntityClass } from '../values/attribute-type.ts';
import { setOwn } from '../values/collections.ts';
import type { Issues } from '../values/issues.ts';
import { valueBytes } from '../values/item-size.ts';
import { textWeight } from '../values/scalars.ts';
import { markOrigin, type Origin, originsOf, withBytes } from './kept.ts';
import { isKept, type MadeNames, type Member, readProperty } from './member.ts';

/** Keeps the hidden and undeclared values of entities of one class for their copies. See `markOrigin`. */
export class Copies {
  readonly #owner: object;
  readonly #model: EntityClass | undefined;
  /** The properties of all members, by stored name. */
  readonly #properties: ReadonlyMap<string, string>;
  readonly #hidden: readonly string[];
  /** Properties whose values tell a copy from a new object: the hidden and the derived ones. */
  readonly #kept: readonly string[];
  /** Attributes that every write makes again. */
  readonly #made: MadeNames;

  constructor(owner: object, model: EntityClass | undefined, members: readonly Member[], made: MadeNames = new Map()) {
    this.#made = made;
    this.#owner = model ?? owner;
    this.#model = model;
    this.#properties = new Map(members.map(({ attribute }) => [attribute.name, attribute.property]));
    this.#hidden = members.flatMap(({ attribute }) => (attribute.hidden ? attribute.property : []));
    this.#kept = members.flatMap(({ attribute }) => (isKept(attribute) ? attribute.property : []));
  }

  /** True if entities can have hidden or derived values. */
  get isKeeping(): boolean {
    return this.#kept.length > 0;
  }

  /** Marks an entity that was read if its copies would lack values. */
  keep(entity: object, undeclared: StoredItem | undefined): void {
    const hasKept = this.#kept.some((property) => readProperty(entity, property) !== undefined);
    if (hasKept || undeclared !== undefined) markOrigin({ entity, owner: this.#owner, undeclared });
  }

  /** Marks an entity that was read, from its whole stored item. */
  keepOf(entity: object, stored: StoredItem): void {
    let undeclared: StoredItem | undefined;
    for (const name of Object.keys(stored)) {
      if (this.#properties.has(name) || this.#made.has(name) || stored[name] === undefined) continue;
      undeclared ??= {};
      setOwn(undeclared, name, stored[name]);
    }
    this.keep(entity, undeclared);
  }

  /** Returns the entities that this one is copied from. An entity that was read is its own origin. */
  originsOf(entity: object): readonly Origin[] {
    return originsOf(entity, this.#owner);
  }

  /** Returns a copy with the missing hidden properties. If none is missing, returns the entity itself. */
  completed(entity: object, origins: readonly Origin[]): object {
    const lacking: PropertyDescriptorMap = {};
    for (const property of this.#hidden) {
      if (this.#isGiven(entity, property, origins)) continue;
      const values = origins.map((origin) => readProperty(origin.entity, property));
      const value = values.findLast((each) => each !== undefined);
      if (value !== undefined) lacking[property] = { value, configurable: true, writable: true };
    }
    if (Object.keys(lacking).length === 0) return entity;
    const given = Object.getOwnPropertyDescriptors(entity);
    return Object.create(Object.getPrototypeOf(entity), Object.assign(given, lacking));
  }

  /**
   * Adds undeclared attributes to the stored form of an entity.
   *
   * @param given - the entity and its overlay
   */
  restore(stored: StoredItem, given: readonly object[], origins: readonly Origin[], issues: Issues): void {
    for (const { undeclared } of origins) {
      for (const name of Object.keys(undeclared ?? {})) {
        const property = this.#properties.get(name);
        if (property !== undefined && given.some((each) => Object.hasOwn(each, property))) continue;
        const value = withBytes((undeclared as StoredItem)[name] as never);
        issues.weight += textWeight(name) + valueBytes(value);
        setOwn(stored, name, value);
      }
    }
  }

  /**
   * True if the entity has the property itself, even as `undefined`, which removes the attribute.
   *
   * An undefined field of the constructor doesn't count: `Object.assign(new User(), read)`.
   */
  #isGiven(entity: object, property: string, origins: readonly Origin[]): boolean {
    const own = Object.getOwnPropertyDescriptor(entity, property);
    if (own === undefined || own.value !== undefined || own.get !== undefined) return own !== undefined;
    const isMade = this.#model !== undefined && entity instanceof this.#model && own.enumerable === true;
    return !isMade || origins.some((origin) => origin.entity === entity);
  }
}
