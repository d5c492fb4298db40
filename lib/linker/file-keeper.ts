import { rm } from 'node:fs/promises';
import { documentsContent, parseDocuments } from './document-file.ts';
import { inFileQueue } from './file-queue.ts';
import { type Change, defaultOlderThanSeconds, type MapKeeper, type Namespaces } from './map-store.ts';
import { fileContent, fileIdentity, realFile, removeRemains, replaceFile } from './whole-file.ts';

/** A change that waits for its turn, with the functions that settle the promise of its caller. */
interface Waiting {
  readonly change: Change<unknown>;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Keeps documents in a file. Each write replaces the whole file and includes all waiting changes. */
export class FileKeeper implements MapKeeper {
  readonly name: string;
  /** Real path of the file, behind symbolic links. Determined again by each `open`. */
  #file: Promise<string> | undefined;
  #namespaces: Namespaces = new Map();
  #identity: string | undefined;
  #waiting: Waiting[] = [];

  /** @param file - an absolute path */
  constructor(file: string) {
    this.name = file;
  }

  async open(): Promise<void> {
    this.#file = undefined;
    await this.#queued(async (file) => {
      await this.read();
      if (this.#identity === undefined) await this.#write(file, new Map());
      // Remains do no harm, and the folder may be read-only.
      await removeRemains(file, defaultOlderThanSeconds).catch(() => 0);
    });
  }

  /** Returns the current documents of the file, including changes by other processes. */
  async read(): Promise<Namespaces> {
    const file = await this.#realFile();
    const identity = await fileIdentity(file);
    if (identity !== undefined && identity === this.#identity) return this.#namespaces;
    const content = identity === undefined ? undefined : await fileContent(file);
    const namespaces: Namespaces = content === undefined ? new Map() : parseDocuments(this.name, content);
    return this.#keep(namespaces, content === undefined ? undefined : identity);
  }

  change<Result>(change: Change<Result>, signal: AbortSignal | undefined): Promise<Result> {
    return new Promise<unknown>((resolve, reject) => {
      this.#waiting.push({ change, signal, resolve, reject });
      if (this.#waiting.length === 1) void this.#changeAll();
    }) as Promise<Result>;
  }

  async sweep(olderThanSeconds: number): Promise<number> {
    return this.#queued((file) => removeRemains(file, olderThanSeconds));
  }

  async drop(): Promise<void> {
    await this.#queued(async (file) => {
      await rm(file, { force: true });
      await removeRemains(file, 0);
    });
  }

  /** Applies all waiting changes in one write of the file. */
  async #changeAll(): Promise<void> {
    let waiting: Waiting[] = [];
    try {
      const results = await this.#queued(async (file) => {
        waiting = this.#takeWaiting();
        // A copy, because nothing may change if the file can't be written.
        const namespaces = new Map([...(await this.read())].map(([name, documents]) => [name, new Map(documents)]));
        const changed = waiting.map(({ change }) => change(namespaces));
        if (changed.some(({ isChange }) => isChange)) await this.#write(file, namespaces);
        return changed;
      });
      for (const [index, { resolve }] of waiting.entries()) resolve(results[index]?.result);
    } catch (error) {
      // Changes without an effect fail too: they have seen the effects of changes that were not written.
      for (const { reject } of waiting.length > 0 ? waiting : this.#takeWaiting()) reject(error);
    }
  }

  #takeWaiting(): Waiting[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { signal, reject } of waiting) if (signal?.aborted) reject(signal.reason);
    return waiting.filter(({ signal }) => !signal?.aborted);
  }

  async #write(file: string, namespaces: Namespaces): Promise<void> {
    this.#keep(namespaces, await replaceFile(file, documentsContent(namespaces)));
  }

  /** Sets both fields together. A concurrent reader may set older documents, but never under another identity. */
  #keep(namespaces: Namespaces, identity: string | undefined): Namespaces {
    this.#namespaces = namespaces;
    this.#identity = identity;
    return namespaces;
  }

  #realFile(): Promise<string> {
    this.#file ??= realFile(this.name);
    return this.#file;
  }

  async #queued<Result>(work: (file: string) => Promise<Result>): Promise<Result> {
    const file = await this.#realFile();
    return inFileQueue(file, () => work(file));
  }
}
