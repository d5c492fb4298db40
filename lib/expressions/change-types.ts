import type { TypeRefusal } from '../type-refusal.ts';
import type { AttributeOf } from '../values/attribute-type.ts';
import type { RefTo } from './condition-types.ts';
import type { OperatorTaking } from './operator.ts';
import type { Input, Leaf, PlaceOf, Present } from './path-types.ts';

// The changes of an update. A worked example:
//
//   class Person { id: string; age?: number; tags: Set<string>; address: { city: string } }
//
//   Changes<Person, 'id'> →
//     { age?: number | number operators | remove; tags?: Set | set operators | remove; address?: document | merge }
//     & { 'address.city'?: string | string operators }
//
// An operator is a type with one operand per capability, for example `{ number?: 1 }` for `increment(1)`. It fits an
// attribute if the attribute lists the same capability with a type that includes the operand.

/** The operand of `increment` and `decrement`. A decimal is a number in the form of text. */
type NumberChange<T, V> = [V] extends [number]
  ? number | RefTo<T, V>
  : [V] extends [bigint]
    ? number | bigint | RefTo<T, V>
    : string extends V
      ? `${number}` | RefTo<T, V>
      : TypeRefusal<'only a number can be changed by increment() and decrement()'>;

/** The element of a list. A tuple gets no more elements. */
type ListChange<V> = [V] extends [readonly (infer Element)[]]
  ? number extends V['length']
    ? Input<Element>
    : TypeRefusal<'a tuple gets no more elements'>
  : TypeRefusal<'only a list can be changed by append() and prepend()'>;

/** The element of a set. Only sets that are attributes can be changed in place, not sets in documents. */
type SetChange<V> = [V] extends [ReadonlySet<infer Element>]
  ? Element
  : TypeRefusal<'only a set can be changed by addTo() and deleteFrom()'>;

/**
 * `true` if a value can be removed: optional attributes and members, sets (an empty one is absent), map entries, list
 * elements.
 */
type Removal<V> = undefined extends V
  ? true
  : V extends ReadonlySet<unknown>
    ? true
    : TypeRefusal<"a required attribute can't be removed: declare it with ? and { optional: true }">;

// Interfaces, because the compiler then resolves their members only if an operator is used.

/** The operand of each operator for a place of type V within an attribute, in an item of class T. */
interface OperandsWithin<T, V> {
  readonly value?: Input<V> | RefTo<T, V>;
  readonly number?: NumberChange<T, Present<V>>;
  readonly fraction?: [Present<V>] extends [number] ? NumberChange<T, Present<V>> : never;
  readonly list?: ListChange<Present<V>>;
  readonly remove?: Removal<V>;
  readonly merge?: MergePatch<T, Present<V>>;
}

/** The operand of `merge` for a document or map of type V: some of its members, at any depth. */
type MergePatch<T, V> = V extends Leaf | readonly unknown[]
  ? never
  : { readonly [P in keyof V]?: Merged<T, string extends keyof V ? V[P] | undefined : V[P]> | undefined };

type Merged<T, V> = ChangedWithin<T, V> | MergePatch<T, Present<V>>;

/** The operand of each operator for an attribute. */
interface ChangeOperands<T, V> extends OperandsWithin<T, V> {
  readonly set?: SetChange<Present<V>>;
}

type ChangesWithin<T, V> = OperatorTaking<OperandsWithin<T, V>>;
type ChangesOf<T, V> = OperatorTaking<ChangeOperands<T, V>>;

/** The input of an update for a place within an attribute: a value or an operator. */
export type ChangedWithin<T, V> = Input<V> | ChangesWithin<T, V>;

/** The input of an update for an attribute: a value or an operator. */
export type Changed<T, V> = Input<V> | ChangesOf<T, V>;

/**
 * The changes of an update: paths with values or operators. Keys can't change. `undefined` leaves an attribute
 * unchanged.
 */
export type Changes<T, K> = AttributeChanges<T, K> & ([PlaceOf<T>] extends [never] ? NoPlaces : PlaceChanges<T>);

/**
 * The changes that a variable of an interface or class type can hold: attributes only.
 *
 * Such a type doesn't match {@link Changes}, because TypeScript infers no index signature for it, and the paths of
 * lists and maps are index signatures. `never` if the class has no places, because its changes have no such paths.
 */
export type PlainChanges<T, K> = [PlaceOf<T>] extends [never] ? never : AttributeChanges<T, K>;

type AttributeChanges<T, K> = { [P in Exclude<AttributeOf<T>, K>]?: Changed<T, T[P]> | undefined };

declare const none: unique symbol;

/** The place changes of a class without places. An empty object type would accept any value. */
interface NoPlaces {
  readonly [none]?: never;
}

type PlaceChanges<T> = { [P in PlaceOf<T> as P['path']]?: ChangedWithin<T, P['value']> | undefined };
