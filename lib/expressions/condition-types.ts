import type { TypeRefusal } from '../type-refusal.ts';
import type { AttributeOf } from '../values/attribute-type.ts';
import { type ConditionGroup, group } from './condition-group.ts';
import type { OperatorTaking, Ref } from './operator.ts';
import type { Input, PathWithin, PlaceOf, Present } from './path-types.ts';
import type { StoredType } from './test-operators.ts';

// The conditions on a class. A worked example:
//
//   class Person { id: string; age?: number; address: { city: string } }
//
//   Condition<Person> →
//     | ConditionGroup<Person>
//     | { id?: string | Ref | test of a string; age?: number | Ref | test of a number; address?: … }
//       & { 'address.city'?: string | Ref | test of a string }
//
// A test is a type with one operand per capability, for example `{ order?: 3 }` for `gte(3)`. It fits a path if the
// type of the path lists the same capability with a type that includes the operand.

type Ordered = string | number | bigint | Date | Uint8Array;

/** A reference to an attribute of type V, or to a place in a document, whose type is checked at run time. */
export type RefTo<T, V> = PlaceRef<T> | RefOfType<T, V>;

// Interfaces, because the compiler then resolves their members only if a reference or a test is used.

interface PlaceRef<T> extends Ref {
  readonly path: PathWithin<T>;
}

interface RefOfType<T, V> extends Ref {
  readonly path: SameType<T, Present<V>>;
}

/** The attributes of the same type. Literal types count as their base types: string, number or bigint, boolean. */
type SameType<T, V> = [V] extends [string]
  ? OfKind<T, string>
  : [V] extends [number | bigint]
    ? OfKind<T, number | bigint>
    : [V] extends [boolean]
      ? OfKind<T, boolean>
      : OfType<T, V>;

type OfKind<T, Kind> = { [P in AttributeOf<T>]: T[P] extends Kind | null | undefined ? P : never }[AttributeOf<T>];

type OfType<T, V> = {
  [P in AttributeOf<T>]: T[P] extends V | null | undefined ? ([V] extends [Present<T[P]>] ? P : never) : never;
}[AttributeOf<T>];

/** The operand of `contains` for a value of type V. */
type ElementOf<V> = [V] extends [string]
  ? string
  : [V] extends [ReadonlySet<infer Element>]
    ? Element
    : [V] extends [readonly (infer Element)[]]
      ? Input<Element>
      : TypeRefusal<'only a text, a set, or a list contains something'>;

type PrefixOf<V> = [V] extends [string]
  ? string
  : [V] extends [Uint8Array]
    ? Uint8Array
    : TypeRefusal<'only a text and bytes have a prefix'>;

/** The operand of each test of a value of type V, in an item of class T. */
interface TestOperands<T, V> {
  readonly any?: never;
  readonly equal?: Input<Present<V>> | NullIn<V> | RefTo<T, V>;
  readonly order?: [Present<V>] extends [Ordered]
    ? Present<V> | RefTo<T, V>
    : TypeRefusal<'only a text, a number, a date, and bytes have an order'>;
  readonly prefix?: PrefixOf<Present<V>>;
  readonly contains?: ElementOf<Present<V>>;
  readonly size?: [Present<V>] extends [number | bigint | boolean | Date]
    ? TypeRefusal<'a number, a boolean, and a date have no size'>
    : number;
}

/** Every test of a value of type V, in an item of class T. */
type TestsOf<T, V> = OperatorTaking<TestOperands<T, V>>;

type NullIn<V> = Extract<V, null>;

/** The condition on one path: a value, another attribute, or a test. */
export type Tested<T, V> = Input<V> | RefTo<T, V> | TestsOf<T, V>;

type AttributeTests<T> = { [P in AttributeOf<T>]?: Tested<T, T[P]> | undefined };

type PlaceTests<T> = { [P in PlaceOf<T> as P['path']]?: Tested<T, P['value']> | undefined };

/** The conditions on attributes, and on the places within them, if any. */
type Tests<T> = [PlaceOf<T>] extends [never] ? AttributeTests<T> : AttributeTests<T> & PlaceTests<T>;

/** The condition that a variable of an interface or class type can hold: attributes only. See {@link PlainChanges}. */
export type PlainTests<T> = [PlaceOf<T>] extends [never] ? never : AttributeTests<T>;

/** A condition: a group of conditions, or an object of paths with values or tests. All members must hold. */
export type Condition<T> = ConditionGroup<T> | Tests<T>;

/** The operand of each test of a sort key. */
interface SortOperands<V> {
  readonly order?: V;
  readonly prefix?: PrefixOf<V>;
}

/** Every test that a key condition supports for a sort key. */
type SortTests<V> = OperatorTaking<SortOperands<V>>;

/** A value of a sort key, or a test of it. */
export type SortKeyTest<V> = V | SortTests<V>;

export type { StoredType };

/**
 * The class of a group if nothing determines it. It is a function type, which has no attributes, so nothing is checked
 * yet.
 */
type NoClass = () => TypeRefusal<'name the class of the group: and<Model>(…), or<Model>(…), not<Model>(…)'>;

/**
 * All of the conditions hold. Empty conditions are left out.
 *
 * The compiler infers the class if the group is used directly. Otherwise name it: `and<Person>(…)`.
 *
 * @example
 * and({ visits: lt(3) }, { tags: contains('x') })   // #0 < :1 AND contains(#2, :3)
 */
export const and = <T = NoClass>(
  ...conditions: readonly (Condition<T> | PlainTests<T> | undefined)[]
): ConditionGroup<T> => group('and', conditions);

/**
 * At least one of the conditions holds. Empty conditions are left out.
 *
 * The compiler infers the class if the group is used directly. Otherwise name it: `or<Person>(…)`.
 *
 * @example
 * or({ visits: lt(3) }, { name: 'Ann' })   // #0 < :1 OR #2 = :3
 */
export const or = <T = NoClass>(
  ...conditions: readonly (Condition<T> | PlainTests<T> | undefined)[]
): ConditionGroup<T> => group('or', conditions);

/**
 * The condition doesn't hold. An empty condition is left out.
 *
 * The compiler infers the class if the group is used directly. Otherwise name it: `not<Person>(…)`.
 *
 * @example
 * not({ visits: lt(3) })   // NOT (#0 < :1)
 */
export const not = <T = NoClass>(condition: Condition<T> | PlainTests<T> | undefined): ConditionGroup<T> =>
  group('not', [condition]);
