import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import type { Issues } from '../values/issues.ts';
import type { AttributeSchema } from './attribute-schema.ts';

/** One attribute of a document, and its value if it is absent. */
export interface Member {
  readonly attribute: AttributeSchema;
  /** Returns the stored form of the default. Undefined if the attribute has no default. */
  readonly storedDefault: ((issues: Issues) => AttributeValue | undefined) | undefined;
  /** Value on read of a required attribute that is absent. Only sets have one: an empty set is stored as absent. */
  readonly emptyValue: (() => unknown) | undefined;
}

/** Returns the stored form of the value that a read returns for an absent member. Undefined if there is none. */
export function shownOf({ attribute, storedDefault, emptyValue }: Member): Member['storedDefault'] {
  if (emptyValue === undefined) return storedDefault;
  if (attribute.optional) return undefined;
  const none = { [attribute.kind]: [] } as unknown as AttributeValue;
  return () => none;
}

/** Converts the members of one class. The loop and the generated code have the same results. */
export interface MemberConversion {
  /**
   * Encodes all members.
   *
   * @param overlay - properties that replace those of the entity
   */
  readonly encode: (entity: object, issues: Issues, overlay?: object) => StoredItem;
  /** Creates an instance with all members. */
  readonly decode: (stored: StoredItem, issues: Issues) => object;
  /** Creates an instance from values in the order of the members. */
  readonly make: (values: readonly unknown[]) => object;
}

/** Stored names that are no properties, with the only text that a read accepts, if there is one. */
export type MadeNames = ReadonlyMap<string, string | undefined>;

/** Keeps the values that copies of an entity that was read would lack, if there are any. */
export type KeepEntity = (entity: object, stored: StoredItem) => void;

/** True if a new item must have the attribute: it is not optional, has no default, and is not derived. */
export const isRequired = ({ attribute, storedDefault, emptyValue }: Member): boolean =>
  !attribute.optional && attribute.derivedFrom === undefined && storedDefault === undefined && emptyValue === undefined;

/** True if an entity that was read keeps the value for its copies. */
export const isKept = ({ hidden, derivedFrom }: AttributeSchema): boolean => hidden || derivedFrom !== undefined;

/** True if a write of a whole item must be given the attribute. A set too: an empty one is given as empty. */
export const mustBeGiven = ({ attribute, storedDefault }: Member): boolean =>
  !attribute.optional && attribute.derivedFrom === undefined && storedDefault === undefined;

/** True for names that every object inherits. */
export const isInherited = (name: string): boolean => name in Object.prototype;

/** Reads a property, but never one that every object inherits: an absent `constructor` is absent. */
export function readProperty(entity: object, property: string): unknown {
  if (isInherited(property) && !Object.hasOwn(entity, property)) return undefined;
  return (entity as Record<string, unknown>)[property];
}

/** Returns the stored value of an absent member. */
export function encodeAbsent({ attribute, storedDefault }: Member, issues: Issues): AttributeValue | undefined {
  if (storedDefault !== undefined) return storedDefault(issues);
  if (!attribute.optional)
    issues.report('is required; give it, or declare it { optional: true } or with a default', 'required');
  return undefined;
}

/** Returns the value of a member that is not stored. */
export function decodeAbsent({ attribute, storedDefault, emptyValue }: Member, issues: Issues): unknown {
  // An empty set is stored as absent, so an absent set reads as empty and never as its default.
  const mark = issues.list.length;
  const stored = emptyValue === undefined ? storedDefault?.(issues) : undefined;
  if (stored !== undefined) return attribute.codec.decode(stored, issues);
  if (attribute.optional || issues.list.length > mark) return undefined;
  if (emptyValue !== undefined) return emptyValue();
  issues.report('is required, and the stored item lacks it', 'required');
  return undefined;
}

/** True if plain assignment creates the property. False if the class or every object has a property of this name. */
export const isAssignable = ({ property, hidden }: AttributeSchema, prototype: object): boolean =>
  !hidden && !(property in prototype);

/** Sets the property of a member if plain assignment can't. */
export function define(instance: object, { property, hidden }: AttributeSchema, value: unknown): void {
  Object.defineProperty(instance, property, { value, enumerable: !hidden, configurable: true, writable: true });
}
