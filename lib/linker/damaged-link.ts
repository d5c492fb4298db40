import { InvalidItemError } from '../errors/invalid-item-error.ts';

/** A problem of the stored form of a document. Becomes an `InvalidItemError` that names the id. */
export class DamagedLink extends Error {
  readonly path: string;

  constructor(path: string, problem: string) {
    super(`${problem}; put the document again, or delete it`);
    this.path = path;
  }

  /** Returns the error for the caller. @param key - the key of the document, as errors print it */
  of(table: string, key: string): InvalidItemError {
    return new InvalidItemError({ table, key }, [{ path: this.path, message: this.message }]);
  }
}

/** Returns the key of a document as errors write it: `a` → `id="a"`. */
export const keyText = (id: string): string => `id=${JSON.stringify(id)}`;
