import { randomUUID } from 'node:crypto';
import type { CallOptions } from '../execution/executor.ts';
import type { Expected, LinkStore, NewDocument, StoredDocument, WriteSettings } from './link-store.ts';
import type { FlushOptions } from './linker.ts';

/** Documents by id, of each namespace. */
export type Namespaces = Map<string, Map<string, StoredDocument>>;

/** Where the documents of a map are kept. */
export interface MapKeeper {
  /** What messages call it. */
  readonly name: string;
  /** Makes it where it isn't there. */
  open(): Promise<void>;
  /** What there is now; not to be changed. */
  read(): Promise<Namespaces>;
  /** Changes what there is, and keeps it, before anybody else does; all of it or nothing. */
  change<Result>(change: (namespaces: Namespaces) => Result): Promise<Result>;
  drop(): Promise<void>;
}

/** As many as in a table, so that what works here works there. */
const maxIdBytes = 1_900;

/** One namespace of the documents that a keeper keeps. */
export class MapStore implements LinkStore {
  readonly maxIdBytes: number = maxIdBytes;
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

  async read(ids: readonly string[], { signal }: CallOptions): Promise<Map<string, StoredDocument>> {
    signal?.throwIfAborted();
    const documents = (await this.#keeper.read()).get(this.#namespace);
    const found = ids.map((id) => [id, documents?.get(id)] as const);
    return new Map(found.filter((pair): pair is [string, StoredDocument] => this.#isAlive(pair[1])));
  }

  async *each(
    ids: readonly string[],
    options: CallOptions,
  ): AsyncGenerator<[id: string, document: StoredDocument | undefined], void, undefined> {
    const documents = await this.read(ids, options);
    for (const id of ids) yield [id, documents.get(id)];
  }

  async present(ids: readonly string[], options: CallOptions): Promise<Set<string>> {
    return new Set((await this.read(ids, options)).keys());
  }

  async write(documents: ReadonlyMap<string, NewDocument>, { signal }: WriteSettings): Promise<void> {
    signal?.throwIfAborted();
    await this.#keeper.change((namespaces) => {
      for (const [id, document] of documents) this.#own(namespaces).set(id, stored(document));
    });
  }

  async replace(id: string, document: NewDocument, { revision }: Expected, { signal }: CallOptions): Promise<boolean> {
    signal?.throwIfAborted();
    return this.#keeper.change((namespaces) => {
      const own = this.#own(namespaces);
      const current = own.get(id);
      if ((this.#isAlive(current) ? current?.revision : undefined) !== revision) return false;
      own.set(id, stored(document));
      return true;
    });
  }

  async remove(ids: readonly string[], { signal }: CallOptions): Promise<void> {
    signal?.throwIfAborted();
    await this.#keeper.change((namespaces) => {
      for (const id of ids) this.#own(namespaces).delete(id);
    });
  }

  async *ids(prefix: string): AsyncGenerator<string[]> {
    yield [...this.#alive(await this.#keeper.read()).keys()].filter((id) => id.startsWith(prefix));
  }

  async clear({ allNamespaces = false, signal }: FlushOptions): Promise<number> {
    signal?.throwIfAborted();
    return this.#keeper.change((namespaces) => {
      const cleared = allNamespaces ? [...namespaces.values()] : [this.#own(namespaces)];
      const count = cleared.reduce((sum, { size }) => sum + size, 0);
      for (const documents of cleared) documents.clear();
      return count;
    });
  }

  /** Nothing that dies leaves anything but documents that are past their end. */
  async sweep(): Promise<number> {
    return this.#keeper.change((namespaces) => {
      const alive = this.#alive(namespaces);
      const count = this.#own(namespaces).size - alive.size;
      namespaces.set(this.#namespace, alive);
      return count;
    });
  }

  drop(): Promise<void> {
    return this.#keeper.drop();
  }

  #own(namespaces: Namespaces): Map<string, StoredDocument> {
    const own = namespaces.get(this.#namespace) ?? new Map<string, StoredDocument>();
    namespaces.set(this.#namespace, own);
    return own;
  }

  /** The documents that are not past their end. */
  #alive(namespaces: Namespaces): Map<string, StoredDocument> {
    return new Map([...(namespaces.get(this.#namespace) ?? [])].filter(([, document]) => this.#isAlive(document)));
  }

  #isAlive(document: StoredDocument | undefined): boolean {
    return document !== undefined && (document.expiresAt === undefined || document.expiresAt.getTime() > this.#clock());
  }
}

const stored = (document: NewDocument): StoredDocument => ({ ...document, revision: randomUUID() });
