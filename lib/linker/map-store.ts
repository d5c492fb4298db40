import { randomUUID } from 'node:crypto';
import type { CallOptions } from '../execution/executor.ts';
import { LinkKeys } from './link-keys.ts';
import type { Expected, LinkStore, NewDocument, ReadDocument, StoredDocument, WriteSettings } from './link-store.ts';
import type { FlushOptions, SweepOptions } from './linker.ts';

/** Documents by id, by namespace. */
export type Namespaces = Map<string, Map<string, StoredDocument>>;

/** Changes documents, and returns a result and whether anything was changed. Must not throw. */
export type Change<Result> = (namespaces: Namespaces) => { readonly result: Result; readonly isChange: boolean };

/** Storage of the documents of a map. */
export interface MapKeeper {
  /** Name in messages. */
  readonly name: string;
  /** Creates the storage if it doesn't exist. */
  open(): Promise<void>;
  /** Returns the current documents. The caller must not change them. */
  read(): Promise<Namespaces>;
  /** Applies a change and stores the result. Runs one change at a time, completely or not at all. */
  change<Result>(change: Change<Result>, signal: AbortSignal | undefined): Promise<Result>;
  /** Deletes the remains of abandoned writes. Returns the number of files. */
  sweep(olderThanSeconds: number): Promise<number>;
  drop(): Promise<void>;
}

/** Default age in seconds after which an unfinished write counts as abandoned. */
export const defaultOlderThanSeconds = 3_600;
/** Number of ids that are listed between two checks of the signal. */
const pageLength = 1_000;

/** The documents of one namespace of a keeper. */
export class MapStore implements LinkStore {
  readonly #keeper: MapKeeper;
  readonly #namespace: string;
  readonly #clock: () => number;
  readonly #keys: LinkKeys;

  constructor(keeper: MapKeeper, namespace: string, clock: () => number) {
    this.#keeper = keeper;
    this.#namespace = namespace;
    this.#clock = clock;
    this.#keys = new LinkKeys(namespace);
  }

  get name(): string {
    return this.#keeper.name;
  }

  maxIdBytes(id: string): number {
    return this.#keys.maxIdBytes(id);
  }

  open(): Promise<void> {
    return this.#keeper.open();
  }

  async read(ids: readonly string[], options: CallOptions): Promise<Map<string, ReadDocument>> {
    const found = await this.#alive(ids, options);
    return new Map(found.map(([id, { text, ...rest }]) => [id, { document: JSON.parse(text), ...rest }]));
  }

  async #alive(ids: readonly string[], { signal }: CallOptions): Promise<[string, StoredDocument][]> {
    signal?.throwIfAborted();
    const documents = (await this.#keeper.read()).get(this.#namespace);
    const found = ids.map((id) => [id, documents?.get(id)] as const);
    return found.filter((pair): pair is [string, StoredDocument] => this.#isAlive(pair[1]));
  }

  async *each(
    ids: readonly string[],
    options: CallOptions,
  ): AsyncGenerator<[id: string, document: ReadDocument | undefined], void, undefined> {
    const documents = await this.read(ids, options);
    for (const id of ids) yield [id, documents.get(id)];
  }

  async present(ids: readonly string[], options: CallOptions): Promise<Set<string>> {
    return new Set((await this.#alive(ids, options)).map(([id]) => id));
  }

  async write(documents: ReadonlyMap<string, NewDocument>, { signal }: WriteSettings): Promise<void> {
    await this.#change(signal, (namespaces) => {
      const own = this.#own(namespaces);
      for (const [id, document] of documents) own.set(id, stored(document));
      return { result: undefined, isChange: documents.size > 0 };
    });
  }

  replace(id: string, document: NewDocument, { revision }: Expected, { signal }: CallOptions): Promise<boolean> {
    return this.#change(signal, (namespaces) => {
      const own = this.#own(namespaces);
      const current = own.get(id);
      const isExpected = (this.#isAlive(current) ? current?.revision : undefined) === revision;
      if (isExpected) own.set(id, stored(document));
      return { result: isExpected, isChange: isExpected };
    });
  }

  async remove(ids: readonly string[], { signal }: CallOptions): Promise<void> {
    await this.#change(signal, (namespaces) => {
      const own = this.#own(namespaces);
      const removed = ids.filter((id) => own.delete(id));
      return { result: undefined, isChange: removed.length > 0 };
    });
  }

  async *ids(prefix: string, { signal }: CallOptions): AsyncGenerator<string[]> {
    signal?.throwIfAborted();
    const documents = (await this.#keeper.read()).get(this.#namespace) ?? new Map<string, StoredDocument>();
    const ids = [...documents].flatMap(([id, document]) =>
      id.startsWith(prefix) && this.#isAlive(document) ? id : [],
    );
    for (let at = 0; at < ids.length; at += pageLength) {
      signal?.throwIfAborted();
      yield ids.slice(at, at + pageLength);
    }
  }

  /** Deletes expired documents too, but does not count them, because reads no longer return them. */
  clear({ allNamespaces = false, signal }: FlushOptions): Promise<number> {
    return this.#change(signal, (namespaces) => {
      const cleared = allNamespaces ? [...namespaces.values()] : [this.#own(namespaces)];
      const all = cleared.flatMap((documents) => [...documents.values()]);
      for (const documents of cleared) documents.clear();
      return { result: all.filter((document) => this.#isAlive(document)).length, isChange: all.length > 0 };
    });
  }

  async sweep({ olderThanSeconds = defaultOlderThanSeconds, signal }: SweepOptions): Promise<number> {
    const count = await this.#change(signal, (namespaces) => {
      const own = this.#own(namespaces);
      const expired = [...own].filter(([, document]) => !this.#isAlive(document));
      for (const [id] of expired) own.delete(id);
      return { result: expired.length, isChange: expired.length > 0 };
    });
    signal?.throwIfAborted();
    return count + (await this.#keeper.sweep(olderThanSeconds));
  }

  async drop({ signal }: CallOptions): Promise<void> {
    signal?.throwIfAborted();
    await this.#keeper.drop();
  }

  async #change<Result>(signal: AbortSignal | undefined, change: Change<Result>): Promise<Result> {
    signal?.throwIfAborted();
    return this.#keeper.change(change, signal);
  }

  #own(namespaces: Namespaces): Map<string, StoredDocument> {
    const own = namespaces.get(this.#namespace) ?? new Map<string, StoredDocument>();
    namespaces.set(this.#namespace, own);
    return own;
  }

  #isAlive(document: StoredDocument | undefined): boolean {
    return document !== undefined && (document.expiresAt === undefined || document.expiresAt.getTime() > this.#clock());
  }
}

const stored = (document: NewDocument): StoredDocument => ({ ...document, revision: randomUUID() });
