import { EventEmitter } from 'node:events';
import type { KeyvStoreAdapter, StoredData } from 'keyv';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { type CheckOptions, optionRules } from '../errors/option-rules.ts';
import type { Linker } from '../linker/linker.ts';
import { type KeyvEntry, keyvDocument, liveEntry, type NewKeyvEntry } from './keyv-entry.ts';

const checkNone: CheckOptions = optionRules<Record<never, never>>({});

/** Keys that `clear` deletes at once. */
const clearLength = 1_000;

/**
 * A storage adapter of Keyv whose values are documents of a linker.
 *
 * Each namespace of Keyv has ids of its own in the linker, so that one `clear` touches no other, and no document that is
 * not Keyv's. Keyv sets the namespace of its adapter: make one adapter for each namespace; they may share a linker.
 * A second `Keyv` with another namespace is refused, because the adapter can't tell which of the two calls it.
 * Nothing is swallowed: what the linker refuses is thrown, and Keyv emits it as `error`, or throws it with
 * `throwOnErrors`.
 *
 * @example
 * const keyv = new Keyv(new KeyvLinker(new DynamoLinker(client, { tableName: 'cache' })));
 * await keyv.set('a', 1, 60_000);
 * // PutItem { TableName: 'cache', Item: { id: { S: 'keyv:keyv:a' }, data: { S: … }, expiresAt: { N: … }, … } }
 */
export class KeyvLinker extends EventEmitter implements KeyvStoreAdapter {
  /** Keyv iterates only over dialects that it knows by name; this one says no more than that. */
  readonly opts: { url: string; dialect: string } = { url: '', dialect: 'redis' };
  readonly #linker: Linker;
  /** Undefined until a Keyv sets it. */
  #named: { readonly namespace: string | undefined } | undefined;

  /** @throws ConfigurationError if there are options: it takes none */
  constructor(linker: Linker, ...more: readonly never[]) {
    super();
    if (more[0] !== undefined) checkNone(more[0], 'KeyvLinker', 'constructor');
    this.#linker = linker;
  }

  get namespace(): string | undefined {
    return this.#named?.namespace;
  }

  /**
   * Keyv sets it when it is made, and when its own namespace changes.
   *
   * @throws ConfigurationError where a Keyv of another namespace has this adapter, or the namespace is no string
   */
  set namespace(namespace: string | undefined) {
    if (namespace !== undefined && typeof namespace !== 'string')
      throw new ConfigurationError(`the namespace of a Keyv must be a string, not ${typeof namespace}`);
    // Each Keyv listens for errors before it sets its namespace.
    const isShared = this.#named !== undefined && this.listenerCount('error') > 1;
    if (isShared && idPrefix(namespace) !== idPrefix(this.namespace)) {
      const [used, asked] = [this.namespace, namespace].map((name) => (name ? `namespace '${name}'` : 'no namespace'));
      throw new ConfigurationError(
        `a KeyvLinker that is used with ${used} can't be used with ${asked}: clear() of one would delete the entries ` +
          'of the other; make a KeyvLinker for each namespace, over the same linker',
      );
    }
    this.#named = { namespace };
  }

  async get<Value>(key: string): Promise<StoredData<Value> | undefined> {
    try {
      const [value] = await this.getMany<Value>([key]);
      return value;
    } catch (error) {
      // Of all methods only this one's errors are dropped by Keyv, unless it throws them.
      if (this.listenerCount('error') > 0) this.emit('error', error);
      throw error;
    }
  }

  async getMany<Value>(keys: string[]): Promise<(StoredData<Value> | undefined)[]> {
    return (await this.#entries(keys)).map((entry) => entry?.value as Value | undefined);
  }

  /** @param ttl - milliseconds; none, or 0, for ever */
  async set(key: string, value: unknown, ttl?: number): Promise<true> {
    const { document, ttlSeconds } = keyvDocument({ key, value, ttl });
    await this.#linker.putJson(this.#id(key), document, { ttlSeconds });
    return true;
  }

  // biome-ignore lint/suspicious/noExplicitAny: Keyv's type says void, while Keyv itself hands on true for each entry
  async setMany(entries: readonly NewKeyvEntry[]): Promise<any> {
    const last = [...new Map(entries.map((entry) => [entry.key, entry])).values()];
    // The linker takes one end for all documents of a put.
    for (const ttl of new Set(last.map((entry) => entry.ttl))) {
      const alike = last.filter((entry) => entry.ttl === ttl).map(keyvDocument);
      await this.#linker.putJson(
        alike.map(({ key }) => this.#id(key)),
        alike.map(({ document }) => document),
        { ttlSeconds: alike[0]?.ttlSeconds },
      );
    }
    return entries.map(() => true);
  }

  /** True where there is a value, whatever it is. */
  async has(key: string): Promise<boolean> {
    const [found = false] = await this.hasMany([key]);
    return found;
  }

  async hasMany(keys: string[]): Promise<boolean[]> {
    return (await this.#entries(keys)).map((entry) => entry !== undefined);
  }

  /** @returns true where there was one */
  delete(key: string): Promise<boolean> {
    return this.deleteMany([key]);
  }

  /** @returns true where there was one under every key */
  async deleteMany(keys: string[]): Promise<boolean> {
    const ids = this.#ids(keys);
    const found = await this.#linker.has(ids);
    await this.#linker.deleteJson(ids.filter((_, index) => found[index]));
    return found.every(Boolean);
  }

  /** Deletes all values of the namespace. Reads the whole store of the linker. */
  async clear(): Promise<void> {
    let ids: string[] = [];
    for await (const id of this.#linker.keys({ prefix: idPrefix(this.namespace) })) {
      ids.push(id);
      if (ids.length < clearLength) continue;
      await this.#linker.deleteJson(ids);
      ids = [];
    }
    await this.#linker.deleteJson(ids);
  }

  /** All keys of a namespace with their values. Reads the whole store of the linker. */
  async *iterator<Value>(
    namespace: string | undefined = this.namespace,
  ): AsyncGenerator<(string | Awaited<Value> | undefined)[], void> {
    const prefix = idPrefix(namespace);
    for await (const [id, document] of this.#linker.entries({ prefix })) {
      const entry = liveEntry(document);
      if (entry !== undefined) yield [id.slice(prefix.length), entry.value as Awaited<Value>];
    }
  }

  /** Closes the linker: the process may make another. */
  disconnect(): Promise<void> {
    return this.#linker.close();
  }

  async #entries(keys: readonly string[]): Promise<(KeyvEntry | undefined)[]> {
    const ids = this.#ids(keys);
    // Not strict, whatever the linker is: a cache is asked to learn what it has.
    const documents = await this.#linker.getMap<unknown>(ids, { strict: false });
    return ids.map((id) => liveEntry(documents.get(id)));
  }

  #id(key: string): string {
    return idPrefix(this.namespace) + key;
  }

  #ids(keys: readonly string[]): string[] {
    return keys.map((key) => this.#id(key));
  }
}

/** What the ids of a namespace begin with, and no others: `'a:b'` → `'a%3Ab:'`. */
const idPrefix = (namespace = ''): string => `${namespace.replace(/[%:]/g, encodeURIComponent)}:`;
