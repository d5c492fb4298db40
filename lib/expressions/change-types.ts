import type { Change } from './change-operators.ts';
import type { RefTo } from './condition-types.ts';
import type { Given, PathOf, Present, ValueAt } from './path-types.ts';

/** What a number can be changed by; a decimal is a number that is held as text. */
type NumberChange<T, V> = [V] extends [number]
  ? Change<'number', number | RefTo<T, V>>
  : [V] extends [bigint]
    ? Change<'number', number | bigint | RefTo<T, V>>
    : string extends V
      ? Change<'number', `${number}` | RefTo<T, V>>
      : never;

type ListChange<V> = [V] extends [readonly (infer Element)[]] ? Change<'list', Given<Element>> : never;

/** Sets are changed in place where they are attributes of their own. */
type SetChange<T, Path, V> = Path extends keyof T
  ? [V] extends [ReadonlySet<infer Element>]
    ? Change<'set', Element>
    : never
  : never;

/** Attributes that may be absent, sets (an empty one is absent), entries of maps and elements of lists. */
type Removal<Path, V> = undefined extends V
  ? Change<'remove'>
  : Path extends `${string}]`
    ? Change<'remove'>
    : V extends ReadonlySet<unknown>
      ? Change<'remove'>
      : never;

type ValueChange<T, V> = Change<'value', Given<V> | RefTo<T, Present<V>>>;

/** What an update takes for a path: a value, or an operator. */
export type Changed<T, Path extends string, V> =
  | Given<V>
  | ValueChange<T, V>
  | NumberChange<T, Present<V>>
  | ListChange<Present<V>>
  | SetChange<T, Path, Present<V>>
  | Removal<Path, V>;

/** What an update takes: paths, and values or operators. Keys can't change, and `undefined` leaves an attribute alone. */
export type Changes<T, K> = {
  readonly [Path in Exclude<PathOf<T>, K>]?: Changed<T, Path, ValueAt<T, Path>> | undefined;
};
