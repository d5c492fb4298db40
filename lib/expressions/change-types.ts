import type { AttributeOf } from '../values/attribute-type.ts';
import type { Change } from './change-operators.ts';
import type { RefTo } from './condition-types.ts';
import type { Given, PlaceOf, Present } from './path-types.ts';

/** What a number can be changed by; a decimal is a number that is held as text. */
type NumberChange<T, V> = [V] extends [number]
  ? Change<'number' | 'fraction', number | RefTo<T, V>>
  : [V] extends [bigint]
    ? Change<'number', number | bigint | RefTo<T, V>>
    : string extends V
      ? Change<'number', `${number}` | RefTo<T, V>>
      : never;

type ListChange<V> = [V] extends [readonly (infer Element)[]] ? Change<'list', Given<Element>> : never;

/** Sets are changed in place where they are attributes of their own. */
type SetChange<V> = [V] extends [ReadonlySet<infer Element>] ? Change<'set', Element> : never;

/** What may be absent: optional attributes and members, sets (an empty one is absent), entries of maps, elements of lists. */
type Removal<V> = undefined extends V ? Change<'remove'> : V extends ReadonlySet<unknown> ? Change<'remove'> : never;

type ValueChange<T, V> = Change<'value', Given<V> | RefTo<T, Present<V>>>;

/** What an update takes for a place within an attribute: a value, or an operator. */
export type ChangedWithin<T, V> =
  | Given<V>
  | ValueChange<T, V>
  | NumberChange<T, Present<V>>
  | ListChange<Present<V>>
  | Removal<V>;

/** What an update takes for an attribute. */
export type Changed<T, V> = ChangedWithin<T, V> | SetChange<Present<V>>;

/** What an update takes: paths, and values or operators. Keys can't change, and `undefined` leaves an attribute alone. */
export type Changes<T, K> = AttributeChanges<T, K> & ([PlaceOf<T>] extends [never] ? NoPlaces : PlaceChanges<T>);

type AttributeChanges<T, K> = { [P in Exclude<AttributeOf<T>, K> & keyof T]?: Changed<T, T[P]> | undefined };

declare const none: unique symbol;

/** What is taken for the places of a class that has none: an empty type would let anything pass. */
interface NoPlaces {
  readonly [none]?: never;
}

type PlaceChanges<T> = { [P in PlaceOf<T> as P['path']]?: ChangedWithin<T, P['value']> | undefined };
