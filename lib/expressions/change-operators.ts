import { type Operator, operator } from './operator.ts';

/** What a change needs of an attribute's type. */
export type ChangeFacet = 'number' | 'list' | 'set' | 'remove' | 'value';

/** A change of an attribute; `Facet` and `Value` exist for the compiler alone. */
export interface Change<Facet extends ChangeFacet, Value = never> extends Operator {
  readonly facet?: Facet;
  readonly value?: Value;
}

/** Adds to a number, 1 by default; an absent one counts as 0: `increment(2)` → `SET #0 = if_not_exists(#0, :1) + :2`. */
export function increment(): Change<'number'>;
export function increment<const Value>(by: Value): Change<'number', Value>;
export function increment(by: unknown = 1): Change<'number'> {
  return operator('increment', by);
}

/** Subtracts from a number, 1 by default; an absent one counts as 0: `SET #0 = if_not_exists(#0, :1) - :2`. */
export function decrement(): Change<'number'>;
export function decrement<const Value>(by: Value): Change<'number', Value>;
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

/** Adds elements to a set, an attribute of its own; an absent one counts as empty: `ADD #0 :1`. */
export const addTo = <const Value>(elements: Iterable<Value>): Change<'set', Value> => operator('addTo', [...elements]);

/** Takes elements out of a set, an attribute of its own; the last one takes the attribute with it: `DELETE #0 :1`. */
export const deleteFrom = <const Value>(elements: Iterable<Value>): Change<'set', Value> =>
  operator('deleteFrom', [...elements]);

/** Sets a value, or another attribute's: `set(ref('limit'))` → `SET #0 = #1`. A bare value says the same. */
export const set = <const Value>(value: Value): Change<'value', Value> => operator('set', value);
