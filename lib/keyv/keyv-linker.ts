import { EventEmitter } from 'node:events';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { type CheckOptions, optionRules } from '../errors/option-rules.ts';
import type { Linker } from '../linker/linker.ts';
import { type KeyvEntry, keyvDocument, liveEntry, type NewKeyvEntry } from './keyv-entry.ts';

const checkNone: CheckOptions = optionRules<Record<never, never>>({});

/** Number of keys that `clear` deletes at once. */
const clearLength = 1_000;

/**
 * A storage adapter of Keyv whose values are documents of a linker.
 *
 * The ids of each namespace of Keyv have their own prefix in the linker. So `clear` deletes neither values of other
 * namespaces nor documents that are not Keyv's. Keyv sets the namespace of its adapter. Create one adapter for each
 * namespace; the adapters may share a linker. The adapter rejects a second `Keyv` with another namespace, because it
 * can't know which of the two calls it. It is a `KeyvStoreAdapter` of Keyv 5, which Keyv 6 accepts too. The adapter throws all errors of the linker. Keyv emits them as `error`, or
 * throws them with `throwOnErrors`.
 *
 * @example
 * const keyv = new Keyv(new KeyvLinker(new DynamoLinker(client, { tableName: 'cache' })));
 * await keyv.set('a', 1, 60_000);
 * // PutItem { TableName: 'cache', Item: { id: { S: 'keyv:keyv:a' }, data: { S: … }, expiresAt: { N: … }, … } }
 */
export class KeyvLinker extends EventEmitter {
  /** Keyv iterates only over dialects that it knows by name. The dialect has no other effect. */
  readonly opts: { url: string; dialect: string } = { url: '', dialect: 'redis' };
  readonly #linker: Linker;
  /** Undefined until a Keyv sets the namespace. */
  #named: { readonly namespace: string | undefined } | undefined;

  /** @throws ConfigurationError `configuration.invalid` if there are options: a `KeyvLinker` has none */
  constructor(linker: Linker, ...more: readonly never[]) {
    super();
    if (more[0] !== undefined) checkNone(more[0], 'KeyvLinker', 'constructor');
    this.#linker = linker;
  }

  get namespace(): string | undefined {
    return this.#named?.namespace;
  }

  /**
   * Keyv sets the namespace when the Keyv is created and when its own namespace changes.
   *
   * @throws ConfigurationError `configuration.invalid` if a Keyv with another namespace uses this adapter, or the
   *   namespace is not a string
   */
  set namespace(namespace: string | undefined) {
    if (namespace !== undefined && typeof namespace !== 'string')
      throw new ConfigurationError(`the namespace of a Keyv must be a string, not ${typeof namespace}`);
    // Each Keyv adds a listener for errors before it sets its namespace.
    const isShared = this.#named !== undefined && this.listenerCount('error') > 1;
    if (isShared && idPrefix(namespace) !== idPrefix(this.namespace)) {
      const [used, requested] = [this.namespace, namespace].map((name) =>
        name ? `namespace '${name}'` : 'no namespace',
      );
      throw new ConfigurationError(
        `a KeyvLinker that is used with ${used} can't be used with ${requested}: clear() of one would delete the entries ` +
          'of the other; create a KeyvLinker for each namespace, over the same linker',
      );
    }
    this.#named = { namespace };
  }

  async get<Value>(key: string): Promise<Value | undefined> {
    try {
      const [value] = await this.getMany<Value>([key]);
      return value;
    } catch (error) {
      // Keyv ignores the errors of this method only, unless it has throwOnErrors.
      if (this.listenerCount('error') > 0) this.emit('error', error);
      throw error;
    }
  }

  async getMany<Value>(keys: string[]): Promise<(Value | undefined)[]> {
    return (await this.#entries(keys)).map((entry) => entry?.value as Value | undefined);
  }

  /** @param ttl - milliseconds until the value expires; undefined or 0: never */
  async set(key: string, value: unknown, ttl?: number): Promise<true> {
    const { document, ttlSeconds } = keyvDocument({ key, value, ttl });
    await this.#linker.putJson(this.#id(key), document, { ttlSeconds });
    return true;
  }

  // biome-ignore lint/suspicious/noExplicitAny: Keyv's type is void, but Keyv itself returns true for each entry
  async setMany(entries: readonly NewKeyvEntry[]): Promise<any> {
    const last = [...new Map(entries.map((entry) => [entry.key, entry])).values()];
    // The linker accepts one expiry for all documents of a put.
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

  /** True if there is a value, even null. */
  async has(key: string): Promise<boolean> {
    const [found = false] = await this.hasMany([key]);
    return found;
  }

  async hasMany(keys: string[]): Promise<boolean[]> {
    return (await this.#entries(keys)).map((entry) => entry !== undefined);
  }

  /** Deletes a value. True if there was one. */
  delete(key: string): Promise<boolean> {
    return this.deleteMany([key]);
  }

  /** Deletes values. True if every key had one. */
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

  /** Yields all keys of a namespace with their values. Reads the whole store of the linker. */
  async *iterator<Value>(
    namespace: string | undefined = this.namespace,
  ): AsyncGenerator<(string | Awaited<Value> | undefined)[], void> {
    const prefix = idPrefix(namespace);
    for await (const [id, document] of this.#linker.entries({ prefix })) {
      const entry = liveEntry(document);
      if (entry !== undefined) yield [id.slice(prefix.length), entry.value as Awaited<Value>];
    }
  }

  /** Closes the linker. The process may then create another one. */
  disconnect(): Promise<void> {
    return this.#linker.close();
  }

  async #entries(keys: readonly string[]): Promise<(KeyvEntry | undefined)[]> {
    const ids = this.#ids(keys);
    // Never strict, because a missing key is normal in a cache.
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

/** Returns the prefix of the ids of a namespace, which differs for each namespace: `'a:b'` → `'a%3Ab:'`. */
const idPrefix = (namespace = ''): string => `${namespace.replace(/[%:]/g, encodeURIComponent)}:`;
