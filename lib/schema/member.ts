import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import type { Issues } from '../values/issues.ts';
import type { AttributeSchema } from './attribute-schema.ts';

/** One attribute of a document, and what it is where it is absent. */
export interface Member {
  readonly attribute: AttributeSchema;
  /** Gives the stored form of the default; undefined where the attribute has none. */
  readonly storedDefault: ((issues: Issues) => AttributeValue | undefined) | undefined;
  /** What a read gives where the attribute is absent and required; only sets have it. */
  readonly emptyValue: (() => unknown) | undefined;
}

/** What a read shows of a member that isn't stored, in stored form; undefined if it shows nothing. */
export function shownOf({ attribute, storedDefault, emptyValue }: Member): Member['storedDefault'] {
  if (emptyValue === undefined) return storedDefault;
  if (attribute.optional) return undefined;
  const none = { [attribute.kind]: [] } as unknown as AttributeValue;
  return () => none;
}

/** Converts the members of one class. The two ways to make it, by a loop and by generated code, give the same. */
export interface MemberConversion {
  /**
   * The stored form of all members.
   *
   * @param overlay - properties that count in the place of the entity's own
   */
  readonly encode: (entity: object, issues: Issues, overlay?: object) => StoredItem;
  /** An instance with all members. */
  readonly decode: (stored: StoredItem, issues: Issues) => object;
  /** An instance with the members' values, given in the members' order. */
  readonly make: (values: readonly unknown[]) => object;
}

/** Keeps what the copies of an entity that was read would lack, if there is any. */
export type KeepEntity = (entity: object, stored: StoredItem) => void;

/** True for names that every object inherits, so that to have one says nothing. */
export const isInherited = (name: string): boolean => name in Object.prototype;

/** A property, but never what every object inherits: an absent `constructor` is absent. */
export function readProperty(entity: object, property: string): unknown {
  if (isInherited(property) && !Object.hasOwn(entity, property)) return undefined;
  return (entity as Record<string, unknown>)[property];
}

/** What is stored of a member that isn't given. */
export function encodeAbsent({ attribute, storedDefault }: Member, issues: Issues): AttributeValue | undefined {
  if (storedDefault !== undefined) return storedDefault(issues);
  if (!attribute.optional) issues.report('is required; give it, or declare it { optional: true } or with a default');
  return undefined;
}

/** What is read of a member that isn't stored. */
export function decodeAbsent({ attribute, storedDefault, emptyValue }: Member, issues: Issues): unknown {
  // A set that was emptied is stored as absent, so an absent one reads as empty, and never as its default.
  const mark = issues.list.length;
  const stored = emptyValue === undefined ? storedDefault?.(issues) : undefined;
  if (stored !== undefined) return attribute.codec.decode(stored, issues);
  if (attribute.optional || issues.list.length > mark) return undefined;
  if (emptyValue !== undefined) return emptyValue();
  issues.report('is required, and the stored item lacks it');
  return undefined;
}

/** True where plain assignment makes a member's property; false where its class or every object has one of the name. */
export const isAssignable = ({ property, hidden }: AttributeSchema, prototype: object): boolean =>
  !hidden && !(property in prototype);

/** Sets a member's property where plain assignment would not do. */
export function define(instance: object, { property, hidden }: AttributeSchema, value: unknown): void {
  Object.defineProperty(instance, property, { value, enumerable: !hidden, configurable: true, writable: true });
}
