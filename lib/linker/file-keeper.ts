import { rm } from 'node:fs/promises';
import { documentsContent, fileContent, fileIdentity, parseDocuments, replaceFile } from './document-file.ts';
import type { MapKeeper, Namespaces } from './map-store.ts';

/** The changes of each file that are under way in this process: one after the other, whichever linker makes them. */
const queues = new Map<string, Promise<unknown>>();

/** Keeps documents in a file, which is written as a whole by each change. */
export class FileKeeper implements MapKeeper {
  readonly name: string;
  #namespaces: Namespaces = new Map();
  #identity: string | undefined;

  /** @param file - an absolute path */
  constructor(file: string) {
    this.name = file;
  }

  async open(): Promise<void> {
    await this.#queued(async () => {
      await this.read();
      if (this.#identity === undefined) await this.#write(new Map());
    });
  }

  /** What the file holds now, also where another process has written it. */
  async read(): Promise<Namespaces> {
    const identity = await fileIdentity(this.name);
    if (identity === undefined) this.#namespaces = new Map();
    else if (identity !== this.#identity)
      this.#namespaces = parseDocuments(this.name, (await fileContent(this.name)) ?? '');
    this.#identity = identity;
    return this.#namespaces;
  }

  change<Result>(change: (namespaces: Namespaces) => Result): Promise<Result> {
    return this.#queued(async () => {
      // A copy: where the file can't be written, nothing has changed.
      const namespaces = new Map([...(await this.read())].map(([name, documents]) => [name, new Map(documents)]));
      const result = change(namespaces);
      await this.#write(namespaces);
      return result;
    });
  }

  async drop(): Promise<void> {
    await this.#queued(() => rm(this.name, { force: true }));
  }

  async #write(namespaces: Namespaces): Promise<void> {
    await replaceFile(this.name, documentsContent(namespaces));
    this.#namespaces = namespaces;
    this.#identity = await fileIdentity(this.name);
  }

  #queued<Result>(work: () => Promise<Result>): Promise<Result> {
    const before = queues.get(this.name) ?? Promise.resolve();
    const running = before.then(work, work);
    const settled = running
      .catch(() => undefined)
      .then(() => {
        if (queues.get(this.name) === settled) queues.delete(this.name);
      });
    queues.set(this.name, settled);
    return running;
  }
}
