/** What begins the keys that are no plain ids; an id that begins so is kept apart. */
const reserved = 'annotable#';

/** Writes a namespace so that it holds no `#`, and two namespaces never share a key. */
const escaped = (namespace: string): string => namespace.replace(/[%#]/g, (sign) => (sign === '#' ? '%23' : '%25'));

/** The keys of one namespace's documents and parts in the table. */
export class LinkKeys {
  readonly #documents: string;
  readonly #parts: string;
  readonly #isDefault: boolean;

  /** @param namespace - '' for the table's own, whose keys are the ids themselves */
  constructor(namespace: string) {
    this.#isDefault = namespace === '';
    this.#documents = this.#isDefault ? `${reserved}id#` : `${reserved}ns#${escaped(namespace)}#`;
    this.#parts = `${reserved}part#${escaped(namespace)}#`;
  }

  /** What no key of a document is longer than its id by, in bytes. */
  get overheadBytes(): number {
    return Buffer.byteLength(this.#documents);
  }

  /** `'a'` → `'a'`, or `'annotable#ns#tenant#a'` in the namespace `tenant`. */
  document(id: string): string {
    return this.#isDefault && !id.startsWith(reserved) ? id : this.#documents + id;
  }

  /** The id of a document's key; undefined for a part, and for what is of another namespace. */
  idOf(key: string): string | undefined {
    if (key.startsWith(this.#documents)) return key.slice(this.#documents.length);
    return this.#isDefault && !key.startsWith(reserved) ? key : undefined;
  }

  part(revision: string, index: number): string {
    return `${this.#parts}${revision}#${index}`;
  }

  /** The keys of all parts that were written under one revision. */
  parts(revision: string, count: number): string[] {
    return Array.from({ length: count }, (_, index) => this.part(revision, index));
  }

  /** The revision of a part's key; undefined for a document, and for what is of another namespace. */
  revisionOf(key: string): string | undefined {
    return key.startsWith(this.#parts) ? key.slice(this.#parts.length, key.lastIndexOf('#')) : undefined;
  }
}
