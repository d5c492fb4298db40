import type { AttributeOf } from '../values/attribute-type.ts';
import type { RefTo } from './condition-types.ts';
import type { OperatorTaking } from './operator.ts';
import type { Input, Leaf, PlaceOf, Present } from './path-types.ts';

/** What a number can be changed by; a decimal is a number that is held as text. */
type NumberChange<T, V> = [V] extends [number]
  ? number | RefTo<T, V>
  : [V] extends [bigint]
    ? number | bigint | RefTo<T, V>
    : string extends V
      ? `${number}` | RefTo<T, V>
      : never;

type ListChange<V> = [V] extends [readonly (infer Element)[]] ? Input<Element> : never;

/** Sets are changed in place where they are attributes of their own. */
type SetChange<V> = [V] extends [ReadonlySet<infer Element>] ? Element : never;

/** What may be absent: optional attributes and members, sets (an empty one is absent), entries of maps, elements of lists. */
type Removal<V> = undefined extends V ? true : V extends ReadonlySet<unknown> ? true : never;

// Interfaces, so that the compiler looks at what is in them only where an operator is written.

/** What each operator takes for a place of type V within an attribute, in an item of class T. */
interface OperandsWithin<T, V> {
  readonly value?: Input<V> | RefTo<T, V>;
  readonly number?: NumberChange<T, Present<V>>;
  readonly fraction?: [Present<V>] extends [number] ? NumberChange<T, Present<V>> : never;
  readonly list?: ListChange<Present<V>>;
  readonly remove?: Removal<V>;
  readonly merge?: MergePatch<T, Present<V>>;
}

/** What `merge` takes for a document or map of type V: some of its members, at any depth. */
type MergePatch<T, V> = V extends Leaf | readonly unknown[]
  ? never
  : { readonly [P in keyof V]?: Merged<T, string extends keyof V ? V[P] | undefined : V[P]> | undefined };

type Merged<T, V> = ChangedWithin<T, V> | MergePatch<T, Present<V>>;

/** What each operator takes for an attribute. */
interface ChangeOperands<T, V> extends OperandsWithin<T, V> {
  readonly set?: SetChange<Present<V>>;
}

type ChangesWithin<T, V> = OperatorTaking<OperandsWithin<T, V>>;
type ChangesOf<T, V> = OperatorTaking<ChangeOperands<T, V>>;

/** What an update takes for a place within an attribute: a value, or an operator. */
export type ChangedWithin<T, V> = Input<V> | ChangesWithin<T, V>;

/** What an update takes for an attribute. */
export type Changed<T, V> = Input<V> | ChangesOf<T, V>;

/** What an update takes: paths, and values or operators. Keys can't change, and `undefined` leaves an attribute alone. */
export type Changes<T, K> = AttributeChanges<T, K> & ([PlaceOf<T>] extends [never] ? NoPlaces : PlaceChanges<T>);

/**
 * What a variable of an interface or a class may hold: it can't be {@link Changes}, since TypeScript finds no index
 * signature in it, and the paths into lists and maps are such. Never of a class without places, whose changes have none.
 */
export type PlainChanges<T, K> = [PlaceOf<T>] extends [never] ? never : AttributeChanges<T, K>;

type AttributeChanges<T, K> = { [P in Exclude<AttributeOf<T>, K>]?: Changed<T, T[P]> | undefined };

declare const none: unique symbol;

/** What is taken for the places of a class that has none: an empty type would let anything pass. */
interface NoPlaces {
  readonly [none]?: never;
}

type PlaceChanges<T> = { [P in PlaceOf<T> as P['path']]?: ChangedWithin<T, P['value']> | undefined };
