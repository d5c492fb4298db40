import { types } from 'node:util';
import { type OperatorTaking, operator } from './operator.ts';

/** The capability that a change requires of the attribute type. A `fraction` is a number that a bigint can't hold. */
export type ChangeFacet = 'number' | 'fraction' | 'list' | 'set' | 'remove' | 'merge' | 'value';

/** A change of an attribute. `Facet` and `Value` exist only for the compiler. */
export type Change<Facet extends ChangeFacet, Value = [Facet] extends ['remove'] ? true : never> = OperatorTaking<{
  readonly [F in Facet]?: Value;
}>;

/** `fraction` if the number is a literal with a fraction. */
type NumberFacet<Value> = Value extends number
  ? `${Value}` extends `${string}.${string}` | `${string}e-${string}`
    ? 'fraction'
    : 'number'
  : 'number';

/**
 * Adds to a number. Default: 1. An absent number counts as 0, or as its default. For a decimal, pass the number as
 * text.
 *
 * DynamoDB adds exactly, with up to 38 digits. Some sums can't be read:
 * - A `Number` attribute, if the sum is an integer beyond 2^53 that a double would round. Set it to another number, or
 * declare it as `BigInt` or `decimal()`.
 * - An `epochSeconds()` or `epochMillis()` attribute, if the sum is beyond the range of a Date, 8.64e15 ms. Set it to a
 * Date.
 *
 * An attribute with `{ exact: true }` and a bigint accept no fractions. An attribute with an enum can't be incremented.
 * If the stored value is `NULL`, the update throws `ValidationError`. Set a number first.
 *
 * @example
 * await phones.update(1, { visits: increment(2), balance: increment('0.10') });
 * // UpdateItem { UpdateExpression: 'SET #0 = if_not_exists(#0, :1) + :2, …', … }
 */
export function increment(): Change<'number', 1>;
export function increment<const Value>(by: Value): Change<NumberFacet<Value>, Value>;
export function increment(by: unknown = 1): Change<'number'> {
  return operator('increment', by);
}

/** Subtracts from a number, with the rules of `increment`: `decrement(2)` → `SET #0 = if_not_exists(#0, :1) - :2`. */
export function decrement(): Change<'number', 1>;
export function decrement<const Value>(by: Value): Change<NumberFacet<Value>, Value>;
export function decrement(by: unknown = 1): Change<'number'> {
  return operator('decrement', by);
}

/** Appends elements to a list. An absent list counts as empty: `SET #0 = list_append(if_not_exists(#0, :1), :2)`. */
export const append = <const Value>(elements: readonly Value[]): Change<'list', Value> => operator('append', elements);

/**
 * Inserts elements at the start of a list. An absent list counts as empty: `SET #0 = list_append(:2,
 * if_not_exists(…))`.
 */
export const prepend = <const Value>(elements: readonly Value[]): Change<'list', Value> =>
  operator('prepend', elements);

/** Removes an attribute, a member of a document, or an element of a list: `REMOVE #0`. */
export const remove = (): Change<'remove'> => operator('remove');

/**
 * Sets an absent attribute, and leaves an existing one unchanged: `ifNotExists('x')` → `SET #0 = if_not_exists(#0,
 * :1)`.
 */
export const ifNotExists = <const Value>(value: Value): Change<'value', Value> => operator('ifNotExists', value);

/** The elements of an array or a Set. */
type Elements<Value> = readonly Value[] | ReadonlySet<Value>;

/** Copies the elements. Any other value is kept, and rejected when the change is written. */
const elementsOf = (value: unknown): unknown => (Array.isArray(value) || types.isSet(value) ? [...value] : value);

/**
 * Adds elements to a set. Accepts an array or a Set. An absent set counts as empty: `ADD #0 :1`. Only for sets that are
 * attributes, not for sets in documents.
 */
export const addTo = <const Value>(elements: Elements<Value>): Change<'set', Value> =>
  operator('addTo', elementsOf(elements));

/**
 * Deletes elements from a set. Accepts an array or a Set. Deleting the last element removes the attribute: `DELETE #0
 * :1`. Only for sets that are attributes, not for sets in documents.
 */
export const deleteFrom = <const Value>(elements: Elements<Value>): Change<'set', Value> =>
  operator('deleteFrom', elementsOf(elements));

/**
 * Sets a value or the value of another attribute: `set(ref('limit'))` → `SET #0 = #1`. A value without an operator
 * means the same.
 */
export const set = <const Value>(value: Value): Change<'value', Value> => operator('set', value);

/**
 * Changes some members of a document, map, or `json()` value, and keeps the others.
 *
 * Objects in the patch are merged at any depth. Operators in the patch change their member. `undefined` leaves a member
 * unchanged. Lists, sets, and objects in `set(…)` are replaced. An absent document is created, as with paths.
 *
 * @example
 * await users.update('u1', { meta: merge({ source: 'web', visits: increment(1), geo: { city: 'Paris' } }) });
 * // UpdateItem { UpdateExpression: 'SET #0.#1 = :2, #0.#3 = if_not_exists(#0.#3, :4) + :5, #0.#6.#7 = :8', … }
 */
export const merge = <const Patch extends object>(patch: Patch): Change<'merge', Members<Patch>> =>
  operator('merge', patch);

/** Turns an interface into a type literal, which is assignable to a map. */
type Members<Patch> = { [P in keyof Patch]: Patch[P] };
