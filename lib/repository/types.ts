import type { InvalidItemError } from '../errors/invalid-item-error.ts';
import type { CapacityLimit } from '../execution/capacity-meter.ts';
import type { CallOptions } from '../execution/executor.ts';
import type { OperationReport } from '../execution/instrumentations.ts';
import type { LaneOption } from '../execution/lanes/lanes.ts';
import type { Condition, PlainTests } from '../expressions/condition-types.ts';
import type { Input } from '../expressions/path-types.ts';
import type { EntityKeys } from '../schema/entity-definition.ts';
import type { StoredItem } from '../sdk-types.ts';
import type { Backoff } from '../time/backoff.ts';
import type { AttributeOf } from '../values/attribute-type.ts';
import type { TellsNull } from '../values/type-tests.ts';
import type { CarriedKeys, EntityKey, OnlyPart } from './entity-types.ts';

/** Options of a repository. */
export interface RepositoryOptions {
  /** Name or ARN of the table, for example of a stage, a tenant, or a test. Default: the name in `@Table`. */
  readonly tableName?: string | undefined;
  /**
   * Receives the error of each stored item that doesn't fit the class, and the key of the item as DynamoDB stores it. The
   * read then skips the item. Default: the read throws the error.
   *
   * Not called for writes. A write that is done throws `InvalidItemError` with `written: true` if its item can't be
   * read.
   */
  readonly onInvalidItem?: ((error: InvalidItemError, key: StoredItem) => void) | undefined;
  /**
   * Wait times of retries in batches: `baseMs` (default 50), doubled up to `maxMs` (default 5,000), times a `random`
   * number.
   */
  readonly backoff?: Partial<Backoff> | undefined;
  /** Returns the milliseconds since 1970, for written times and the time to live. Default: `Date.now`. */
  readonly clock?: (() => number) | undefined;
  /** Time limit of an operation in milliseconds, if the call has none. Default: 30,000, or 60,000 for a batch. */
  readonly timeoutMs?: number | undefined;
  /**
   * How requests are sent. The requests and results are the same in both cases.
   *
   * `'auto'`, the default, uses the fastest lane that is safe: it skips the client's middleware if nobody changed it,
   * and else runs all of it. `'sdk'` always calls the client's `send` with a command of the SDK.
   */
  readonly lane?: LaneOption | undefined;
  /** Signs cursors, so clients can't create or change them. Without it, cursors are only protected against mistakes. */
  readonly cursorSecret?: string | undefined;
  /**
   * Receives one line for each operation, without values and keys: `update orders 12 ms, 1 request, 1 write unit`.
   *
   * A failed operation is an error, a slow one a warning, and any other one a debug message. Default: none.
   */
  readonly logger?: OperationLogger | undefined;
  /** Receives the report of each operation that takes `slowMs` or longer. Its errors don't fail the operation. */
  readonly onSlow?: ((report: OperationReport) => void) | undefined;
  /** Milliseconds above 0 from which an operation is slow. Default: 1,000. */
  readonly slowMs?: number | undefined;
}

/** A logger of any library, such as `console`, pino, or winston. Its errors don't fail the operation. */
export interface OperationLogger {
  debug(message: string): unknown;
  warn(message: string): unknown;
  error(message: string): unknown;
}

/** The options of a write, for internal use. */
export interface WriteCallOptions extends CallOptions {
  readonly if?: unknown;
  readonly version?: number | undefined;
}

/** Options of `put`. */
export interface WriteOptions<T> extends CallOptions {
  /** Condition on the stored item. */
  readonly if?: Condition<T> | PlainTests<T> | undefined;
}

/** Options of `update`, `upsert`, `delete`, and `deleteIfExists`. */
export interface ChangeOptions<T> extends WriteOptions<T> {
  /**
   * The version that the item must have. Requires `@Version`. Default: the version of the entity, if the key is an
   * entity.
   */
  readonly version?: number | undefined;
}

// The options that don't depend on the class are separate interfaces, because the compiler then checks them only once.

/** Options of all reads. */
interface ReadOptions extends CallOptions {
  /** Strongly consistent read, at twice the cost. Default: false. */
  readonly consistent?: boolean | undefined;
  /** Also returns expired items that DynamoDB hasn't deleted yet. Default: false. */
  readonly includeExpired?: boolean | undefined;
  /** Also returns items that `delete` marked by `@DeletedAt`. Default: false. */
  readonly includeDeleted?: boolean | undefined;
}

/** Options of reads that can select properties. */
export interface SelectOptions<Selected extends string = never> extends ReadOptions {
  /** The properties to read. The result has only these. Default: all. */
  readonly select?: readonly Selected[] | undefined;
}

/** Options of `load`. */
export interface LoadOptions extends ReadOptions {
  /** Ends the wait of this call. The other loads of the request continue. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Milliseconds above 0 until the wait of this call ends. Default: the time limit of the batch, which is that of the
   * repository, or else 60,000.
   */
  readonly timeoutMs?: number | undefined;
}

/** Options of `get` and `getOrThrow`. */
export interface GetOptions<Selected extends string = never> extends SelectOptions<Selected> {
  /**
   * True to throw `OtherEntityError` if the item with this key belongs to another entity of the table. Default: such a
   * read finds no item.
   */
  readonly diagnose?: boolean | undefined;
}

/** Options of reads in pages. */
interface PagedOptions<T> {
  /**
   * Condition on the returned items. DynamoDB reads and charges for all items. In a query, the filter can't contain key
   * attributes of the queried table or index.
   */
  readonly filter?: Condition<T> | PlainTests<T> | undefined;
  /** The maximum number of returned items, 1 or more. Default: all. */
  readonly limit?: number | undefined;
  /**
   * The maximum number of items that one request reads, before the filter (`Limit` of DynamoDB). Default: 1 MB of
   * items.
   */
  readonly pageSize?: number | undefined;
  /** Reads from the highest sort key down. Default: false. */
  readonly descending?: boolean | undefined;
  /**
   * Read capacity units per second of one reading of the results, on average. Pauses between requests don't count
   * towards the time limit. Default: no limit.
   */
  readonly capacityLimit?: CapacityLimit | undefined;
}

/** Option of reads through an index. */
interface FollowOptions {
  /**
   * Returns whole items although the index has only a part of them: reads up to 100 per `BatchGetItem`, in the order of
   * the index. Default: false. No effect on the table and on an index that projects all attributes.
   *
   * `filter` tests the attributes of the index. `consistent` applies to the batch reads, also for a global index. Items
   * that were deleted since the index was updated are left out. `count()` counts the entries of the index.
   */
  readonly follow?: boolean | undefined;
}

/** Options of `query`. */
export interface QueryOptions<T, Selected extends string = never, Name extends string = string>
  extends SelectOptions<Selected>,
    PagedOptions<T>,
    FollowOptions {
  /** The index to read. Default: the table. */
  readonly index?: Name | undefined;
}

/** Options of `scan`. */
export interface ScanOptions<T, Selected extends string = never, Name extends string = string>
  extends QueryOptions<T, Selected, Name> {
  /** Not available: a scan has no order. */
  readonly descending?: never;
  /**
   * Number of parts to read in parallel, 1 to 1,000,000. Default: 1.
   *
   * The items come in turn: one page of each segment in the order of the segments, then the next page of each.
   */
  readonly segments?: number | undefined;
  /** The maximum number of segments that are read at the same time, 1 or more. Default: 4. */
  readonly concurrency?: number | undefined;
}

/** Options of batches. */
export interface BatchOptions extends CallOptions {
  /** Time limit in milliseconds, retries of unprocessed items included. Default: the repository's, or else 60,000. */
  readonly timeoutMs?: number | undefined;
  /** The maximum number of requests in flight, 1 or more. Default: 4. */
  readonly concurrency?: number | undefined;
  /**
   * Capacity units per second of the call, on average. Its pauses count towards the time limit, so raise `timeoutMs`
   * for a large batch. Default: no limit.
   */
  readonly capacityLimit?: CapacityLimit | undefined;
  /** Called after each request, with the number of items that are done and the total. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Options of `deletePartition`. */
export interface DeletePartitionOptions extends CallOptions {
  /** The maximum number of items that this call deletes, 1 or more. Default: all. */
  readonly limit?: number | undefined;
  /**
   * True to delete items of classes with `@DeletedAt` for good, those that are marked too. Default: false, which refuses
   * such classes.
   */
  readonly purge?: boolean | undefined;
  /** The cursor of a `DeletionInterruptedError`. Its items are part of the result. */
  readonly cursor?: string | undefined;
  /** Time limit of the whole call in milliseconds. Default: the repository's, or else 60,000. */
  readonly timeoutMs?: number | undefined;
  /** The maximum number of requests in flight, 1 or more. Default: 4. */
  readonly concurrency?: number | undefined;
  /**
   * Capacity units per second of the call, on average. Its pauses count towards the time limit, so raise `timeoutMs`
   * for a large partition. Default: no limit.
   */
  readonly capacityLimit?: CapacityLimit | undefined;
  /** Called after each request, with the number of deleted items. */
  readonly onProgress?: ((deleted: number) => void) | undefined;
}

type UnionToIntersection<U> = (U extends unknown ? (value: U) => void : never) extends (value: infer I) => void
  ? I
  : never;

/** `false` for several names, `true` for one, the keys of an entity if the names carry them. Depends on K only. */
type FormOf<K> = [K] extends [UnionToIntersection<K>]
  ? true
  : [CarriedKeys<K>] extends [never]
    ? false
    : CarriedKeys<K>;

type OtherForm<T, K extends keyof T, Form> = Form extends EntityKeys ? EntityKey<T, Form> | OnlyPart<T, Form> : T[K];

/**
 * A key: an object of the key attributes, or the bare value if there is only one. Of an entity, parts in documents are
 * named by their paths, or given within the document.
 */
export type Key<T, K extends keyof T> = Pick<T, K> | (FormOf<K> extends false ? never : OtherForm<T, K, FormOf<K>>);

type OptionalOf<T> = { [P in AttributeOf<T>]: undefined extends T[P] ? P : never }[AttributeOf<T>];

/** For the compiler only: marks a partial item. */
declare const partial: unique symbol;

/** A partial item, read by `select` or through an index. `put` rejects it and its copies. */
export type PartialItem<T, Names extends keyof T> = Pick<T, Names> & { readonly [partial]?: true };

/** The input of `create` and `put`: an instance or a plain object. Attributes in `Filled` are optional. */
export type NewItem<T, Filled extends string = never> = WrittenItem<T, Filled> & { readonly [partial]?: undefined };

/**
 * In most classes exactly the attributes with `?` are optional. A mapped type over T is then the fastest for the
 * compiler.
 */
type WrittenItem<T, Filled extends string, Names extends keyof T = AttributeOf<T>> =
  MarksAbsence<T, Filled> extends true
    ? RequiredUnlessFilled<FilledHint, T, Names>
    : RequiredUnlessFilled<FilledHint, T, Exclude<Names, Filled | OptionalOf<T>>> & {
        readonly [P in Extract<Names, Filled | OptionalOf<T>>]?: Input<T[P]> | undefined;
      };

/**
 * The attributes that an item requires. The compiler prints this name and its first argument if one is missing.
 */
type RequiredUnlessFilled<_Hint, T, Names extends keyof T> = { readonly [P in Names]: Input<T[P]> };

type FilledHint =
  "if the framework fills it, name it in the third type parameter: BaseRepository<Model, Key, 'version' | 'createdAt'>";

/**
 * True if exactly the attributes with `?` are optional: nothing is filled in, and no other type includes `undefined`.
 */
type MarksAbsence<T, Filled> = [Filled] extends [never]
  ? unknown extends T[keyof T]
    ? false
    : T extends NoneAbsent<T>
      ? TellsNull
      : false
  : false;

type NoneAbsent<T> = { readonly [P in keyof T]: string | number | bigint | boolean | symbol | object | null };

/**
 * The result of a read: an instance, or its selected properties.
 *
 * `Extract` makes the compiler infer `Selected` from the options only. In `put(await get(key))`, nothing is selected.
 */
export type Selection<T, Selected extends string> = [Selected] extends [never]
  ? T
  : PartialItem<T, Extract<keyof T, Selected>>;
