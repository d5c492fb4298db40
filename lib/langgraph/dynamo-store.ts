import {
  BaseStore,
  type GetOperation,
  type IndexConfig,
  type Item,
  type ListNamespacesOperation,
  type Operation,
  type OperationResults,
  type PutOperation,
  type SearchItem,
  type SearchOperation,
  validateNamespace,
} from '@langchain/langgraph-checkpoint';
import { anything, type CheckOptions, optionRules, seconds } from '../errors/option-rules.ts';
import type { DynamoSpaces } from '../linker/dynamo-spaces.ts';
import type { Space } from '../linker/space.ts';
import type { SpaceEntry, SpaceInput } from '../linker/space-types.ts';
import { itemName, namesBelow, parsedItemName, rootOfSpace, spaceOfRoot } from './item-names.ts';
import { type Candidate, MemoryIndex, type StoredVectors } from './memory-index.ts';
import { listedNamespaces, rootOf } from './namespace-list.ts';
import { fulfills } from './store-filter.ts';

/** Options of a `DynamoStore`. */
export interface DynamoStoreOptions {
  /** Seconds until an item expires, counted from its last put. Default: items stay. */
  readonly ttlSeconds?: number | undefined;
  /**
   * Makes `search` with a `query` rank by meaning. `embeddings` embeds the texts of `fields`, by default of the whole
   * value. A search reads all items below its prefix, and ranks them exactly. Default: `query` has no effect.
   */
  readonly index?: IndexConfig | undefined;
}

const checkStore: CheckOptions = optionRules<DynamoStoreOptions>({ ttlSeconds: seconds, index: anything });

/** Stored form of an item. */
interface StoredItem {
  readonly value: Item['value'];
  readonly vectors?: StoredVectors;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Default number of items that a search returns. */
const defaultLimit = 10;

/**
 * A long-term memory of LangGraph that keeps its items in a table of spaces.
 *
 * All namespaces with the same first label are one space. So a search in a namespace, and below it, is one query for each
 * megabyte. Items are listed in the order of their namespaces and keys. Values are JSON.
 *
 * @example
 * const store = new DynamoStore(new DynamoSpaces(client, { tableName: 'agents' }));
 * await store.put(['users', 'ann'], 'k1', { likes: 'pizza' });
 * // PutItem { TableName: 'agents', Item: { space: { S: 'langgraph/store/users' }, name: { S: 'ann/#k1' }, … } }
 * await store.search(['users', 'ann'], { filter: { likes: 'pizza' } });
 * // Query { KeyConditionExpression: '#0 = :1 AND begins_with(#2, :3)', … }
 */
export class DynamoStore extends BaseStore {
  /** A constant, because a minifier renames classes. */
  static override readonly name: string = 'DynamoStore';
  readonly #spaces: DynamoSpaces;
  readonly #expiry: Pick<DynamoStoreOptions, 'ttlSeconds'>;
  readonly #index: MemoryIndex | undefined;

  /** @throws ConfigurationError `configuration.invalid` if an option is unknown or not valid */
  constructor(spaces: DynamoSpaces, options: DynamoStoreOptions = {}) {
    super();
    checkStore(options, new.target.name, 'constructor');
    this.#spaces = spaces;
    this.#expiry = { ttlSeconds: options.ttlSeconds };
    this.#index = options.index && new MemoryIndex(options.index);
  }

  /**
   * Executes operations. The reads see the state before the puts. Of several puts of one item, the last one counts.
   *
   * @throws InvalidNamespaceError if a namespace is not valid; nothing is sent
   * @throws ValidationError `item.invalid` if a value is not JSON
   */
  async batch<Op extends Operation[]>(operations: Op): Promise<OperationResults<Op>> {
    for (const operation of operations) checkNamespaces(operation);
    const items = this.#getAll(operations.filter(isGet));
    const results = await Promise.all(operations.map((operation) => this.#read(operation, items)));
    const puts = operations.filter((operation) => 'value' in operation);
    const last = new Map(puts.map((put) => [JSON.stringify([put.namespace, put.key]), put]));
    const all = [...last.values()];
    for (const root of new Set(all.map(({ namespace }) => namespace[0] as string)))
      await this.#put(
        root,
        all.filter(({ namespace }) => namespace[0] === root),
      );
    return results as OperationResults<Op>;
  }

  #read(operation: Operation, items: Promise<Map<Operation, Item>>): Promise<unknown> {
    if (isGet(operation)) return items.then((found) => found.get(operation) ?? null);
    if ('namespacePrefix' in operation) return this.#search(operation);
    return 'value' in operation ? Promise.resolve(null) : this.#list(operation as ListNamespacesOperation);
  }

  /** Reads the items of gets, those with the same first label together. */
  async #getAll(gets: readonly GetOperation[]): Promise<Map<Operation, Item>> {
    const items = new Map<Operation, Item>();
    const readOf = async (root: string): Promise<void> => {
      const own = gets.filter(({ namespace }) => namespace[0] === root);
      const found = await this.#space(root).getMany<StoredItem>(own.map((get) => itemName(get.namespace, get.key)));
      for (const [at, entry] of found.entries())
        if (entry !== undefined) items.set(own[at] as GetOperation, itemOf(root, entry));
    };
    await Promise.all([...new Set(gets.map(({ namespace }) => namespace[0] as string))].map(readOf));
    return items;
  }

  async #search(operation: SearchOperation): Promise<SearchItem[]> {
    const { limit = defaultLimit, offset = 0, query } = operation;
    if (limit <= 0) return [];
    const isRanked = this.#index !== undefined && query !== undefined && query !== '';
    const most = isRanked ? Number.POSITIVE_INFINITY : offset + limit;
    const candidates: Candidate[] = [];
    for await (const candidate of this.#candidates(operation, most)) {
      candidates.push(candidate);
      if (candidates.length === most) break;
    }
    if (isRanked) return this.#index.ranked(candidates, { query, limit, offset });
    return candidates.slice(offset).map(({ item }) => item);
  }

  /** Yields the items of a namespace and below it that fulfill a filter, in the order of their names. */
  async *#candidates(
    { namespacePrefix, filter = {} }: SearchOperation,
    most: number,
  ): AsyncGenerator<Candidate, void, undefined> {
    // A filter leaves out any number of items.
    const isLimited = Number.isInteger(most) && most >= 1 && Object.keys(filter).length === 0;
    const range = { prefix: namesBelow(namespacePrefix), ...(isLimited && { limit: most }) };
    for (const root of await this.#roots(namespacePrefix[0])) {
      const entries = this.#space(root).list<StoredItem>(range);
      for await (const entry of entries) {
        const { value, vectors = [] } = entry.value;
        if (fulfills(value, filter)) yield { item: itemOf(root, entry), vectors };
      }
    }
  }

  async #list(operation: ListNamespacesOperation): Promise<string[][]> {
    const namespaces = new Map<string, string[]>();
    for (const root of await this.#roots(rootOf(operation))) {
      for await (const name of this.#space(root).names()) {
        const { namespace } = parsedItemName(root, name);
        namespaces.set(JSON.stringify(namespace), namespace);
      }
    }
    return listedNamespaces(namespaces.values(), operation);
  }

  async #put(root: string, puts: readonly PutOperation[]): Promise<void> {
    const space = this.#space(root);
    const named = puts.map((put) => ({ ...put, name: itemName(put.namespace, put.key) }));
    const deleted = named.filter(({ value }) => value === null);
    if (deleted.length > 0) await space.delete(deleted.map(({ name }) => name));
    const written = named.filter(({ value }) => value !== null);
    const before = await space.getMany<StoredItem>(written.map(({ name }) => name));
    const vectors = await this.#index?.vectorsOf(written);
    const updatedAt = new Date().toISOString();
    const entries = written.map(({ name, value }, at): [string, SpaceInput] => {
      const createdAt = before[at]?.value.createdAt ?? updatedAt;
      const own = vectors?.[at] ?? [];
      return [name, { value, createdAt, updatedAt, ...(own.length > 0 && { vectors: own }) }];
    });
    await space.putMany(entries, this.#expiry);
  }

  /** Returns one first label, or those of all namespaces of the table, in order. */
  async #roots(root: string | undefined): Promise<string[]> {
    if (root !== undefined) return [root];
    const roots: string[] = [];
    for await (const space of this.#spaces.names()) roots.push(...[rootOfSpace(space) ?? []].flat());
    return roots.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }

  #space(root: string): Space {
    return this.#spaces.space(spaceOfRoot(root));
  }
}

const isGet = (operation: Operation): operation is GetOperation => 'key' in operation && !('value' in operation);

function itemOf(root: string, { name, value: stored }: SpaceEntry<StoredItem>): Item {
  const { value, createdAt, updatedAt } = stored;
  return { ...parsedItemName(root, name), value, createdAt: new Date(createdAt), updatedAt: new Date(updatedAt) };
}

function checkNamespaces(operation: Operation): void {
  const any = { allowReservedRoot: true };
  if ('namespacePrefix' in operation) validateNamespace(operation.namespacePrefix, { ...any, allowEmpty: true });
  else if ('namespace' in operation) validateNamespace(operation.namespace, any);
}
