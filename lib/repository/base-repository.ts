import { boundSchema } from '../decorators/repository.ts';
import { InvalidItemError } from '../errors/invalid-item-error.ts';
import { type CallOptions, type Client, Executor } from '../execution/executor.ts';
import { deleteIfExistsRequest, deleteRequest } from '../operations/delete-item.ts';
import { getRequest } from '../operations/get-item.ts';
import { createRequest, putRequest } from '../operations/put-item.ts';
import { updateRequest } from '../operations/update-item.ts';
import type { StoredItem } from '../schema/document-codec.ts';
import type { Schema } from '../schema/schema.ts';
import { TableHandle } from '../table/table-handle.ts';
import type { AttributeOf } from '../values/attribute-type.ts';
import { type BatchContext, readBatch, writeBatch } from './batches.ts';
import { queryPages } from './query-pages.ts';
import { missingItem, refusedChange, refusedCreate } from './refusals.ts';
import { Results } from './results.ts';
import type {
  BatchOptions,
  Changes,
  GetOptions,
  Key,
  NewItem,
  QueryKey,
  QueryOptions,
  RepositoryOptions,
  Selection,
} from './types.ts';

/**
 * Reads and writes the items of one class. Subclass it and bind the subclass with `@Repository(Model)`.
 *
 * What it gives is always an instance of the class, made without running its constructor; what it takes is an instance
 * or a plain object. What doesn't fit the class is a `ValidationError` before anything is sent; what is stored and
 * doesn't fit is an `InvalidItemError`, or is handed to `onInvalidItem`.
 *
 * T is the class, K the names of its key attributes, and Filled those that a caller may leave out when creating,
 * because a default or the framework fills them.
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
> {
  /** The compiled description of the class. */
  readonly schema: Schema<T>;
  /** Creates, describes and drops the table. */
  readonly table: TableHandle;
  readonly #executor: Executor;
  readonly #options: RepositoryOptions;

  /**
   * @param client - by default one that the SDK configures from its environment: region, credentials, endpoint
   * @throws ConfigurationError where `@Repository` is missing
   * @throws ModelDefinitionError where the class can't be a model
   */
  constructor(client?: Client, options: RepositoryOptions = {}) {
    this.schema = boundSchema(new.target) as Schema<T>;
    this.#executor = new Executor(client);
    this.#options = options;
    this.table = new TableHandle(this.schema, this.#executor);
  }

  /**
   * Writes an item where there is none with its key.
   *
   * @throws ItemAlreadyExistsError `condition.alreadyExists`, with the item that is there
   * @throws ValidationError `item.invalid`
   * @example
   * await phones.create({ personId: 1, name: 'Ann' });
   * // PutItem { Item: { personId: { N: '1' }, name: { S: 'Ann' } },
   * //   ConditionExpression: 'attribute_not_exists(#0)', ExpressionAttributeNames: { '#0': 'personId' }, … }
   */
  async create(item: NewItem<T, Filled>, options?: CallOptions): Promise<T> {
    const stored = this.schema.mapper.toItem(item);
    try {
      await this.#executor.send('PutItem', createRequest(this.schema, stored), this.table.name, options);
    } catch (error) {
      throw refusedCreate(this.schema, this.schema.mapper.keyOf(stored), error);
    }
    return this.schema.mapper.fromItem(stored);
  }

  /**
   * Writes an item, in the place of any with its key.
   *
   * @throws ValidationError `item.invalid`
   * @example
   * await phones.put(phone);   // PutItem { TableName: 'phonebook', Item: { … } }
   */
  async put(item: NewItem<T, Filled>, options?: CallOptions): Promise<T> {
    const stored = this.schema.mapper.toItem(item);
    await this.#executor.send('PutItem', putRequest(this.schema, stored), this.table.name, options);
    return this.schema.mapper.fromItem(stored);
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
    options: GetOptions<Selected> = {},
  ): Promise<Selection<T, Selected> | undefined> {
    const stored = this.schema.mapper.toKey(key);
    const { Item } = await this.#executor.send(
      'GetItem',
      getRequest(this.schema, stored, options),
      this.table.name,
      options,
    );
    return this.#read(Item && { ...stored, ...Item }, options.select) as Selection<T, Selected> | undefined;
  }

  /**
   * Reads one item that there must be.
   *
   * @throws ItemNotFoundError `condition.notFound`
   */
  async getOrThrow<const Selected extends AttributeOf<T> = never>(
    key: Key<T, K>,
    options: GetOptions<Selected> = {},
  ): Promise<Selection<T, Selected>> {
    const item = await this.get(key, options);
    if (item === undefined) throw missingItem(this.schema, this.schema.mapper.toKey(key));
    return item;
  }

  /** True where there is an item with this key; reads nothing but the key. */
  async exists(key: Key<T, K>, { signal, consistent }: Omit<GetOptions, 'select'> = {}): Promise<boolean> {
    const stored = this.schema.mapper.toKey(key);
    const request = getRequest(this.schema, stored, { consistent, select: [this.schema.partitionKey.property] });
    return (await this.#executor.send('GetItem', request, this.table.name, { signal })).Item !== undefined;
  }

  /**
   * Changes an item that there must be, and gives it as it now is. Paths reach into documents and lists.
   *
   * @throws ItemNotFoundError `condition.notFound`
   * @throws ValidationError `item.invalid`; also where nothing changes, or a key would
   * @example
   * await phones.update(1, { name: 'Anna', 'address.zip': '75001' });
   * // UpdateItem { UpdateExpression: 'SET #0 = :1, #2.#3 = :4', ConditionExpression: 'attribute_exists(#5)',
   * //   ReturnValues: 'ALL_NEW', … }
   */
  async update(key: Key<T, K>, changes: Changes<T, K>, options?: CallOptions): Promise<T> {
    const stored = this.schema.mapper.toKey(key);
    const request = updateRequest(this.schema, stored, changes);
    try {
      const { Attributes = {} } = await this.#executor.send('UpdateItem', request, this.table.name, options);
      return this.schema.mapper.fromItem(Attributes);
    } catch (error) {
      throw refusedChange(this.schema, stored, error);
    }
  }

  /**
   * Deletes an item that there must be, and gives it as it was.
   *
   * @throws ItemNotFoundError `condition.notFound`
   * @example
   * await phones.delete(1);   // DeleteItem { ConditionExpression: 'attribute_exists(#0)', ReturnValues: 'ALL_OLD', … }
   */
  async delete(key: Key<T, K>, options?: CallOptions): Promise<T> {
    const stored = this.schema.mapper.toKey(key);
    try {
      const request = deleteRequest(this.schema, stored);
      const { Attributes = {} } = await this.#executor.send('DeleteItem', request, this.table.name, options);
      return this.schema.mapper.fromItem(Attributes);
    } catch (error) {
      throw refusedChange(this.schema, stored, error);
    }
  }

  /** Deletes an item if there is one, and gives it as it was. */
  async deleteIfExists(key: Key<T, K>, options?: CallOptions): Promise<T | undefined> {
    const request = deleteIfExistsRequest(this.schema, this.schema.mapper.toKey(key));
    const { Attributes } = await this.#executor.send('DeleteItem', request, this.table.name, options);
    return Attributes && this.schema.mapper.fromItem(Attributes);
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
    options: GetOptions<Selected> & BatchOptions = {},
  ): Promise<(Selection<T, Selected> | undefined)[]> {
    const items = await readBatch(this.#batch(), keys, options);
    return items.map((item) => this.#read(item, options.select) as Selection<T, Selected> | undefined);
  }

  /**
   * Writes any number of items, in the place of any with their keys. All are checked before one is sent; of two with
   * one key the last counts. Not atomic: other readers see a part of it, and so does an error.
   *
   * @throws UnprocessedItemsError `batch.unprocessed`, with the items that were not written
   * @example
   * await phones.putMany(people);   // BatchWriteItem { RequestItems: { phonebook: [up to 25 puts] } }, as often as needed
   */
  async putMany(items: readonly NewItem<T, Filled>[], options: BatchOptions = {}): Promise<void> {
    const encode = (item: unknown): StoredItem => this.schema.mapper.toItem(item);
    await writeBatch(this.#batch(), items, encode, (stored) => ({ put: stored }), options);
  }

  /**
   * Deletes the items of any number of keys; those that are not there are no error.
   *
   * @throws UnprocessedItemsError `batch.unprocessed`, with the keys that were not deleted
   */
  async deleteMany(keys: readonly Key<T, K>[], options: BatchOptions = {}): Promise<void> {
    const encode = (key: unknown): StoredItem => this.schema.mapper.toKey(key);
    await writeBatch(this.#batch(), keys, encode, (stored) => ({ delete: stored }), options);
  }

  /**
   * Reads the items with a partition key, or with its and the sort key's values, in the order of the sort key.
   *
   * @throws ValidationError `item.invalid`, when the results are read
   * @throws InvalidItemError `item.unreadable`
   * @example
   * for await (const phone of phones.query({ name: 'Ann' }, { index: 'byName' })) …
   * // Query { IndexName: 'byName', KeyConditionExpression: '#0 = :1', … }
   */
  query<const Selected extends AttributeOf<T> = never>(
    key: QueryKey<T>,
    options: QueryOptions<Selected> = {},
  ): Results<Selection<T, Selected>> {
    const read = (item: StoredItem, select?: readonly string[]): T | undefined => this.#read(item, select);
    const pages = (wanted: number | undefined): AsyncGenerator<T[]> =>
      queryPages(this.schema, this.#executor, key, options, wanted, read);
    return new Results(pages, options.limit) as unknown as Results<Selection<T, Selected>>;
  }

  /** A stored item as an instance; one that can't be read goes to `onInvalidItem`, where there is one. */
  #read(item: StoredItem | undefined, select?: readonly string[]): T | undefined {
    if (item === undefined) return undefined;
    try {
      return this.schema.mapper.fromItem(item, select && new Set(select));
    } catch (error) {
      if (this.#options.onInvalidItem === undefined || !(error instanceof InvalidItemError)) throw error;
      this.#options.onInvalidItem(error);
      return undefined;
    }
  }

  #batch(): BatchContext {
    return { schema: this.schema, executor: this.#executor, backoff: this.#options.backoff };
  }
}
