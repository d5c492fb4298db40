import { types } from 'node:util';
import { type OperatorTaking, operator } from './operator.ts';

/** What a change needs of an attribute's type; a `fraction` is a number that a bigint can't take. */
export type ChangeFacet = 'number' | 'fraction' | 'list' | 'set' | 'remove' | 'merge' | 'value';

/** A change of an attribute; `Facet` and `Value` exist for the compiler alone. */
export type Change<Facet extends ChangeFacet, Value = [Facet] extends ['remove'] ? true : never> = OperatorTaking<{
  readonly [F in Facet]?: Value;
}>;

/** Where the compiler knows the number, it sees a fraction. */
type NumberFacet<Value> = Value extends number
  ? `${Value}` extends `${string}.${string}` | `${string}e-${string}`
    ? 'fraction'
    : 'number'
  : 'number';

/**
 * Adds to a number, the number 1 by default; to a decimal, which is text, a text. An absent one counts as 0.
 *
 * DynamoDB adds exactly, with up to 38 digits. A `Number` attribute can't be read if the sum is an integer beyond 2^53 that
 * a double would round: set it to another number, or declare it as `BigInt` or `decimal()`. Nor can an `epochSeconds()` or
 * `epochMillis()` attribute if the sum is beyond the range of a Date, 8.64e15 ms: set it to a Date. An attribute with
 * `{ exact: true }`, and a bigint, takes no fraction. An attribute with an enum takes no sum.
 *
 * @example
 * { visits: increment(2), balance: increment('0.10') }   // SET #0 = if_not_exists(#0, :1) + :2, …
 */
export function increment(): Change<'number', 1>;
export function increment<const Value>(by: Value): Change<NumberFacet<Value>, Value>;
export function increment(by: unknown = 1): Change<'number'> {
  return operator('increment', by);
}

/** Subtracts from a number, as `increment` adds: `decrement(2)` → `SET #0 = if_not_exists(#0, :1) - :2`. */
export function decrement(): Change<'number', 1>;
export function decrement<const Value>(by: Value): Change<NumberFacet<Value>, Value>;
export function decrement(by: unknown = 1): Change<'number'> {
  return operator('decrement', by);
}

/** Puts elements at the end of a list; an absent one counts as empty: `SET #0 = list_append(if_not_exists(#0, :1), :2)`. */
export const append = <const Value>(elements: readonly Value[]): Change<'list', Value> => operator('append', elements);

/** Puts elements before those of a list; an absent one counts as empty. */
export const prepend = <const Value>(elements: readonly Value[]): Change<'list', Value> =>
  operator('prepend', elements);

/** Removes an attribute, a document's member or a list's element: `REMOVE #0`. */
export const remove = (): Change<'remove'> => operator('remove');

/** Sets what is absent, and leaves what is there: `ifNotExists('x')` → `SET #0 = if_not_exists(#0, :1)`. */
export const ifNotExists = <const Value>(value: Value): Change<'value', Value> => operator('ifNotExists', value);

/** The elements of an array or a Set, which have no order in a set. */
type Elements<Value> = readonly Value[] | ReadonlySet<Value>;

/** A copy of the elements; anything else is kept as it is, and refused where the change is written. */
const elementsOf = (given: unknown): unknown => (Array.isArray(given) || types.isSet(given) ? [...given] : given);

/**
 * Adds the elements of an array or a Set to a set, an attribute of its own; an absent one counts as empty: `ADD #0 :1`.
 */
export const addTo = <const Value>(elements: Elements<Value>): Change<'set', Value> =>
  operator('addTo', elementsOf(elements));

/**
 * Takes the elements of an array or a Set out of a set, an attribute of its own; the last one takes the attribute with
 * it: `DELETE #0 :1`.
 */
export const deleteFrom = <const Value>(elements: Elements<Value>): Change<'set', Value> =>
  operator('deleteFrom', elementsOf(elements));

/** Sets a value, or another attribute's: `set(ref('limit'))` → `SET #0 = #1`. A bare value says the same. */
export const set = <const Value>(value: Value): Change<'value', Value> => operator('set', value);

/**
 * Changes members of a document, map or `json()` value, and keeps its others. Objects in the patch are merged at any depth,
 * and operators in it change what they stand for. `undefined` leaves a member alone. Lists and sets are replaced; so is
 * an object in `set(…)`. A document that is absent is made whole, as by paths.
 *
 * @example
 * await users.update('u1', { meta: merge({ source: 'web', visits: increment(1), geo: { city: 'Paris' } }) });
 * // UpdateItem { UpdateExpression: 'SET #0.#1 = :2, #0.#3 = if_not_exists(#0.#3, :4) + :5, #0.#6.#7 = :8', … }
 */
export const merge = <const Patch extends object>(patch: Patch): Change<'merge', Members<Patch>> =>
  operator('merge', patch);

/** An interface as a type of its members, which a map takes. */
type Members<Patch> = { [P in keyof Patch]: Patch[P] };
