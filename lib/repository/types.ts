import type { InvalidItemError } from '../errors/invalid-item-error.ts';
import type { Backoff } from '../execution/backoff.ts';
import type { CallOptions } from '../execution/executor.ts';
import type { Given, PathOf, ValueAt } from '../expressions/path-types.ts';
import type { AttributeOf } from '../values/attribute-type.ts';

/** How a repository behaves; every option has a default. */
export interface RepositoryOptions {
  /** Takes the stored items that the class forbids; reads then skip them. Without it they throw. */
  readonly onInvalidItem?: ((error: InvalidItemError) => void) | undefined;
  /** How long the retries of batches wait: `baseMs` (50) doubling up to `maxMs` (5,000), times a `random` number. */
  readonly backoff?: Partial<Backoff> | undefined;
}

/** How a read is made. */
export interface GetOptions<Selected extends string = never> extends CallOptions {
  /** Strongly consistent, at twice the cost; default false. */
  readonly consistent?: boolean | undefined;
  /** The properties to read; all by default. What comes back has these alone. */
  readonly select?: readonly Selected[] | undefined;
}

/** How a query is made. */
export interface QueryOptions<Selected extends string = never> extends GetOptions<Selected> {
  /** The index to read; the table by default. */
  readonly index?: string | undefined;
  /** From the highest sort key down; default false. */
  readonly descending?: boolean | undefined;
  /** Most items that are given, 1 or more; all by default. */
  readonly limit?: number | undefined;
}

/** What a query reads by: the partition key's attributes, and the sort key's from left to right. */
export type QueryKey<T> = { readonly [P in AttributeOf<T>]?: Given<T[P]> | undefined };

/** How a batch is run. */
export interface BatchOptions extends CallOptions {
  /** Milliseconds until the retries of what DynamoDB didn't get to end; default 60,000. */
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

/** What a write takes for a whole item: an instance or a plain object, without the attributes that are filled in. */
export type NewItem<T, Filled extends string = never> = {
  readonly [P in Exclude<AttributeOf<T>, Filled | OptionalOf<T>>]: Given<T[P]>;
} & {
  readonly [P in Extract<AttributeOf<T>, Filled | OptionalOf<T>>]?: Given<T[P]> | undefined;
};

/** What an update takes: paths and values. Keys can't change, and `undefined` leaves an attribute alone. */
export type Changes<T, K> = {
  readonly [Path in Exclude<PathOf<T>, K>]?: Given<ValueAt<T, Path>> | undefined;
};

/** What a read gives: an instance, or the selected properties of one. */
export type Selection<T, Selected extends string> = [Selected] extends [never] ? T : Pick<T, Selected & keyof T>;
