import type { SortKeyTest } from '../expressions/condition-types.ts';
import type { Present } from '../expressions/path-types.ts';
import type { IndexSettings, LocalIndexSettings } from '../schema/definition.ts';
import type { TypeRefusal } from '../type-refusal.ts';
import type { AttributeOf } from '../values/attribute-type.ts';
import type { PartialItem, Selection } from './types.ts';

/**
 * What a repository's fourth type parameter says of its indexes, as `@Index` and `@LocalIndex` do: by name. Give both
 * the same constant, and the compiler knows what each index can be queried by, and what it holds.
 */
export type Indexes = Readonly<Record<string, IndexSettings | LocalIndexSettings>>;

/** Stands for indexes of which the compiler knows nothing: any name, any key, whole items. */
export type UnknownIndexes = Record<never, never>;

/** The names of the indexes that are known; any where none is. */
export type IndexName<I> = keyof I extends never ? string : keyof I & string;

type NamesIn<Key> = Key extends readonly (infer Name)[] ? Name & string : Key & string;

type Lists<Key> = Key extends readonly string[] ? Key : Key extends string ? readonly [Key] : readonly [];

type Exact<T, Names extends keyof T> = { readonly [P in Names]: Present<T[P]> };

type Tested<T, Names extends keyof T> = { readonly [P in Names]: SortKeyTest<Present<T[P]>> };

type Absent<Names extends readonly string[]> = { readonly [P in Names[number]]?: undefined };

/** A sort key from left to right: nothing, or values of which the last may be a test. */
type SortPart<T, Names extends readonly string[]> = Names extends readonly [
  infer Head,
  ...infer Rest extends readonly string[],
]
  ? Absent<Names> | (Tested<T, Head & keyof T> & Absent<Rest>) | (Exact<T, Head & keyof T> & SortPart<T, Rest>)
  : unknown;

type SortOf<Settings> = Settings extends { readonly sortKey: infer Key } ? Lists<Key> : readonly [];

/** What an index is queried by: all of its partition key, and its sort key from left to right. */
type IndexKey<T, K extends keyof T & string, Settings> = Settings extends { readonly partitionKey: infer Key }
  ? Exact<T, NamesIn<Key> & keyof T> & SortPart<T, SortOf<Settings>>
  : QueryKey<T, SortOf<Settings>[number]> & OneOf<T, K>;

/** What a query reads by: the partition key's attributes, and the sort key's from left to right. */
export type QueryKey<T, Names extends string = AttributeOf<T>> = KeyTests<T, Names & keyof T>;

type KeyTests<T, Names extends keyof T> = { readonly [P in Names]?: KeyTest<T[P]> };

/** What a key's attribute is read by, which the compiler makes once for each type: of a condition it remembers that. */
type KeyTest<V> = [V] extends [never] ? undefined : SortKeyTest<Present<V>> | undefined;

/** One of the key's attributes by its value: the compiler is not told which one is the partition key. */
type OneOf<T, K extends keyof T> = K extends unknown ? Exact<T, K> : never;

/** What the table is queried by: one attribute of its key by its value, and the other, if any, by a value or test. */
export type TableQueryKey<T, K extends keyof T & string> = KeyTests<T, K> & OneOf<T, K>;

/**
 * The key of a query through an index, or of the table without; through an index that is not known, any attributes. A
 * name is always a text, so the last form is never taken; it is what the compiler reads a key's literals by while it
 * doesn't know the name yet, in the place of every key there may be.
 */
export type KeyOfQuery<T, K extends keyof T & string, I, Name> = [Name] extends [string]
  ? [Name] extends [never]
    ? TableQueryKey<T, K>
    : keyof I extends never
      ? KeyTests<T, AttributeOf<T>>
      : IndexKey<T, K, I[Name & keyof I]>
  : KeyTests<T, K>;

/** True where an index is named of which the compiler knows what it is. */
type Known<Name, I> = [Name] extends [never] ? false : [Name] extends [keyof I] ? true : false;

type HeldNames<T, K, Settings> = (
  | K
  | (Settings extends { readonly partitionKey: infer Key } ? NamesIn<Key> : never)
  | SortOf<Settings>[number]
  | (Settings extends { readonly projection: readonly (infer Name)[] } ? Name : never)
) &
  keyof T;

/** An index that names every attribute holds whole items. */
type PartialOf<T, Names extends keyof T> = [AttributeOf<T>] extends [Names] ? T : PartialItem<T, Names>;

/** What a read through an index gives: whole items where it projects all, else what it holds. */
export type IndexItem<T, K, I, Name, Selected extends string> = keyof I extends never
  ? Selection<T, Selected>
  : [Selected] extends [never]
    ? Known<Name, I> extends true
      ? I[Name & keyof I] extends { readonly projection: 'KEYS_ONLY' | readonly string[] }
        ? PartialOf<T, HeldNames<T, K, I[Name & keyof I]>>
        : T
      : T
    : Selection<T, Selected>;

interface NeverConsistent {
  readonly consistent?:
    | false
    | TypeRefusal<'only the table and its local indexes can be read consistently'>
    | undefined;
}

/**
 * `consistent` is for the table and for local indexes. Of an index that is not known the compiler can't tell; it is
 * looked at before anything is sent.
 */
export type Consistency<I, Name> =
  Known<Name, I> extends true
    ? I[Name & keyof I] extends { readonly partitionKey: unknown }
      ? NeverConsistent
      : unknown
    : unknown;

/** The options of a query or scan through the index that they name. */
export type IndexOptions<Options extends object, I, Name> = keyof I extends never
  ? Options
  : Options & Consistency<I, Name>;
