import type { DocumentCodec } from '../schema/document-codec.ts';

/** The names of embedded documents in `$defs`. Two classes of one name get different ones: `Address`, `Address_2`. */
export class DefNames {
  readonly #names = new Map<DocumentCodec, string>();
  readonly #taken: Set<string>;

  /** @param taken - names that others use too; new names are added to it */
  constructor(taken: Set<string> = new Set()) {
    this.#taken = taken;
  }

  /** Returns the name of a document, and true if it is asked for the first time. */
  of(document: DocumentCodec, base: string = document.name): { readonly name: string; readonly isNew: boolean } {
    const known = this.#names.get(document);
    if (known !== undefined) return { name: known, isNew: false };
    let name = base;
    for (let count = 2; this.#taken.has(name); count++) name = `${base}_${count}`;
    this.#names.set(document, name);
    this.#taken.add(name);
    return { name, isNew: true };
  }
}
