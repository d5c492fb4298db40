import { boundSchema } from '../decorators/repository.ts';
import type { CallOptions, Client } from '../execution/executor.ts';
import type { ResponseItem } from '../execution/lanes/decoded-item.ts';
import type { Changes, PlainChanges } from '../expressions/change-types.ts';
import type { ActionName } from '../operations/action.ts';
import { getRequest } from '../operations/get-item.ts';
import type { Schema } from '../schema/schema.ts';
import type { StoredItem } from '../sdk-types.ts';
import { TableHandle } from '../table/table-handle.ts';
import type { AttributeOf } from '../values/attribute-type.ts';
import { deleteBatch, putBatch, readBatch } from './batches.ts';
import { inTime, newContext, type RepositoryContext } from './context.ts';
import type { Indexes, IndexItem, IndexName, IndexOptions, KeyOfQuery, UnknownIndexes } from './index-types.ts';
import { checkExists, checkGet, noOptions } from './option-checks.ts';
import { sendRaw } from './raw.ts';
import type { RawBuild, RawOperation, RawOutput } from './raw-types.ts';
import { readItem, withKey } from './read-item.ts';
import { queryResults, scanResults } from './reads.ts';
import { missingItem } from './refusals.ts';
import type { Results } from './results.ts';
import type {
  BatchOptions,
  ChangeOptions,
  GetOptions,
  Key,
  NewItem,
  QueryOptions,
  RepositoryOptions,
  ScanOptions,
  Selection,
  WriteOptions,
} from './types.ts';
import { writeItem } from './writes.ts';
import { readDeleted, readWritten } from './written-item.ts';

/**
 * Reads and writes the items of one class. Subclass it and bind the subclass with `@Repository(Model)`.
 *
 * What it gives is always an instance of the class, made without running its constructor; what it takes is an instance
 * or a plain object. What doesn't fit the class is a `ValidationError` before anything is sent; what is stored and
 * doesn't fit is an `InvalidItemError`, or is handed to `onInvalidItem`.
 *
 * T is the class, K the names of its key attributes, Filled those that a caller may leave out when creating, because a
 * default or the framework fills them, and I its indexes, where the compiler is to know them.
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
  /** For the compiler alone: what transactions know of a repository. */
  declare readonly '~types'?: { readonly item: T; readonly key: K; readonly filled: Filled };
  /** The compiled description of the class. */
  readonly schema: Schema<T>;
  /** Creates, describes and drops the table. */
  readonly table: TableHandle;
  readonly #context: RepositoryContext<T>;

  /**
   * @param client - by default one that the SDK configures from its environment: region, credentials, endpoint
   * @throws ConfigurationError where `@Repository` is missing, the client is none, or an option is unknown or wrong
   * @throws ModelDefinitionError where the class can't be a model
   */
  constructor(client?: Client, options: RepositoryOptions = {}) {
    this.#context = newContext(this, boundSchema(new.target) as Schema<T>, client, options);
    this.schema = this.#context.schema;
    this.table = new TableHandle(this.schema, this.#context.executor);
  }

  /**
   * Writes an item where there is none with its key.
   *
   * @throws ItemAlreadyExistsError `condition.alreadyExists`, with the item that is there
   * @throws NotUniqueError `condition.notUnique`
   * @throws ValidationError `item.invalid`
   * @example
   * await phones.create({ personId: 1, name: 'Ann' });
   * // PutItem { Item: { personId: { N: '1' }, name: { S: 'Ann' } },
   * //   ConditionExpression: 'attribute_not_exists(#0)', ExpressionAttributeNames: { '#0': 'personId' }, … }
   */
  async create(item: NewItem<T, Filled>, options?: CallOptions): Promise<T> {
    return this.#written('create', await writeItem(this.#context, 'create', { item, options }));
  }

  /**
   * Writes an item, in the place of any with its key. An entity that was read, its spreads and `Object.assign` copies keep
   * what the class does not declare and their hidden attributes; clones and JSON don't.
   *
   * @throws VersionConflictError `condition.versionConflict`, with the current item
   * @throws ConditionFailedError `condition.failed` where `if` doesn't hold
   * @throws ValidationError `item.invalid`
   * @example
   * await phones.put(phone);   // PutItem { TableName: 'phonebook', Item: { … } }
   */
  async put(item: NewItem<T, Filled>, options?: WriteOptions<T>): Promise<T> {
    return this.#written('put', await writeItem(this.#context, 'put', { item, options }));
  }

  /**
   * Changes an item that there must be, and gives it as it now is. Paths reach into documents and lists; documents that
   * are not there are made whole, at the cost of two more requests.
   *
   * @throws ItemNotFoundError `condition.notFound`
   * @throws VersionConflictError `condition.versionConflict`, with the current item
   * @throws ConditionFailedError `condition.failed` where `if` doesn't hold
   * @throws ValidationError `item.invalid`; also where nothing changes, or a key would
   * @example
   * await phones.update(1, { name: 'Anna', visits: increment(1) }, { if: { name: 'Ann' } });
   * // UpdateItem { UpdateExpression: 'SET #0 = :1, #2 = if_not_exists(#2, :3) + :4',
   * //   ConditionExpression: 'attribute_exists(#5) AND #0 = :6', ReturnValues: 'ALL_NEW', … }
   */
  async update(key: Key<T, K>, changes: Changes<T, K> | PlainChanges<T, K>, options?: ChangeOptions<T>): Promise<T> {
    return this.#written('update', await writeItem(this.#context, 'update', { key, changes, options }));
  }

  /**
   * Changes an item, or makes it of the changes and the class's defaults. Of an item that is there, what is read-only
   * or written once stays as it is.
   *
   * @throws ValidationError `item.invalid`; also where there is no item and the changes lack what a new one needs
   * @example
   * await phones.upsert(1, { name: 'Anna', phoneNumber: '+33 1' });
   * // UpdateItem { UpdateExpression: 'SET #0 = :1, #2 = :3', ReturnValues: 'ALL_NEW', … }
   */
  async upsert(key: Key<T, K>, changes: Changes<T, K> | PlainChanges<T, K>, options?: ChangeOptions<T>): Promise<T> {
    return this.#written('upsert', await writeItem(this.#context, 'upsert', { key, changes, options }));
  }

  /**
   * Deletes an item that there must be, and gives it as it was.
   *
   * @throws ItemNotFoundError `condition.notFound`
   * @throws VersionConflictError `condition.versionConflict`, with the current item
   * @throws ConditionFailedError `condition.failed` where `if` doesn't hold
   * @example
   * await phones.delete(1);   // DeleteItem { ConditionExpression: 'attribute_exists(#0)', ReturnValues: 'ALL_OLD', … }
   */
  async delete(key: Key<T, K>, options?: ChangeOptions<T>): Promise<T> {
    return this.#written('delete', await writeItem(this.#context, 'delete', { key, options }));
  }

  /** Deletes an item if there is one, and gives it as it was. `if` must hold where there is one. */
  async deleteIfExists(key: Key<T, K>, options?: ChangeOptions<T>): Promise<T | undefined> {
    return readDeleted(this.#context, await writeItem(this.#context, 'deleteIfExists', { key, options }));
  }

  /**
   * Reads one item; undefined where there is none.
   *
   * Costs half a read unit per 4 KB, one with `consistent`.
   *
   * @throws InvalidItemError `item.unreadable`
   * @example
   * const phone = await phones.get(1, { select: ['name'] });   // { name: string } | undefined
   * // GetItem { Key: { personId: { N: '1' } }, ProjectionExpression: '#0', … }
   */
  async get<const Selected extends AttributeOf<T> = never>(
    key: Key<T, K>,
    options: GetOptions<Selected> = noOptions,
  ): Promise<Selection<T, Selected> | undefined> {
    if (options !== noOptions) checkGet(options, this.table.name, 'get');
    const stored = this.schema.mapper.toKey(key);
    const request = getRequest(this.schema, stored, options);
    const { Item } = await inTime(this.#context, options, (call) =>
      this.#context.executor.send('GetItem', request, this.table.name, call),
    );
    const { select, includeExpired } = options;
    const item = readItem(this.#context, withKey(stored, Item), { select }, includeExpired);
    return item as Selection<T, Selected> | undefined;
  }

  /**
   * Reads one item that there must be.
   *
   * @throws ItemNotFoundError `condition.notFound`
   */
  async getOrThrow<const Selected extends AttributeOf<T> = never>(
    key: Key<T, K>,
    options: GetOptions<Selected> = noOptions,
  ): Promise<Selection<T, Selected>> {
    const item = await this.get(key, options);
    if (item === undefined) throw missingItem(this.schema, this.schema.mapper.toKey(key));
    return item;
  }

  /** True where there is an item with this key; reads nothing but the key. */
  async exists(key: Key<T, K>, options: Omit<GetOptions, 'select'> = {}): Promise<boolean> {
    checkExists(options, this.schema.table.name, 'exists');
    const select = [this.schema.partitionKey.property] as AttributeOf<T>[];
    return (await this.get(key, { ...options, select })) !== undefined;
  }

  /**
   * Reads the items of any number of keys, in the keys' order, with undefined where there is none. A key may be given
   * more than once.
   *
   * @throws UnprocessedItemsError `batch.unprocessed`, with the keys that DynamoDB didn't get to in time
   * @example
   * await phones.getMany([1, 2, 1]);   // BatchGetItem { RequestItems: { phonebook: { Keys: [two keys] } } }
   */
  async getMany<const Selected extends AttributeOf<T> = never>(
    keys: readonly Key<T, K>[],
    options: GetOptions<Selected> & BatchOptions = noOptions,
  ): Promise<(Selection<T, Selected> | undefined)[]> {
    const items = await readBatch(this.#context, keys, options);
    const { select, includeExpired } = options;
    const read = (item: ResponseItem | undefined): T | undefined =>
      readItem(this.#context, item, { select }, includeExpired);
    return items.map((item) => read(item) as Selection<T, Selected> | undefined);
  }

  /**
   * Writes any number of items, in the place of any with their keys. All are checked before one is sent; of two with
   * one key the last counts. Not atomic: other readers see a part of it, and so does an error.
   *
   * @throws UnprocessedItemsError `batch.unprocessed`, with the items that were not written
   * @throws ConfigurationError of a class with `@Version` or `@Unique`, which batches can't keep
   * @example
   * await phones.putMany(people);   // BatchWriteItem { RequestItems: { phonebook: [up to 25 puts] } }, as often as needed
   */
  async putMany(items: readonly NewItem<T, Filled>[], options: BatchOptions = {}): Promise<void> {
    await putBatch(this.#context, items, options);
  }

  /**
   * Deletes the items of any number of keys; those that are not there are no error.
   *
   * @throws UnprocessedItemsError `batch.unprocessed`, with the keys that were not deleted
   * @throws ConfigurationError of a class with `@Version` or `@Unique`, which batches can't keep
   */
  async deleteMany(keys: readonly Key<T, K>[], options: BatchOptions = {}): Promise<void> {
    await deleteBatch(this.#context, keys, options);
  }

  /**
   * Reads the items with a partition key, and with what is said of the sort key, in the order of the sort key.
   *
   * @throws ValidationError `item.invalid`, when the results are read
   * @throws InvalidItemError `item.unreadable`
   * @example
   * for await (const phone of phones.query({ name: 'Ann', timestamp: gte(since) }, { index: 'byName' })) …
   * // Query { IndexName: 'byName', KeyConditionExpression: '#0 = :1 AND #2 >= :3', … }
   */
  query<const Selected extends AttributeOf<T> = never, const Name extends IndexName<I> = never>(
    key: KeyOfQuery<T, K, I, Name>,
    options?: IndexOptions<QueryOptions<T, Selected, Name>, I, Name>,
  ): Results<IndexItem<T, K, I, Name, Selected>> {
    return queryResults(this.#context, key, options === undefined ? noOptions : options) as Results<never>;
  }

  /**
   * Reads all items of the table or an index, in no order that means anything; `segments` reads side by side.
   *
   * Reads, and costs, all that is there, whatever the filter leaves.
   *
   * @throws InvalidItemError `item.unreadable`
   * @example
   * const busy = await phones.scan({ filter: { visits: gte(3) }, segments: 4 }).all();
   * // Scan { FilterExpression: '#0 >= :1', Segment: 0, TotalSegments: 4, … }, for each segment
   */
  scan<const Selected extends AttributeOf<T> = never, const Name extends IndexName<I> = never>(
    options?: IndexOptions<ScanOptions<T, Selected, Name>, I, Name>,
  ): Results<IndexItem<T, K, I, Name, Selected>> {
    return scanResults(this.#context, options === undefined ? noOptions : options) as Results<never>;
  }

  /**
   * Sends what the typed methods lack: any command of DynamoDB that reads or writes items, or PartiQL statements. Names
   * and values become placeholders, the table's name is filled in, and the items that come back are instances.
   *
   * @param build - writes the request; gets functions that make its placeholders
   * @example
   * const { Items } = await phones.raw('Query', ({ name, value }) => ({
   *   KeyConditionExpression: `${name('personId')} = ${value('personId', 1)}`,
   * }));
   * // Query { TableName: 'phonebook', KeyConditionExpression: '#0 = :1', ExpressionAttributeNames: { '#0': 'personId' }, … }
   */
  raw<Name extends RawOperation>(
    operation: Name,
    build: RawBuild<Name>,
    options?: CallOptions,
  ): Promise<RawOutput<Name, T>> {
    return sendRaw(this.#context, operation, build, options);
  }

  /** What a write gives: the item that there is now, or was. */
  #written(name: Exclude<ActionName, 'check'>, item: StoredItem | undefined): T {
    return readWritten(this.#context, name, item ?? {});
  }
}
