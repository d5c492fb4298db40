import { InvalidItemError } from '../errors/invalid-item-error.ts';

/** A problem of the stored form of a document. Becomes an `InvalidItemError` that names the id. */
export class DamagedLink extends Error {
  readonly path: string;

  constructor(path: string, problem: string) {
    super(`${problem}; put the document again, or delete it`);
    this.path = path;
  }

  /** Returns the error for the caller. */
  of(table: string, id: string): InvalidItemError {
    return new InvalidItemError({ table, key: keyText(id) }, [{ path: this.path, message: this.message }]);
  }
}

/** Returns the key of an item as errors write it: `a` → `id="a"`. */
export const keyText = (id: string): string => `id=${JSON.stringify(id)}`;

/** Returns the stored key that an error names. Undefined if it names none. */
export function keyOfError({ key }: InvalidItemError): string | undefined {
  return key?.startsWith('id="') ? JSON.parse(key.slice('id='.length)) : undefined;
}
