import type { SortKeyTest } from '../expressions/condition-types.ts';
import type { Present } from '../expressions/path-types.ts';
import type { ValueAt } from '../schema/template-types.ts';

/** Properties, or members of documents by their paths, each with a value. */
export type Exact<T, Paths extends string> = { readonly [P in Paths]: Present<ValueAt<T, P>> };

type Tests<T, Paths extends string> = { readonly [P in Paths]: SortKeyTest<Present<ValueAt<T, P>>> };

type Absent<Paths extends readonly string[]> = { readonly [P in Paths[number]]?: undefined };

/** A sort key from left to right: nothing, or values. The last one can be a test. */
export type SortParts<T, Paths extends readonly string[]> = Paths extends readonly [
  infer Head extends string,
  ...infer Rest extends readonly string[],
]
  ? Absent<Paths> | (Tests<T, Head> & Absent<Rest>) | (Exact<T, Head> & SortParts<T, Rest>)
  : unknown;
