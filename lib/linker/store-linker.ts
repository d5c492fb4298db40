import { ItemNotFoundError } from '../errors/condition-failed-error.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import type { CheckOptions } from '../errors/option-rules.ts';
import { ValidationError } from '../errors/validation-error.ts';
import type { CallOptions } from '../execution/executor.ts';
import type { JsonValue } from '../values/attribute-type.ts';
import { checkAtomic } from './atomic-bounds.ts';
import { keyText } from './damaged-link.ts';
import { checkedIds } from './link-id.ts';
import { checkNamespace } from './link-keys.ts';
import type { Expected, LinkStore, NewDocument, ReadDocument, ReadSettings } from './link-store.ts';
import type {
  ChangeJson,
  FlushOptions,
  GetJsonOptions,
  JsonInput,
  LinkEntry,
  Linker,
  ListOptions,
  PutJsonOptions,
  PutOneOptions,
  SweepOptions,
} from './linker.ts';
import type { LinkerOptions } from './linker-options.ts';
import { NoDataWarning, NoIdWarning, warnOf } from './linker-warnings.ts';
import { newDocuments } from './new-documents.ts';
import { releaseLinker } from './one-linker.ts';
import { OpenedStore, type Opening } from './opened-store.ts';
import { callOf, checkCall, checkFlush, checkGet, checkList, checkPut, checkSweep } from './option-checks.ts';
import { expiryOf, untilReplaced } from './until-replaced.ts';

/** Number of documents that `entries` reads at once. */
const pageLength = 100;

/** A linker over any store. Its lists are generators. */
export interface StoreLinker extends Linker {
  keys(options?: ListOptions): AsyncGenerator<string, void, undefined>;
  entries<Document = JsonValue>(
    options?: ListOptions,
  ): AsyncGenerator<[id: string, document: Document], void, undefined>;
}

/**
 * Everything of a linker that does not depend on the kind of store.
 *
 * One signature implements all overloads of a method, so a method whose result depends on its overload returns `never`.
 */
class LinkerOverStore implements StoreLinker {
  readonly #storeOf: (namespace: string) => LinkStore;
  readonly #options: LinkerOptions;
  readonly #opening: Opening;
  readonly #opened: OpenedStore;

  /**
   * @param storeOf - creates the store of a namespace
   * @param opening - shared with the other namespaces of the store
   * @throws ConfigurationError `configuration.invalid` if the namespace is not valid
   */
  constructor(storeOf: (namespace: string) => LinkStore, options: LinkerOptions, opening: Opening = {}) {
    const { namespace = '' } = options;
    checkNamespace(namespace);
    this.#storeOf = storeOf;
    this.#options = options;
    this.#opening = opening;
    this.#opened = new OpenedStore(storeOf(namespace), opening);
  }

  get #store(): LinkStore {
    return this.#opened.store;
  }

  async connectionCheck(options: CallOptions = {}): Promise<true> {
    this.#check(checkCall, options, 'connectionCheck');
    this.#opened.forget();
    try {
      await this.#opened.open(options);
      return true;
    } catch (cause) {
      options.signal?.throwIfAborted();
      const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
      throw new ConfigurationError(`${this.#store.name} can't be used: ${reason}`, { cause });
    }
  }

  async putJson(ids: string | readonly string[], documents: unknown, options: PutJsonOptions = {}): Promise<void> {
    this.#check(checkPut, options, 'putJson');
    const { atomic, ttlSeconds, expiresAt, ...call } = options;
    const pairs = this.#newDocuments(ids, documents, { ttlSeconds, expiresAt });
    if (pairs.size === 0) return;
    if (atomic === true) checkAtomic(this.#store.name, 'documents', pairs.size);
    await this.#opened.use(call, (store) => store.write(pairs, { ...call, atomic }), [ids].flat());
  }

  async putIfAbsent(id: string, document: JsonInput, options: PutOneOptions = {}): Promise<boolean> {
    this.#check(checkPut, options, 'putIfAbsent');
    return (await this.#replace(id, document, { revision: undefined }, options)) !== undefined;
  }

  async replaceIf(id: string, document: JsonInput, revision: string, options: PutOneOptions = {}): Promise<boolean> {
    this.#check(checkPut, options, 'replaceIf');
    if (typeof revision !== 'string') {
      // An undefined revision means putIfAbsent.
      const message = 'must be a string, as getEntry returns it';
      throw new ValidationError({ table: this.#store.name }, [{ path: 'revision', message }]);
    }
    return (await this.#replace(id, document, { revision }, options)) !== undefined;
  }

  async update<Document = JsonValue>(
    id: string,
    change: ChangeJson<Document>,
    options: PutOneOptions = {},
  ): Promise<Document> {
    this.#check(checkPut, options, 'update');
    if (typeof change !== 'function')
      throw new ConfigurationError(`${this.#store.name}: update() takes a function that returns the new document`);
    return untilReplaced({ table: this.#store.name, key: keyText(id) }, options, async () => {
      // A damaged document can't be changed, even if `onInvalidItem` is set.
      const stored = await this.#readOne(id, { ...callOf(options), isStrict: true });
      const next = await change(stored?.document as Document | undefined);
      const storedExpiry = stored?.expiresAt && { expiresAt: stored.expiresAt };
      const expiry = { ...storedExpiry, ...expiryOf(options) };
      const text = await this.#replace(id, next, { revision: stored?.revision }, { ...callOf(options), ...expiry });
      return text === undefined ? undefined : { result: JSON.parse(text) };
    });
  }

  async getJson(ids: string | readonly string[], options: GetJsonOptions = {}): Promise<never> {
    this.#check(checkGet, options, 'getJson');
    const all = [ids].flat();
    const documents = await this.#readAll(all, options);
    const idsOf = (value: undefined | null): string[] => all.filter((_, index) => documents[index] === value);
    warnOf(NoIdWarning, this.#store.name, idsOf(undefined), this.#options.onWarning);
    warnOf(NoDataWarning, this.#store.name, idsOf(null), this.#options.onWarning);
    const found = documents.map((document) => document ?? null);
    return (Array.isArray(ids) ? found : found[0]) as never;
  }

  async getMap<Document = JsonValue>(
    ids: readonly string[],
    options: GetJsonOptions = {},
  ): Promise<Map<string, Document>> {
    this.#check(checkGet, options, 'getMap');
    const documents = await this.#readAll(ids, options);
    const pairs = ids.flatMap((id, index): [string, Document][] =>
      documents[index] === undefined ? [] : [[id, documents[index] as Document]],
    );
    return new Map(pairs);
  }

  async getEntry<Document = JsonValue>(
    id: string,
    options: GetJsonOptions = {},
  ): Promise<LinkEntry<Document> | undefined> {
    this.#check(checkGet, options, 'getEntry');
    const stored = await this.#readOne(id, options);
    if (stored === undefined) return undefined;
    return stored as LinkEntry<Document>;
  }

  async has(ids: string | readonly string[], options: CallOptions = {}): Promise<never> {
    this.#check(checkCall, options, 'has');
    const checked = checkedIds(this.#store, [ids].flat());
    const isNone = checked.length === 0;
    const present = isNone
      ? new Set()
      : await this.#opened.use(options, (store) => store.present([...new Set(checked)], options));
    const found = checked.map((id) => present.has(id));
    return (Array.isArray(ids) ? found : found[0]) as never;
  }

  async deleteJson(ids: string | readonly string[], options: CallOptions = {}): Promise<void> {
    this.#check(checkCall, options, 'deleteJson');
    const checked = checkedIds(this.#store, [ids].flat());
    if (checked.length === 0) return;
    await this.#opened.use(options, (store) => store.remove([...new Set(checked)], options), [ids].flat());
  }

  async *keys(options: ListOptions = {}): AsyncGenerator<string, void, undefined> {
    this.#check(checkList, options, 'keys');
    const { prefix = '', ...call } = options;
    const store = await this.#opened.open(call);
    for await (const ids of store.ids(prefix, call)) yield* ids;
  }

  async *entries<Document = JsonValue>(options: ListOptions = {}): AsyncGenerator<[string, Document], void, undefined> {
    this.#check(checkList, options, 'entries');
    const { prefix = '', ...call } = options;
    const store = await this.#opened.open(call);
    for await (const ids of store.ids(prefix, call)) {
      for (let at = 0; at < ids.length; at += pageLength) {
        const page = ids.slice(at, at + pageLength);
        for await (const [id, document] of store.each(page, call))
          if (document !== undefined) yield [id, document.document as Document];
      }
    }
  }

  async flushDb(options: FlushOptions = {}): Promise<number> {
    this.#check(checkFlush, options, 'flushDb');
    return this.#opened.use(options, (store) => store.clear(options));
  }

  async sweep(options: SweepOptions = {}): Promise<number> {
    this.#check(checkSweep, options, 'sweep');
    return this.#opened.use(options, (store) => store.sweep(options));
  }

  async dropTable(options: CallOptions = {}): Promise<void> {
    this.#check(checkCall, options, 'dropTable');
    this.#opened.forget();
    await this.#store.drop(options);
  }

  namespace(namespace: string): Linker {
    // An undefined namespace would mean the default one, which others share.
    checkNamespace(namespace);
    return new LinkerOverStore(this.#storeOf, { ...this.#options, namespace }, this.#opening);
  }

  async close(): Promise<void> {
    releaseLinker(this);
  }

  #newDocuments(
    ids: string | readonly string[],
    documents: unknown,
    expiry: Pick<PutJsonOptions, 'ttlSeconds' | 'expiresAt'>,
  ): Map<string, NewDocument> {
    return newDocuments(this.#store, ids, documents, { ...expiry, nowMs: (this.#options.clock ?? Date.now)() });
  }

  /** Puts a document if the stored one has the expected revision. Returns its text, or undefined if it was not put. */
  async #replace(
    id: string,
    document: unknown,
    expected: Expected,
    options: PutOneOptions,
  ): Promise<string | undefined> {
    const [[key, next]] = [...this.#newDocuments(id, document, options)] as [[string, NewDocument]];
    const isDone = await this.#opened.use(options, (store) => store.replace(key, next, expected, callOf(options)));
    return isDone ? next.text : undefined;
  }

  async #readOne(
    id: string,
    options: GetJsonOptions & Pick<ReadSettings, 'isStrict'>,
  ): Promise<ReadDocument | undefined> {
    const [checked = ''] = checkedIds(this.#store, [id]);
    const { consistent = true, isStrict } = options;
    const settings = { ...callOf(options), consistent, isStrict };
    return (await this.#opened.use(options, (store) => store.read([checked], settings))).get(checked);
  }

  /** Returns the documents in the order of the ids. Undefined if there is none. */
  async #readAll(
    ids: readonly string[],
    { consistent = true, strict = this.#options.strict, ...call }: GetJsonOptions,
  ): Promise<(JsonValue | undefined)[]> {
    const checked = checkedIds(this.#store, ids);
    if (checked.length === 0) return [];
    const settings = { ...call, consistent };
    const stored = await this.#opened.use(call, (store) => store.read([...new Set(checked)], settings), ids);
    const missing = ids.find((_, index) => !stored.has(checked[index] as string));
    if (strict === true && missing !== undefined)
      throw new ItemNotFoundError({ table: this.#store.name, key: keyText(missing) });
    return checked.map((id) => stored.get(id)?.document);
  }

  #check(check: CheckOptions, options: unknown, method: string): void {
    check(options, this.#store.name, method);
  }
}

export const StoreLinker: new (
  storeOf: (namespace: string) => LinkStore,
  options: LinkerOptions,
  opening?: Opening,
) => StoreLinker = LinkerOverStore;
