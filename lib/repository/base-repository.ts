import { boundSchema } from '../decorators/repository.ts';
import type { CallOptions, Client } from '../execution/executor.ts';
import type { Changes, PlainChanges } from '../expressions/change-types.ts';
import type { Schema } from '../schema/schema.ts';
import type { SearchHit } from '../schema/vector-index.ts';
import { TableHandle } from '../table/table-handle.ts';
import type { AttributeOf } from '../values/attribute-type.ts';
import { readBatch } from './batch-reads.ts';
import { deleteBatch, putBatch } from './batches.ts';
import { newContext, type RepositoryContext } from './context.ts';
import { deletePartition } from './delete-partition.ts';
import type { ExplainedMethod, Explanation } from './explanation.ts';
import { getEntity } from './get-entity.ts';
import type { Indexes, IndexItem, IndexName, IndexOptions, KeyOfQuery, UnknownIndexes } from './index-types.ts';
import { loadItem } from './load.ts';
import { observe } from './observe.ts';
import { checkExists, noOptions } from './option-checks.ts';
import { sendRaw } from './raw.ts';
import type { RawBuild, RawOperation, RawOutput } from './raw-types.ts';
import { queryResults, scanResults } from './reads.ts';
import { missingItem } from './refusals.ts';
import type { Results } from './results.ts';
import { searchItems } from './search.ts';
import type { Findable, FoundItem, SearchFilter, SearchOptions, VectorIndexName } from './search-types.ts';
import type {
  BatchOptions,
  ChangeOptions,
  DeletePartitionOptions,
  GetOptions,
  Key,
  LoadOptions,
  NewItem,
  QueryOptions,
  RepositoryOptions,
  ScanOptions,
  Selection,
  SelectOptions,
  WriteOptions,
} from './types.ts';
import { writeEntity } from './writes.ts';

/**
 * Reads and writes the items of one class. Extend it, and bind the subclass with `@Repository(Model)`.
 *
 * Every returned item is an instance of the class, created without calling its constructor. Writes accept an instance
 * or a plain object. A write throws `ValidationError` before anything is sent if a value doesn't fit the class. A read
 * throws `InvalidItemError` if a stored item doesn't fit, or passes the error to `onInvalidItem`. A write throws
 * `OutcomeUnknownError` if its response is lost and the repository can't find out whether the write was done.
 *
 * Type parameters: T is the class. K is the names of its key attributes. Filled is the names of the attributes that a
 * default or the framework fills, so `create` and `put` accept items without them. I is the indexes, if the compiler is
 * to check them.
 *
 * @example
 * @Repository(Phone)
 * class PhoneRepository extends BaseRepository<Phone, 'personId'> {}
 *
 * const phones = new PhoneRepository();
 */
export abstract class BaseRepository<
  T extends object,
  K extends keyof T & string,
  Filled extends keyof T & string = never,
  I extends Indexes | UnknownIndexes = UnknownIndexes,
> {
  /** For the compiler only: the types that transactions infer from a repository. */
  declare readonly '~types'?: { readonly item: T; readonly key: K; readonly filled: Filled };
  /** The compiled schema of the class. */
  readonly schema: Schema<T>;
  /** Creates, describes, and drops the table. */
  readonly table: TableHandle;
  readonly #context: RepositoryContext<T>;

  /**
   * @param client - default: a client that the SDK configures from its environment (region, credentials, endpoint)
   * @throws ConfigurationError if `@Repository` is missing, `client` is not a client, or an option is unknown or
   * invalid
   * @throws ModelDefinitionError if the class can't be a model
   */
  constructor(client?: Client, options: RepositoryOptions = {}) {
    this.#context = newContext(this, boundSchema(new.target) as Schema<T>, client, options);
    this.schema = this.#context.schema;
    this.table = new TableHandle(this.schema, this.#context.executor);
  }

  /**
   * Creates an item. Fails if an item with the same key exists.
   *
   * @throws ItemAlreadyExistsError `condition.alreadyExists` if an item has this key; the error has that item, and
   * `deleted: true` if it is only deleted
   * @throws NotUniqueError `condition.notUnique` if another item has the same value of a `@Unique` attribute
   * @throws ValidationError `item.invalid` if the item doesn't fit the class
   * @example
   * await phones.create({ personId: 1, name: 'Ann' });
   * // PutItem { Item: { personId: { N: '1' }, name: { S: 'Ann' } },
   * //   ConditionExpression: 'attribute_not_exists(#0)', ExpressionAttributeNames: { '#0': 'personId' }, … }
   */
  create(item: NewItem<T, Filled>, options?: CallOptions): Promise<T> {
    return writeEntity(this.#context, 'create', { item, options }) as Promise<T>;
  }

  /**
   * Writes an item, and replaces any item with the same key.
   *
   * An entity that was read keeps its undeclared and hidden attributes, and so do its spreads and `Object.assign`
   * copies. Clones and JSON lose them.
   *
   * @throws VersionConflictError `condition.versionConflict` if the version changed; the error has the current item
   * @throws ConditionFailedError `condition.failed` if `if` doesn't hold
   * @throws NotUniqueError `condition.notUnique` if another item has the same value of a `@Unique` attribute
   * @throws ValidationError `item.invalid` if the item doesn't fit the class
   * @example
   * await phones.put(phone);
   * // PutItem { TableName: 'phonebook', Item: { … } }
   */
  put(item: NewItem<T, Filled>, options?: WriteOptions<T>): Promise<T> {
    return writeEntity(this.#context, 'put', { item, options }) as Promise<T>;
  }

  /**
   * Updates an existing item and returns the updated item.
   *
   * Paths reach into documents and lists. If a document on a path is absent, the update creates it, which costs two
   * more requests.
   *
   * @throws ItemNotFoundError `condition.notFound` if no item has this key
   * @throws VersionConflictError `condition.versionConflict` if the version changed; the error has the current item
   * @throws ConditionFailedError `condition.failed` if `if` doesn't hold
   * @throws NotUniqueError `condition.notUnique` if another item has the same value of a `@Unique` attribute
   * @throws ValidationError `item.invalid` if a value doesn't fit the class, nothing changes, or a key attribute would
   * change
   * @example
   * await phones.update(1, { name: 'Anna', visits: increment(1) }, { if: { name: 'Ann' } });
   * // UpdateItem { UpdateExpression: 'SET #0 = :1, #2 = if_not_exists(#2, :3) + :4',
   * //   ConditionExpression: 'attribute_exists(#5) AND #0 = :6', ReturnValues: 'ALL_NEW', … }
   */
  update(key: Key<T, K>, changes: Changes<T, K> | PlainChanges<T, K>, options?: ChangeOptions<T>): Promise<T> {
    return writeEntity(this.#context, 'update', { key, changes, options }) as Promise<T>;
  }

  /**
   * Updates an item, or creates it from the changes and the defaults of the class. Returns the item as it is now.
   *
   * On an existing item, attributes that are read-only or written once stay unchanged.
   *
   * @throws VersionConflictError `condition.versionConflict` if the version changed; the error has the current item
   * @throws ConditionFailedError `condition.failed` if `if` doesn't hold
   * @throws NotUniqueError `condition.notUnique` if another item has the same value of a `@Unique` attribute
   * @throws ValidationError `item.invalid` if a value doesn't fit the class, or the changes lack an attribute of a new
   * item
   * @example
   * await phones.upsert(1, { name: 'Anna', phoneNumber: '+33 1' });
   * // UpdateItem { UpdateExpression: 'SET #0 = :1, #2 = :3', ReturnValues: 'ALL_NEW', … }
   */
  upsert(key: Key<T, K>, changes: Changes<T, K> | PlainChanges<T, K>, options?: ChangeOptions<T>): Promise<T> {
    return writeEntity(this.#context, 'upsert', { key, changes, options }) as Promise<T>;
  }

  /**
   * Deletes an existing item and returns it as it was. With `@DeletedAt`, only marks it as deleted.
   *
   * @throws ItemNotFoundError `condition.notFound` if no item has this key
   * @throws VersionConflictError `condition.versionConflict` if the version changed; the error has the current item
   * @throws ConditionFailedError `condition.failed` if `if` doesn't hold
   * @example
   * await phones.delete(1);
   * // DeleteItem { ConditionExpression: 'attribute_exists(#0)', ReturnValues: 'ALL_OLD', … }
   */
  delete(key: Key<T, K>, options?: ChangeOptions<T>): Promise<T> {
    return writeEntity(this.#context, 'delete', { key, options }) as Promise<T>;
  }

  /**
   * Deletes an item if it exists, and returns it as it was. Undefined if there was none. `if` applies only to an
   * existing item.
   *
   * @throws VersionConflictError `condition.versionConflict` if the version changed; the error has the current item
   * @throws ConditionFailedError `condition.failed` if `if` doesn't hold
   * @example
   * await phones.deleteIfExists(1);
   * // DeleteItem { Key: { personId: { N: '1' } }, ReturnValues: 'ALL_OLD' }
   */
  deleteIfExists(key: Key<T, K>, options?: ChangeOptions<T>): Promise<T | undefined> {
    return writeEntity(this.#context, 'deleteIfExists', { key, options });
  }

  /**
   * Brings back an item that `delete` marked, and returns it. Needs `@DeletedAt` in the class.
   *
   * The item gets the expiry from before the delete. `if` and `version` test the deleted item.
   *
   * @throws ItemNotFoundError `condition.notFound` if no deleted item has this key, or it would have expired by now
   * @throws VersionConflictError `condition.versionConflict` if the version changed; the error has the deleted item
   * @throws ConditionFailedError `condition.failed` if `if` doesn't hold
   * @throws ConfigurationError if the class has no `@DeletedAt`
   * @example
   * await orders.restore(1);
   * // UpdateItem { UpdateExpression: 'REMOVE #0, #1', ConditionExpression: 'attribute_exists(#0)', … }
   */
  restore(key: Key<T, K>, options?: ChangeOptions<T>): Promise<T> {
    return writeEntity(this.#context, 'restore', { key, options }) as Promise<T>;
  }

  /**
   * Deletes an item for good that `delete` marked, and returns it as it was. Needs `@DeletedAt` in the class.
   *
   * Frees its key and its unique values. An item that is not deleted stays: delete it first.
   *
   * @throws ItemNotFoundError `condition.notFound` if no deleted item has this key
   * @throws VersionConflictError `condition.versionConflict` if the version changed; the error has the deleted item
   * @throws ConditionFailedError `condition.failed` if `if` doesn't hold
   * @throws ConfigurationError if the class has no `@DeletedAt`
   * @example
   * await orders.purge(1);
   * // DeleteItem { ConditionExpression: 'attribute_exists(#0)', ReturnValues: 'ALL_OLD', … }
   */
  purge(key: Key<T, K>, options?: ChangeOptions<T>): Promise<T> {
    return writeEntity(this.#context, 'purge', { key, options }) as Promise<T>;
  }

  /**
   * Reads one item. Undefined if no item has this key.
   *
   * Costs half a read unit per 4 KB, or one with `consistent`.
   *
   * @throws InvalidItemError `item.unreadable` if the stored item doesn't fit the class
   * @example
   * const phone = await phones.get(1, { select: ['name'] });   // { name: string } | undefined
   * // GetItem { Key: { personId: { N: '1' } }, ProjectionExpression: '#0', … }
   */
  get<const Selected extends AttributeOf<T> = never>(
    key: Key<T, K>,
    options: GetOptions<Selected> = noOptions,
  ): Promise<Selection<T, Selected> | undefined> {
    return getEntity(this.#context, key, options) as Promise<Selection<T, Selected> | undefined>;
  }

  /**
   * Reads one item that must exist.
   *
   * @throws ItemNotFoundError `condition.notFound` if no item has this key
   * @throws InvalidItemError `item.unreadable` if the stored item doesn't fit the class
   * @example
   * const phone = await phones.getOrThrow(1);
   * // GetItem { Key: { personId: { N: '1' } }, … }
   */
  async getOrThrow<const Selected extends AttributeOf<T> = never>(
    key: Key<T, K>,
    options: GetOptions<Selected> = noOptions,
  ): Promise<Selection<T, Selected>> {
    const item = await this.get(key, options);
    if (item === undefined) throw missingItem(this.schema, this.schema.mapper.toKey(key));
    return item;
  }

  /**
   * True if an item has this key. Reads only the partition key attribute, at the same cost as `get`.
   *
   * @example
   * if (await phones.exists(1)) …
   * // GetItem { Key: { personId: { N: '1' } }, ProjectionExpression: '#0', … }
   */
  async exists(key: Key<T, K>, options: Omit<GetOptions, 'select'> = {}): Promise<boolean> {
    checkExists(options, this.schema.table.name, 'exists');
    const select = [this.schema.key.first] as AttributeOf<T>[];
    // Through `get`, so that a subclass which changes it, such as the tracker, changes both.
    return (await this.get(key, { ...options, select })) !== undefined;
  }

  /**
   * Reads any number of items by key. The result has the order of the keys, with undefined for each key without an
   * item. A key can occur more than once.
   *
   * @throws UnprocessedItemsError `batch.unprocessed` if the time ends first; the error has the keys that were not read
   * @throws InvalidItemError `item.unreadable` if a stored item doesn't fit the class
   * @example
   * await phones.getMany([1, 2, 1]);
   * // BatchGetItem { RequestItems: { phonebook: { Keys: [two keys] } } }
   */
  async getMany<const Selected extends AttributeOf<T> = never>(
    keys: readonly Key<T, K>[],
    options: SelectOptions<Selected> & BatchOptions = noOptions,
  ): Promise<(Selection<T, Selected> | undefined)[]> {
    const items = await observe(this.#context, 'getMany', (context) => readBatch(context, keys, options));
    return items as (Selection<T, Selected> | undefined)[];
  }

  /**
   * Reads one item together with all other loads of the same turn of the event loop: one request for up to 100 keys.
   * Undefined if no item has this key.
   *
   * A key is read once, and each caller receives an instance of its own. Nothing is kept: a load of a later turn reads
   * again. An error reaches only the callers whose items were not read, or can't be read.
   *
   * @throws InvalidItemError `item.unreadable` if the stored item doesn't fit the class
   * @throws UnprocessedItemsError `batch.unprocessed` if the time ends before this key is read
   * @example
   * const [ann, ben, again] = await Promise.all([phones.load(1), phones.load(2), phones.load(1)]);
   * // BatchGetItem { RequestItems: { phonebook: { Keys: [two keys] } } }
   */
  load(key: Key<T, K>, options: LoadOptions = noOptions): Promise<T | undefined> {
    return loadItem(this.#context, key, options);
  }

  /**
   * Writes any number of items, and replaces any items with the same keys.
   *
   * All items are checked before anything is sent. If two items have the same key, the last one is written. The batch
   * is not atomic: readers can see a part of it, and an error can leave a part of it written.
   *
   * @throws UnprocessedItemsError `batch.unprocessed` if not all was written; the error has the items that were not
   * @throws ConfigurationError if the class has `@Version` or `@Unique`, which need conditions that batches don't have
   * @example
   * await phones.putMany(people);
   * // BatchWriteItem { RequestItems: { phonebook: [up to 25 puts] } }, once for each 25 items
   */
  async putMany(items: readonly NewItem<T, Filled>[], options: BatchOptions = {}): Promise<void> {
    await observe(this.#context, 'putMany', (context) => putBatch(context, items, options));
  }

  /**
   * Deletes any number of items by key. A key without an item is not an error.
   *
   * @throws UnprocessedItemsError `batch.unprocessed` if not all was deleted; the error has the keys that were not
   * @throws ConfigurationError if the class has `@Version`, `@Unique`, or `@DeletedAt`, which batches can't keep
   * @example
   * await phones.deleteMany([1, 2]);
   * // BatchWriteItem { RequestItems: { phonebook: [two deletes] } }
   */
  async deleteMany(keys: readonly Key<T, K>[], options: BatchOptions = {}): Promise<void> {
    await observe(this.#context, 'deleteMany', (context) => deleteBatch(context, keys, options));
  }

  /**
   * Deletes all items of a partition, and returns their number. A value or test can limit the sort key.
   *
   * Reads keys consistently and deletes 25 items per request. Items of a class with `@Unique` are deleted by one
   * transaction each, which frees their unique values. Versions are not checked, and expired items are deleted too.
   *
   * The result is the number of items that were read and are confirmed as deleted. A lost response doesn't change it. An
   * item that somebody else deletes in between also counts.
   *
   * @throws DeletionInterruptedError `delete.interrupted` if it fails after items were deleted; the error has a cursor to
   * continue
   * @throws ValidationError `item.invalid` if the key doesn't fit the class
   * @throws ConfigurationError if an extension needs conditions for deletes, except `@Version`
   * @example
   * const count = await orders.deletePartition({ customerId });
   * // Query { KeyConditionExpression: '#0 = :1', ProjectionExpression: '#0, #2', ConsistentRead: true, … }
   * // BatchWriteItem { RequestItems: { orders: [up to 25 deletes] } }, once for each 25 items
   */
  deletePartition(key: KeyOfQuery<T, K, I, never>, options: DeletePartitionOptions = noOptions): Promise<number> {
    return observe(this.#context, 'deletePartition', (context) => deletePartition(context, key, options));
  }

  /**
   * Returns the items with a partition key, in the order of the sort key. A value or test can limit the sort key.
   *
   * Nothing is sent until the results are read.
   *
   * @throws ValidationError `item.invalid` if the key or the filter doesn't fit the class; thrown when the results are
   * read
   * @throws InvalidItemError `item.unreadable` if a stored item doesn't fit the class
   * @example
   * for await (const phone of phones.query({ name: 'Ann', timestamp: gte(since) }, { index: 'byName' })) …
   * // Query { IndexName: 'byName', KeyConditionExpression: '#0 = :1 AND #2 >= :3', … }
   */
  query<const Selected extends AttributeOf<T> = never, const Name extends IndexName<I> = never, const Follow = false>(
    key: KeyOfQuery<T, K, I, Name>,
    options?: QueryOptions<T, Selected, Name> & IndexOptions<I, Name, Follow>,
  ): Results<IndexItem<T, K, I, Name, Selected, Follow>> {
    return queryResults(this.#context, key, options === undefined ? noOptions : options) as Results<never>;
  }

  /**
   * Returns all items of the table or of an index, in no defined order. `segments` reads parts in parallel.
   *
   * Reads all items, and costs their size, even if the filter returns few of them.
   *
   * @throws InvalidItemError `item.unreadable` if a stored item doesn't fit the class
   * @example
   * const busy = await phones.scan({ filter: { visits: gte(3) }, segments: 4 }).all();
   * // Scan { FilterExpression: '#0 >= :1', Segment: 0, TotalSegments: 4, … }, for each segment
   */
  scan<const Selected extends AttributeOf<T> = never, const Name extends IndexName<I> = never, const Follow = false>(
    options?: ScanOptions<T, Selected, Name> & IndexOptions<I, Name, Follow>,
  ): Results<IndexItem<T, K, I, Name, Selected, Follow>> {
    return scanResults(this.#context, options === undefined ? noOptions : options) as Results<never>;
  }

  /**
   * Searches a vector index. Returns the items that are nearest to a vector with their scores, the nearest first.
   *
   * The items lack their vector. Hidden items count towards the limit, so there can be fewer. `where` has a value of the
   * partition key of the index, and can have values of its filters. While a new index is being filled, the search is
   * retried until its time ends.
   *
   * @param vector - a `Float32Array` or an array of numbers, as many as the vectors of the index have
   * @throws ValidationError `item.invalid` if the vector or `where` doesn't fit the index
   * @throws ConfigurationError `configuration.invalid` if an option is invalid, or the engine has no vector indexes
   * @throws InvalidItemError `item.unreadable` if a stored item doesn't fit the class
   * @example
   * const hits = await passages.search(vector, { index: 'byMeaning', where: { tenant: 't1' } });
   * // SearchVectors { IndexName: 'byMeaning', SearchVector: [ … ], TopK: 10, SearchConditionExpression: '#0 = :1', … }
   */
  search<const Name extends VectorIndexName<I>, const Selected extends Findable<T> = never>(
    vector: Float32Array | readonly number[],
    options: SearchOptions<Selected, Name> & SearchFilter<T, I, Name>,
  ): Promise<SearchHit<FoundItem<T, K, I, Name, Selected>>[]> {
    const search = (context: RepositoryContext<T>) => searchItems(context, vector, options);
    return observe(this.#context, 'search', search, options?.index) as Promise<never>;
  }

  /**
   * Sends any DynamoDB command that reads or writes items, or PartiQL statements. Use it for features that the typed
   * methods lack.
   *
   * Names and values become placeholders. The table name is filled in. Returned items are instances of the class.
   *
   * @param build - returns the request; receives functions that create its placeholders
   * @throws ValidationError `item.invalid` if a path, key, item, or value doesn't fit the class
   * @throws InvalidItemError `item.unreadable` if a returned item doesn't fit the class
   * @example
   * const { Items } = await phones.raw('Query', ({ name, value }) => ({
   *   KeyConditionExpression: `${name('personId')} = ${value('personId', 1)}`,
   * }));
   * // Query { TableName: 'phonebook', KeyConditionExpression: '#0 = :1', ExpressionAttributeNames: { … }, … }
   */
  raw<Name extends RawOperation>(
    operation: Name,
    build: RawBuild<Name>,
    options?: CallOptions,
  ): Promise<RawOutput<Name, T>> {
    return observe(this.#context, 'raw', (context) => sendRaw(context, operation, build, options));
  }

  /**
   * Returns the requests that a call of a method would send first, with their estimated cost. Sends nothing.
   *
   * Takes the name of a method of this class and its arguments, and checks them as the method does. Extensions are
   * called before the write, as in a real call. Methods that a subclass overrides are explained as they are here.
   *
   * @throws ValidationError `item.invalid` if an argument doesn't fit the class
   * @throws ConfigurationError `configuration.invalid` if there is no such method, or an option is not valid
   * @example
   * const { text, writeUnits } = await phones.explain('update', 1, { name: 'Anna' });
   * // sends nothing; text: UpdateItem phonebook { UpdateExpression: SET name = 'Anna', … }, writeUnits: 1
   */
  async explain<Name extends ExplainedMethod>(
    method: Name,
    ...args: Parameters<BaseRepository<T, K, Filled, I>[Name]>
  ): Promise<Explanation> {
    const { explainCall } = await import('./explain-call.ts');
    return explainCall(this.#context, method, args);
  }
}
