import type { SortKeyTest } from '../expressions/condition-types.ts';
import type { Present } from '../expressions/path-types.ts';
import type { IndexSettings, LocalIndexSettings } from '../schema/index-settings.ts';
import type { VectorIndexSettings } from '../schema/vector-index.ts';
import type { TypeRefusal } from '../type-refusal.ts';
import type { AttributeOf } from '../values/attribute-type.ts';
import type { CarriedKeys, EntityQueryKeyOf, HeldPath } from './entity-types.ts';
import type { Exact, SortParts } from './key-parts.ts';
import type { PartialItem, Selection } from './types.ts';

// The keys and items of queries through typed indexes. A worked example:
//
//   class Person { id: string; name: string; age: number; note?: string }
//   type I = { byName: { partitionKey: 'name'; sortKey: ['age', 'note']; projection: ['note'] } }
//
//   KeyOfQuery<Person, 'id', I, 'byName'> →
//     { name: string } & (
//       | { age?: undefined; note?: undefined }
//       | { age: number or a test; note?: undefined }
//       | { age: number; note: string or a test }
//     )
//   IndexItem<Person, 'id', I, 'byName', never, false> → PartialItem<Person, 'id' | 'name' | 'age' | 'note'>
//   IndexItem<Person, 'id', I, 'byName', never, true> → Person

/**
 * The fourth type parameter of a repository: the settings of its indexes, by name. Pass the same constant to `@Index`,
 * `@LocalIndex`, and `@VectorIndex`, so the compiler knows the key and the projection of each index.
 */
export type Indexes = Readonly<Record<string, IndexSettings | LocalIndexSettings | VectorIndexSettings>>;

/** Indexes that the compiler doesn't know. Any name and any key are accepted, and items count as whole. */
export type UnknownIndexes = Record<never, never>;

/** The names of the known indexes that queries read. Any string if no index is known. */
export type IndexName<I> = keyof I extends never
  ? string
  : [CarriedKeys<I>] extends [never]
    ? Exclude<keyof I & string, KnownVectors<I>>
    : keyof I & string;

/** The names of the known vector indexes. */
export type KnownVectors<I> = {
  [Name in keyof I]: I[Name] extends { readonly vector: string } ? Name : never;
}[keyof I] &
  string;

type NamesIn<Key> = Key extends readonly (infer Name)[] ? Name & string : Key & string;

type Lists<Key> = Key extends readonly string[] ? Key : Key extends string ? readonly [Key] : readonly [];

type SortOf<Settings> = Settings extends { readonly sortKey: infer Key } ? Lists<Key> : readonly [];

/** The key of a query through an index: all attributes of its partition key, and its sort key from left to right. */
type IndexKey<T, K extends keyof T & string, Settings> = Settings extends { readonly partitionKey: infer Key }
  ? Exact<T, NamesIn<Key>> & SortParts<T, SortOf<Settings>>
  : QueryKey<T, SortOf<Settings>[number]> & OneOf<T, K>;

/** The key of a query: the attributes of the partition key, and of the sort key from left to right. */
export type QueryKey<T, Names extends string = AttributeOf<T>> = KeyTests<T, Names & keyof T>;

type KeyTests<T, Names extends keyof T> = { readonly [P in Names]?: KeyTest<T[P]> };

/**
 * The value or test of one key attribute. An alias, because the compiler caches an alias per type, but not an inline
 * conditional type.
 */
type KeyTest<V> = [V] extends [never] ? undefined : SortKeyTest<Present<V>> | undefined;

/** One key attribute by its value. The compiler doesn't know which one is the partition key. */
type OneOf<T, K extends keyof T> = K extends unknown ? { readonly [P in K]: Present<T[P]> } : never;

/** The key of a query of the table: one key attribute by its value, and the other one, if any, by a value or a test. */
export type TableQueryKey<T, K extends keyof T & string> = KeyTests<T, K> & OneOf<T, K>;

/**
 * The key of a query through an index, or of the table if no index is named. If the index is not known, any attributes.
 *
 * A name is always a string, so the last branch is never the result. The compiler infers the literals of a key from it
 * while the name is still unknown.
 */
export type KeyOfQuery<T, K extends keyof T & string, I, Name> = keyof I extends never
  ? [Name] extends [string]
    ? [Name] extends [never]
      ? TableQueryKey<T, K>
      : KeyTests<T, AttributeOf<T>>
    : KeyTests<T, K>
  : TypedKey<T, K, I, Name>;

/** The key of a query if the compiler knows the indexes. */
type TypedKey<T, K extends keyof T & string, I, Name> = [CarriedKeys<I>] extends [never]
  ? [Name] extends [string]
    ? [Name] extends [never]
      ? TableQueryKey<T, K>
      : IndexKey<T, K, I[Name & keyof I]>
    : KeyTests<T, K>
  : EntityQueryKeyOf<T, CarriedKeys<I>, Name>;

/** True if the named index is known to the compiler. */
type Known<Name, I> = [Name] extends [never] ? false : [Name] extends [keyof I] ? true : false;

type HeldNames<T, K, I, Settings> = (
  | ([CarriedKeys<I>] extends [never]
      ? K | (Settings extends { readonly partitionKey: infer Key } ? NamesIn<Key> : never) | SortOf<Settings>[number]
      : HeldPath<CarriedKeys<I>, Settings>)
  | (Settings extends { readonly projection: readonly (infer Name)[] } ? Name : never)
) &
  keyof T;

/** An index whose names include every attribute returns whole items. */
type PartialOf<T, Names extends keyof T> = [AttributeOf<T>] extends [Names] ? T : PartialItem<T, Names>;

/** True if the index projects only a part of each item. */
type IsPartial<Settings> = Settings extends { readonly projection: 'KEYS_ONLY' | readonly string[] } ? true : false;

/**
 * An item of a read through an index: a whole item if the index projects all attributes or is followed, or else a
 * partial item.
 */
export type IndexItem<T, K, I, Name, Selected extends string, Follow> = keyof I extends never
  ? Selection<T, Selected>
  : [Selected] extends [never]
    ? [Known<Name, I>, Follow] extends [false, unknown] | [true, true]
      ? T
      : IsPartial<I[Name & keyof I]> extends true
        ? PartialOf<T, HeldNames<T, K, I, I[Name & keyof I]>>
        : T
    : Selection<T, Selected>;

interface NeverConsistent {
  readonly consistent?:
    | false
    | TypeRefusal<'only the table and its local indexes can be read consistently'>
    | undefined;
}

/**
 * `consistent` is allowed for the table, for local indexes, and for partial indexes that are followed. For an unknown
 * index, it is checked before anything is sent.
 */
export type Consistency<I, Name, Follow> =
  Known<Name, I> extends true
    ? I[Name & keyof I] extends { readonly partitionKey: unknown }
      ? [Follow, IsPartial<I[Name & keyof I]>] extends [true, true]
        ? unknown
        : NeverConsistent
      : unknown
    : unknown;

/** What a query or scan through a known index adds to its options. An intersection costs less than a wrapping type. */
export type IndexOptions<I, Name, Follow> = keyof I extends never
  ? unknown
  : FollowedBy<Follow> & Consistency<I, Name, Follow>;

/** The compiler infers `Follow` from it. It is not a part of the options, which classes without known indexes share. */
interface FollowedBy<Follow> {
  readonly follow?: Follow | undefined;
}
