import type { InvalidItemError } from '../errors/invalid-item-error.ts';
import type { CallOptions } from '../execution/executor.ts';
import type { Lane } from '../execution/lanes/lanes.ts';
import type { Condition, PlainTests } from '../expressions/condition-types.ts';
import type { Input } from '../expressions/path-types.ts';
import type { Backoff } from '../time/backoff.ts';
import type { AttributeOf } from '../values/attribute-type.ts';

/** How a repository behaves; every option has a default. */
export interface RepositoryOptions {
  /** The table's name, or ARN, in the place of the one that `@Table` gives: of a stage, a tenant, a test. */
  readonly tableName?: string | undefined;
  /**
   * Takes the stored items that the class forbids; reads then skip them. Without it they throw. It is not called for writes:
   * a write that is done, and whose item can't be read, throws `InvalidItemError` with `written: true`.
   */
  readonly onInvalidItem?: ((error: InvalidItemError) => void) | undefined;
  /** How long the retries of batches wait: `baseMs` (50) doubling up to `maxMs` (5,000), times a `random` number. */
  readonly backoff?: Partial<Backoff> | undefined;
  /** Milliseconds since 1970, for times that are written and for times to live; `Date.now` by default. */
  readonly clock?: (() => number) | undefined;
  /** Milliseconds that an operation may take, where its call says nothing; default 30,000, and 60,000 for a batch. */
  readonly timeoutMs?: number | undefined;
  /**
   * Which way calls take. `'auto'`, the default, is the shortest one that puts the same on the wire and gives the same
   * results as the client's `send`: past the client's middleware while it is the SDK's own alone, else through all of
   * it. `'sdk'` is `send` itself, with the SDK's own commands.
   */
  readonly lane?: Lane | undefined;
  /** Signs cursors, so that nobody can make one; without it they are only checked against mistakes. */
  readonly cursorSecret?: string | undefined;
}

/** What a write takes, as its parts see it. */
export interface WriteCallOptions extends CallOptions {
  readonly if?: unknown;
  readonly version?: number | undefined;
}

/** What a write takes. */
export interface WriteOptions<T> extends CallOptions {
  /** What must hold of the item that is there. */
  readonly if?: Condition<T> | PlainTests<T> | undefined;
}

/** What an update, upsert or delete takes. */
export interface ChangeOptions<T> extends WriteOptions<T> {
  /** The version that the item must have; of a class with `@Version`. By default that of an entity that is the key. */
  readonly version?: number | undefined;
}

// What depends on the class, and what on the call, are interfaces of their own: the first is looked at once in a program.

/** How anything is read. */
interface ReadOptions extends CallOptions {
  /** Strongly consistent, at twice the cost; default false. */
  readonly consistent?: boolean | undefined;
  /** True to read items too that are past their time to live, and that DynamoDB has not deleted yet. */
  readonly includeExpired?: boolean | undefined;
}

/** How a read is made. */
export interface GetOptions<Selected extends string = never> extends ReadOptions {
  /** The properties to read; all by default. What comes back has these alone. */
  readonly select?: readonly Selected[] | undefined;
}

/** Which items are read in pages. */
interface PagedOptions<T> {
  /** What items must be to be given. All are read and paid for; keys of what is queried can't be filtered by. */
  readonly filter?: Condition<T> | PlainTests<T> | undefined;
  /** Most items that are given, 1 or more; all by default. */
  readonly limit?: number | undefined;
  /** DynamoDB's Limit: items that one request looks at, before the filter; 1 MB of them by default. */
  readonly pageSize?: number | undefined;
  /** From the highest sort key down; default false. */
  readonly descending?: boolean | undefined;
}

/** How a query is made. */
export interface QueryOptions<T, Selected extends string = never, Name extends string = string>
  extends GetOptions<Selected>,
    PagedOptions<T> {
  /** The index to read; the table by default. */
  readonly index?: Name | undefined;
}

/** How a scan is made. */
export interface ScanOptions<T, Selected extends string = never, Name extends string = string>
  extends QueryOptions<T, Selected, Name> {
  /** A scan has no order of keys. */
  readonly descending?: never;
  /**
   * Parts, 1 to 1,000,000, that are read side by side; default 1. Items come in turn: a page of each segment, in the
   * order of the segments, then the next of each.
   */
  readonly segments?: number | undefined;
  /** Segments that are read at once, 1 or more; default 4. */
  readonly concurrency?: number | undefined;
}

/** How a batch is run. */
export interface BatchOptions extends CallOptions {
  /** Milliseconds until the retries of what DynamoDB didn't get to end; the repository's, or else 60,000. */
  readonly timeoutMs?: number | undefined;
  /** Calls under way at once, 1 or more; default 4. */
  readonly concurrency?: number | undefined;
  /** Told after each call how many of all requests are done. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

type UnionToIntersection<U> = (U extends unknown ? (value: U) => void : never) extends (value: infer I) => void
  ? I
  : never;
type IsOne<K> = [K] extends [UnionToIntersection<K>] ? true : false;

/** A key: its attributes, or the bare value where it has one. */
export type Key<T, K extends keyof T> = Pick<T, K> | (IsOne<K> extends true ? T[K] : never);

type OptionalOf<T> = { [P in AttributeOf<T>]: undefined extends T[P] ? P : never }[AttributeOf<T>];

/** For the compiler alone: what marks an item that holds a part. */
declare const partial: unique symbol;

/** A part of an item, read by `select` or through an index: it can't be written back whole, nor can a copy. */
export type PartialItem<T, Names extends keyof T> = Pick<T, Names> & { readonly [partial]?: true };

/** What a write takes for a whole item: an instance or a plain object, without the attributes that are filled in. */
export type NewItem<T, Filled extends string = never> = WrittenItem<T, Filled> & { readonly [partial]?: undefined };

/** In most classes the attributes with a `?` are those that may be left out, which the compiler is quickest to copy. */
type WrittenItem<T, Filled extends string, Names extends keyof T = AttributeOf<T>> =
  MarksAbsence<T, Filled> extends true
    ? { readonly [P in Names]: Input<T[P]> }
    : {
        readonly [P in Exclude<Names, Filled | OptionalOf<T>>]: Input<T[P]>;
      } & {
        readonly [P in Extract<Names, Filled | OptionalOf<T>>]?: Input<T[P]> | undefined;
      };

/** True where what may be left out is what has a `?`: nothing is filled in, and no other type takes `undefined`. */
type MarksAbsence<T, Filled> = [Filled] extends [never]
  ? unknown extends T[keyof T]
    ? false
    : T extends NoneAbsent<T>
      ? TellsNull
      : false
  : false;

type NoneAbsent<T> = { readonly [P in keyof T]: string | number | bigint | boolean | symbol | object | null };

/** False where the compiler takes `undefined` for everything. */
type TellsNull = undefined extends string ? false : true;

/**
 * What a read gives: an instance, or the selected properties of one. `Extract` takes `Selected` from the options alone:
 * `put(await get(key))` selects nothing, whatever `put` takes.
 */
export type Selection<T, Selected extends string> = [Selected] extends [never]
  ? T
  : PartialItem<T, Extract<keyof T, Selected>>;
