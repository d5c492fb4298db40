import type { CapacityLimit } from '../execution/capacity-meter.ts';
import type { CallOptions } from '../execution/executor.ts';
import type { Condition, PlainTests } from '../expressions/condition-types.ts';
import type { EntityKeys } from '../schema/entity-definition.ts';
import type { EntityIndexes, EntityQueryKeyOf } from './entity-types.ts';
import type { IndexItem } from './index-types.ts';
import type { Results } from './results.ts';
import type { DeletePartitionOptions } from './types.ts';

// The types of collections: reads of several entities of one table at once. A worked example:
//
//   collection({ customers, orders }): Collection<{ customers: Customers; orders: Orders }>
//   .query({ customerId }): CollectionResults<{ customers: Customer; orders: Order }>
//   .grouped(): Promise<{ customers: Customer[]; orders: Order[] }>

/** A repository of an entity, as a collection needs it. */
export interface CollectionMember<T = object, Keys extends EntityKeys = EntityKeys> {
  readonly '~types'?: { readonly item: T };
  readonly '~keys'?: Keys;
}

/** The repositories of a collection, by names of your choice. */
export type CollectionMembers = Readonly<Record<string, CollectionMember>>;

type ItemOf<Member> = Member extends CollectionMember<infer T> ? T : never;

type KeysOf<Member> = Member extends { readonly '~keys'?: infer Keys } ? Extract<Keys, EntityKeys> : never;

type IndexesOf<Member> = EntityIndexes<KeysOf<Member>>;

/** The logical names of the indexes of the repositories. */
export type CollectionIndex<Members> = {
  [M in keyof Members]: keyof IndexesOf<Members[M]> & string;
}[keyof Members];

/** The key of a query: that of one of the repositories. The order of their names is unknown to the compiler. */
export type CollectionKey<Members, Name> = {
  [M in keyof Members]: [Name] extends [keyof IndexesOf<Members[M]>]
    ? EntityQueryKeyOf<ItemOf<Members[M]>, KeysOf<Members[M]>, Name>
    : never;
}[keyof Members];

/** The items of each repository by its name: whole, or what the index projects. */
export type CollectionItems<Members, Name> = {
  [M in keyof Members]: IndexItem<ItemOf<Members[M]>, never, IndexesOf<Members[M]>, Name, never, false>;
};

/** An item whose entity the table doesn't list. */
export interface UnknownEntity {
  /** The stored name. Undefined if the item has none. */
  readonly entity: string | undefined;
  /** The key of the item in stored form: `{ pk: { S: 'CUSTOMER#ann' }, sk: { S: 'REFUND#1' } }`. */
  readonly key: Readonly<Record<string, unknown>>;
}

/** Options of a query of a collection. */
export interface CollectionOptions<Members, Name extends string = never> extends CallOptions {
  /** The index to read, by its logical name in the first repository. Default: the table. */
  readonly index?: Name | undefined;
  /** Conditions on the items of each repository, by its name. DynamoDB reads and charges for all items. */
  readonly filters?:
    | { readonly [M in keyof Members]?: Condition<ItemOf<Members[M]>> | PlainTests<ItemOf<Members[M]>> | undefined }
    | undefined;
  /** The maximum number of returned items, 1 or more. Default: all. */
  readonly limit?: number | undefined;
  /** The maximum number of items that one request reads, before the filters. Default: 1 MB of items. */
  readonly pageSize?: number | undefined;
  /** The cursor of a page of the same query. Default: the first page. */
  readonly cursor?: string | undefined;
  /** Reads from the highest sort key down. Default: false. */
  readonly descending?: boolean | undefined;
  /** Strongly consistent read of the table or a local index, at twice the cost. Default: false. */
  readonly consistent?: boolean | undefined;
  /** Also returns expired items that DynamoDB hasn't deleted yet. Default: false. */
  readonly includeExpired?: boolean | undefined;
  /** Also returns items that are marked as deleted. Default: false. */
  readonly includeDeleted?: boolean | undefined;
  /** Read capacity units per second of one reading, on average. Default: no limit. */
  readonly capacityLimit?: CapacityLimit | undefined;
  /** Receives each item of an entity that the table doesn't list; the read then skips the item. Default: it throws. */
  readonly onUnknown?: ((unknown: UnknownEntity) => void) | undefined;
}

/** The items by the names of their repositories. */
export type Grouped<Items> = { [M in keyof Items]: Items[M][] };

/** The items of a query of a collection, in the order of the sort key. Nothing is sent until they are read. */
export interface CollectionResults<Items> extends Results<Items[keyof Items]> {
  /** Reads all items, by the names of their repositories. A name without items has an empty array. */
  grouped(): Promise<Grouped<Items>>;
}

/** Repositories of one table, whose items a query reads together. */
export interface Collection<Members extends CollectionMembers> {
  /**
   * Returns the items with a partition key, in the order of the sort key, each as an instance of its own class.
   *
   * A value or test can limit the sort key, as that of the first repository. Items of other entities that the table
   * lists are left out. `count()` leaves out those of unlisted entities too, and counts items without the name of an
   * entity.
   *
   * @throws ConfigurationError if the index or its partition key is not the same in all repositories
   * @throws ValidationError `item.invalid` if the key or a filter doesn't fit; thrown when the results are read
   * @throws InvalidItemError `item.unreadable` if a stored item doesn't fit its class, or is of an entity that the
   * table doesn't list and there is no `onUnknown`
   * @example
   * const { customers, orders } = await shop.query({ customerId }).grouped();
   * // Query { KeyConditionExpression: '#0 = :1', … }, for each page
   */
  query<const Name extends CollectionIndex<Members> = never>(
    key: CollectionKey<Members, Name>,
    options?: CollectionOptions<Members, Name>,
  ): CollectionResults<CollectionItems<Members, Name>>;
  /**
   * Deletes all items of the repositories' entities in a partition, and returns their number. A value or test can limit
   * the sort key, as that of the first repository.
   *
   * Reads the items consistently, and deletes them as `deletePartition` of each repository does. Items of other entities
   * stay.
   *
   * @throws DeletionInterruptedError `delete.interrupted` if it fails after items were deleted; the error has a cursor to
   * continue
   * @throws ValidationError `item.invalid` if the key doesn't fit
   * @throws ConfigurationError if an extension of a class needs conditions for deletes, except `@Version`
   * @example
   * const count = await shop.deletePartition({ customerId });
   * // Query { KeyConditionExpression: '#0 = :1', ConsistentRead: true, … }
   * // BatchWriteItem { RequestItems: { shop: [up to 25 deletes] } }, once for each 25 items
   */
  deletePartition(key: CollectionKey<Members, never>, options?: DeletePartitionOptions): Promise<number>;
}
