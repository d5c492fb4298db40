import { setTimeout as delay } from 'node:timers/promises';
import { ConditionFailedError, ItemNotFoundError } from '../errors/condition-failed-error.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { ValidationError } from '../errors/validation-error.ts';
import type { CallOptions } from '../execution/executor.ts';
import type { JsonValue } from '../values/attribute-type.ts';
import { checkedIds, type IdSpace } from './link-id.ts';
import { checkNamespace, LinkKeys } from './link-keys.ts';
import type { LinkStore, NewDocument, StoredDocument } from './link-store.ts';
import type {
  ChangeJson,
  FlushOptions,
  GetJsonOptions,
  JsonInput,
  JsonInputOf,
  LinkEntry,
  Linker,
  ListOptions,
  PutJsonOptions,
  PutOneOptions,
  SweepOptions,
} from './linker.ts';
import type { LinkerOptions } from './linker-options.ts';
import { type LinkerWarning, NoDataWarning, NoIdWarning } from './linker-warnings.ts';
import { newDocuments } from './new-documents.ts';
import { releaseLinker } from './one-linker.ts';

/** How often `update` begins again because others were faster. */
const maxUpdates = 50;
/** Milliseconds, times a random number, before it does. */
const pauseMs = 50;
/** Documents that `entries` reads at once. */
const pageLength = 100;

/** A linker over any store: all that the stores have in common. */
export class StoreLinker implements Linker {
  readonly #storeOf: (namespace: string) => LinkStore;
  readonly #store: LinkStore;
  readonly #ids: IdSpace;
  readonly #options: LinkerOptions;
  #opening: Promise<void> | undefined;

  /**
   * @param storeOf - makes the store of a namespace
   * @throws ConfigurationError where there can be no such namespace
   */
  constructor(storeOf: (namespace: string) => LinkStore, options: LinkerOptions) {
    const { namespace = '' } = options;
    const keys = new LinkKeys(namespace);
    this.#storeOf = storeOf;
    this.#store = storeOf(namespace);
    this.#ids = { name: this.#store.name, keys };
    this.#options = options;
  }

  async connectionCheck(options: CallOptions = {}): Promise<true> {
    this.#opening = undefined;
    try {
      await this.#open(options);
      return true;
    } catch (cause) {
      options.signal?.throwIfAborted();
      const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
      throw new ConfigurationError(`${this.#store.name} can't be used: ${reason}`, { cause });
    }
  }

  async putJson(id: string, document: JsonInput, options?: PutOneOptions): Promise<void>;
  async putJson(ids: readonly string[], documents: readonly JsonInput[], options?: PutJsonOptions): Promise<void>;
  async putJson<Ids extends string | readonly string[]>(
    ids: Ids,
    documents: JsonInputOf<Ids>,
    options?: PutOneOptions,
  ): Promise<void>;
  async putJson(
    ids: string | readonly string[],
    documents: unknown,
    { atomic, ttlSeconds, expiresAt, ...call }: PutJsonOptions = {},
  ): Promise<void> {
    const pairs = this.#newDocuments(ids, documents, { ttlSeconds, expiresAt });
    if (pairs.size === 0) return;
    const store = await this.#open(call);
    await store.write(pairs, { ...call, atomic });
  }

  async putIfAbsent(id: string, document: JsonInput, options: PutOneOptions = {}): Promise<boolean> {
    return this.#replace(id, document, { revision: undefined }, options);
  }

  async replaceIf(id: string, document: JsonInput, revision: string, options: PutOneOptions = {}): Promise<boolean> {
    if (typeof revision !== 'string') {
      // Without one it would be putIfAbsent.
      const message = 'must be a string, as getEntry gives it';
      throw new ValidationError({ table: this.#store.name }, [{ path: 'revision', message }]);
    }
    return this.#replace(id, document, { revision }, options);
  }

  async update<Document = JsonValue>(
    id: string,
    change: ChangeJson<Document>,
    options: PutOneOptions = {},
  ): Promise<Document> {
    for (let attempt = 1; attempt <= maxUpdates; attempt++) {
      const stored = await this.#one(id, options);
      const next = await change(stored && JSON.parse(stored.text));
      const kept = stored?.expiresAt && { expiresAt: stored.expiresAt };
      const [pair] = this.#newDocuments(id, next, { ...kept, ...ending(options) });
      if (pair === undefined) break;
      const store = await this.#open(options);
      if (await store.replace(pair[0], pair[1], { revision: stored?.revision }, options))
        return JSON.parse(pair[1].text);
      await delay(Math.random() * pauseMs, undefined, options.signal && { signal: options.signal });
    }
    const message = `others have changed the document each of ${maxUpdates} times that it was read; try again`;
    throw new ConditionFailedError({ table: this.#store.name, key: keyText(id) }, message);
  }

  async getJson<Document = JsonValue>(id: string, options?: GetJsonOptions): Promise<Document | null>;
  async getJson<Document = JsonValue>(ids: readonly string[], options?: GetJsonOptions): Promise<(Document | null)[]>;
  async getJson<Document = JsonValue>(
    ids: string | readonly string[],
    options?: GetJsonOptions,
  ): Promise<Document | null | (Document | null)[]>;
  async getJson(ids: string | readonly string[], options: GetJsonOptions = {}): Promise<unknown> {
    const all = [ids].flat();
    const documents = await this.#documents(all, options);
    this.#warn(NoIdWarning, all, documents, (document) => document === undefined);
    this.#warn(NoDataWarning, all, documents, (document) => document === null);
    const found = documents.map((document) => document ?? null);
    return Array.isArray(ids) ? found : found[0];
  }

  async getMap<Document = JsonValue>(
    ids: readonly string[],
    options: GetJsonOptions = {},
  ): Promise<Map<string, Document>> {
    const documents = await this.#documents(ids, options);
    const pairs = ids.flatMap((id, index): [string, Document][] =>
      documents[index] === undefined ? [] : [[id, documents[index] as Document]],
    );
    return new Map(pairs);
  }

  async getEntry<Document = JsonValue>(
    id: string,
    options: GetJsonOptions = {},
  ): Promise<LinkEntry<Document> | undefined> {
    const stored = await this.#one(id, options);
    if (stored === undefined) return undefined;
    return { document: JSON.parse(stored.text), revision: stored.revision, expiresAt: stored.expiresAt };
  }

  async has(id: string, options?: CallOptions): Promise<boolean>;
  async has(ids: readonly string[], options?: CallOptions): Promise<boolean[]>;
  async has(ids: string | readonly string[], options?: CallOptions): Promise<boolean | boolean[]>;
  async has(ids: string | readonly string[], options: CallOptions = {}): Promise<unknown> {
    const checked = checkedIds(this.#ids, [ids].flat());
    const present =
      checked.length === 0 ? new Set() : await (await this.#open(options)).present([...new Set(checked)], options);
    const found = checked.map((id) => present.has(id));
    return Array.isArray(ids) ? found : found[0];
  }

  async deleteJson(ids: string | readonly string[], options: CallOptions = {}): Promise<void> {
    const checked = checkedIds(this.#ids, [ids].flat());
    if (checked.length > 0) await (await this.#open(options)).remove([...new Set(checked)], options);
  }

  async *keys({ prefix = '', ...call }: ListOptions = {}): AsyncGenerator<string, void, undefined> {
    const store = await this.#open(call);
    for await (const ids of store.ids(prefix, call)) yield* ids;
  }

  async *entries<Document = JsonValue>({
    prefix = '',
    ...call
  }: ListOptions = {}): AsyncGenerator<[string, Document], void, undefined> {
    const store = await this.#open(call);
    for await (const ids of store.ids(prefix, call)) {
      for (let at = 0; at < ids.length; at += pageLength) {
        const documents = await store.read(ids.slice(at, at + pageLength), { ...call, consistent: true });
        for (const [id, { text }] of documents) yield [id, JSON.parse(text)];
      }
    }
  }

  async flushDb(options: FlushOptions = {}): Promise<number> {
    return (await this.#open(options)).clear(options);
  }

  async sweep(options: SweepOptions = {}): Promise<number> {
    return (await this.#open(options)).sweep(options);
  }

  async dropTable(options: CallOptions = {}): Promise<void> {
    this.#opening = undefined;
    await this.#store.drop(options);
  }

  namespace(namespace: string): Linker {
    // Left out it would be the store's own, which others share.
    checkNamespace(namespace);
    return new StoreLinker(this.#storeOf, { ...this.#options, namespace });
  }

  async close(): Promise<void> {
    releaseLinker(this);
  }

  /** The store, made or found once; where that failed, tried again by the next call. */
  async #open(options: CallOptions): Promise<LinkStore> {
    this.#opening ??= this.#store.open(options).catch((error) => {
      this.#opening = undefined;
      throw error;
    });
    await this.#opening;
    return this.#store;
  }

  #newDocuments(
    ids: string | readonly string[],
    documents: unknown,
    ends: Pick<PutJsonOptions, 'ttlSeconds' | 'expiresAt'>,
  ): Map<string, NewDocument> {
    return newDocuments(this.#ids, ids, documents, { ...ends, nowMs: (this.#options.clock ?? Date.now)() });
  }

  async #replace(
    id: string,
    document: JsonInput,
    expected: { readonly revision: string | undefined },
    options: PutOneOptions,
  ): Promise<boolean> {
    const [pair] = this.#newDocuments(id, document, options);
    if (pair === undefined) return false;
    return (await this.#open(options)).replace(pair[0], pair[1], expected, options);
  }

  async #one(id: string, options: GetJsonOptions): Promise<StoredDocument | undefined> {
    const [checked = ''] = checkedIds(this.#ids, [id]);
    const store = await this.#open(options);
    return (await store.read([checked], { ...options, consistent: options.consistent ?? true })).get(checked);
  }

  /** The documents in the order of the ids; undefined where there is none. */
  async #documents(
    ids: readonly string[],
    { consistent = true, strict = this.#options.strict, ...call }: GetJsonOptions,
  ): Promise<(JsonValue | undefined)[]> {
    const checked = checkedIds(this.#ids, ids);
    if (checked.length === 0) return [];
    const store = await this.#open(call);
    const stored = await store.read([...new Set(checked)], { ...call, consistent });
    const missing = ids.find((_, index) => !stored.has(checked[index] as string));
    if (strict === true && missing !== undefined)
      throw new ItemNotFoundError({ table: store.name, key: keyText(missing) });
    return checked.map((id) => {
      const document = stored.get(id);
      return document && JSON.parse(document.text);
    });
  }

  #warn(
    Warning: new (store: string, ids: readonly string[]) => LinkerWarning,
    ids: readonly string[],
    documents: readonly (JsonValue | undefined)[],
    isMeant: (document: JsonValue | undefined) => boolean,
  ): void {
    const meant = ids.filter((_, index) => isMeant(documents[index]));
    if (meant.length === 0) return;
    const warning = new Warning(this.#store.name, [...new Set(meant)]);
    // As text, since a test runner's errors are no errors of Node's own.
    process.emitWarning(warning.message, warning.name);
    this.#options.onWarning?.(warning);
  }
}

const keyText = (id: string): string => `id=${JSON.stringify(id)}`;

/** The end that options name, where they do. */
function ending({ ttlSeconds, expiresAt }: PutOneOptions): PutOneOptions {
  return ttlSeconds === undefined && expiresAt === undefined ? {} : { ttlSeconds, expiresAt };
}
