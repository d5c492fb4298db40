import { randomUUID } from 'node:crypto';
import type { CallOptions } from '../execution/executor.ts';
import type { Expected, LinkStore, NewDocument, ReadDocument, StoredDocument, WriteSettings } from './link-store.ts';
import type { FlushOptions, SweepOptions } from './linker.ts';

/** Documents by id, of each namespace. */
export type Namespaces = Map<string, Map<string, StoredDocument>>;

/** A change of documents: what it gives, and whether there was anything to change. It throws nothing. */
export type Change<Result> = (namespaces: Namespaces) => { readonly result: Result; readonly isChange: boolean };

/** Where the documents of a map are kept. */
export interface MapKeeper {
  /** What messages call it. */
  readonly name: string;
  /** Makes it where it isn't there. */
  open(): Promise<void>;
  /** What there is now; not to be changed. */
  read(): Promise<Namespaces>;
  /** Changes what there is, and keeps it, before anybody else does; all of it or nothing. */
  change<Result>(change: Change<Result>, signal: AbortSignal | undefined): Promise<Result>;
  /** Deletes what writers that died have left; gives how many files. */
  sweep(olderThanSeconds: number): Promise<number>;
  drop(): Promise<void>;
}

/** Seconds after which a write that has not ended is taken for dead. */
export const defaultOlderThanSeconds = 3_600;
/** Ids that are listed before the signal is looked at again. */
const pageLength = 1_000;

/** One namespace of the documents that a keeper keeps. */
export class MapStore implements LinkStore {
  readonly #keeper: MapKeeper;
  readonly #namespace: string;
  readonly #clock: () => number;

  constructor(keeper: MapKeeper, namespace: string, clock: () => number) {
    this.#keeper = keeper;
    this.#namespace = namespace;
    this.#clock = clock;
  }

  get name(): string {
    return this.#keeper.name;
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

  /** Documents past their end go, too, but are not counted: no read has told of them any more. */
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
      const ended = [...own].filter(([, document]) => !this.#isAlive(document));
      for (const [id] of ended) own.delete(id);
      return { result: ended.length, isChange: ended.length > 0 };
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
