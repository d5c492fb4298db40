import type { TypeRefusal } from '../type-refusal.ts';
import type { AttributeOf } from '../values/attribute-type.ts';
import { type ConditionGroup, group } from './condition-group.ts';
import type { OperatorTaking, Ref } from './operator.ts';
import type { Input, PathWithin, PlaceOf, Present } from './path-types.ts';
import type { StoredType } from './test-operators.ts';

type Ordered = string | number | bigint | Date | Uint8Array;

/** A reference to an attribute whose value has V's type, or to a place in a document, whose type is checked at run time. */
export type RefTo<T, V> = PlaceRef<T> | RefOfType<T, V>;

// Interfaces, so that the compiler looks at what is in them only where a reference or a test is written.

interface PlaceRef<T> extends Ref {
  readonly path: PathWithin<T>;
}

interface RefOfType<T, V> extends Ref {
  readonly path: SameType<T, Present<V>>;
}

/** Texts go with texts, and numbers with numbers, whatever literals their types name. */
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

/** What `contains` looks for in a value of type V. */
type ElementOf<V> = [V] extends [string]
  ? string
  : [V] extends [ReadonlySet<infer Element>]
    ? Element
    : [V] extends [readonly (infer Element)[]]
      ? Input<Element>
      : never;

type PrefixOf<V> = [V] extends [string] ? string : [V] extends [Uint8Array] ? Uint8Array : never;

/** What each test of a value of type V takes, in an item of class T. */
interface TestOperands<T, V> {
  readonly any?: never;
  readonly equal?: Input<Present<V>> | NullIn<V> | RefTo<T, V>;
  readonly order?: [Present<V>] extends [Ordered] ? Present<V> | RefTo<T, V> : never;
  readonly prefix?: PrefixOf<Present<V>>;
  readonly contains?: ElementOf<Present<V>>;
  readonly size?: [Present<V>] extends [number | bigint | boolean | Date] ? never : number;
}

/** Every test that a value of type V can have, in an item of class T. */
type TestsOf<T, V> = OperatorTaking<TestOperands<T, V>>;

type NullIn<V> = Extract<V, null>;

/** What a condition takes for a path: a value, another attribute's, or a test. */
export type Tested<T, V> = Input<V> | RefTo<T, V> | TestsOf<T, V>;

type AttributeTests<T> = { [P in AttributeOf<T>]?: Tested<T, T[P]> | undefined };

type PlaceTests<T> = { [P in PlaceOf<T> as P['path']]?: Tested<T, P['value']> | undefined };

/** What a condition takes for attributes, and for the places within them, where there are any. */
type Tests<T> = [PlaceOf<T>] extends [never] ? AttributeTests<T> : AttributeTests<T> & PlaceTests<T>;

/** What a variable of an interface or a class may hold: as of changes, it is never what has paths into lists and maps. */
export type PlainTests<T> = [PlaceOf<T>] extends [never] ? never : AttributeTests<T>;

/** A typed object of paths and values, tests or both, of which all must hold; or conditions in a group. */
export type Condition<T> = ConditionGroup<T> | Tests<T>;

/** What each test of a sort key takes. */
interface SortOperands<V> {
  readonly order?: V;
  readonly prefix?: PrefixOf<V>;
}

/** Every test that a sort key can be read by. */
type SortTests<V> = OperatorTaking<SortOperands<V>>;

/** A value of a sort key, or a test that it can be read by. */
export type SortKeyTest<V> = V | SortTests<V>;

export type { StoredType };

/** What a group is of where nothing says its class: a function has no attributes, so that nothing is checked yet. */
type NoClass = () => TypeRefusal<'name the class of the group: and<Model>(…), or<Model>(…), not<Model>(…)'>;

/**
 * All of some conditions; empty ones are left out. The class is known where the group is used at once; elsewhere name
 * it: `and<Person>(…)`.
 *
 * @example
 * and({ visits: lt(3) }, { tags: contains('x') })   // #0 < :1 AND contains(#2, :3)
 */
export const and = <T = NoClass>(
  ...conditions: readonly (Condition<T> | PlainTests<T> | undefined)[]
): ConditionGroup<T> => group('and', conditions);

/**
 * One of some conditions at least; empty ones are left out. The class is known where the group is used at once;
 * elsewhere name it: `or<Person>(…)`.
 *
 * @example
 * or({ visits: lt(3) }, { name: 'Ann' })   // #0 < :1 OR #2 = :3
 */
export const or = <T = NoClass>(
  ...conditions: readonly (Condition<T> | PlainTests<T> | undefined)[]
): ConditionGroup<T> => group('or', conditions);

/**
 * The opposite of a condition; an empty one is left out. The class is known where the condition is used at once;
 * elsewhere name it: `not<Person>(…)`.
 *
 * @example
 * not({ visits: lt(3) })   // NOT (#0 < :1)
 */
export const not = <T = NoClass>(condition: Condition<T> | PlainTests<T> | undefined): ConditionGroup<T> =>
  group('not', [condition]);
