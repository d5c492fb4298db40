import type { CallOptions } from '../execution/executor.ts';
import type { Present } from '../expressions/path-types.ts';
import type { AttributeOf } from '../values/attribute-type.ts';
import type { KnownVectors } from './index-types.ts';
import type { PartialItem } from './types.ts';

// The filters and items of searches through typed vector indexes. A worked example:
//
//   class Passage { id: string; tenant: string; lang?: string; text: string; embedding: Float32Array }
//   type I = { byMeaning: { vector: 'embedding'; partitionKey: 'tenant'; filters: ['lang']; distance: 'cosine' } }
//
//   SearchFilter<Passage, I, 'byMeaning'> → { where: { tenant: string } & { lang?: string } }
//   FoundItem<Passage, 'id', I, 'byMeaning', never> → PartialItem<Passage, 'id' | 'tenant' | 'lang' | 'text'>

/** Options of `search`. */
export interface SearchOptions<Selected extends string = never, Name extends string = string> extends CallOptions {
  /** The vector index. */
  readonly index: Name;
  /** The maximum number of items, 1 to 100. Default: 10. A search has no pages. */
  readonly limit?: number | undefined;
  /** The properties to read. Default: all that the index has. The vector can't be one of them. */
  readonly select?: readonly Selected[] | undefined;
  /** Also returns expired items that DynamoDB hasn't deleted yet. Default: false. */
  readonly includeExpired?: boolean | undefined;
  /** Also returns items that `delete` marked by `@DeletedAt`. Default: false. */
  readonly includeDeleted?: boolean | undefined;
}

/** The properties that hold vectors. */
type VectorOf<T> = { [P in AttributeOf<T>]: [Present<T[P]>] extends [Float32Array] ? P : never }[AttributeOf<T>];

/** The properties that a search can return. */
export type Findable<T> = Exclude<AttributeOf<T>, VectorOf<T>>;

/** The names of the known vector indexes. Any string if the compiler knows none. */
export type VectorIndexName<I> = [KnownVectors<I>] extends [never] ? string : KnownVectors<I>;

type Values<T, Names> = { readonly [P in Names & keyof T]: Present<T[P]> };
type FiltersOf<Settings> = Settings extends { readonly filters: readonly (infer Name)[] } ? Name : never;

/** The values that a search compares: a value of the partition key, and of any filters. */
export type SearchFilter<T, I, Name> =
  Name extends KnownVectors<I>
    ? I[Name & keyof I] extends { readonly partitionKey: infer Partition extends string }
      ? { readonly where: Values<T, Partition> & Partial<Values<T, FiltersOf<I[Name & keyof I]>>> }
      : Optional<[FiltersOf<I[Name & keyof I]>] extends [never] ? NoFilter : Values<T, FiltersOf<I[Name & keyof I]>>>
    : Optional<Values<T, AttributeOf<T>>>;

interface Optional<Where> {
  readonly where?: Partial<Where> | undefined;
}

type NoFilter = Readonly<Record<string, never>>;

/** The properties that an index has. */
type HeldBy<T, K, Settings> = Settings extends { readonly projection: 'KEYS_ONLY' }
  ? K
  : Settings extends { readonly projection: readonly (infer Name)[] }
    ? K | Name
    : AttributeOf<T>;

/** An item that a search returns. It lacks the vector, also if the index has all attributes. */
export type FoundItem<T, K, I, Name, Selected extends string> = [Selected] extends [never]
  ? PartialItem<T, (Name extends KnownVectors<I> ? HeldBy<T, K, I[Name & keyof I]> & keyof T : unknown) & Findable<T>>
  : PartialItem<T, Selected & keyof T>;
