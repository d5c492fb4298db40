import { InvalidItemError } from '../errors/invalid-item-error.ts';

/** What is wrong with the stored form of a document; it becomes an `InvalidItemError` of its id. */
export class DamagedLink extends Error {
  readonly path: string;

  constructor(path: string, problem: string) {
    super(`${problem}; put the document again, or delete it`);
    this.path = path;
  }

  /** The error that the caller gets. */
  of(table: string, id: string): InvalidItemError {
    return new InvalidItemError({ table, key: keyText(id) }, [{ path: this.path, message: this.message }]);
  }
}

/** `a` → `id="a"`, as errors name the key of an item. */
export const keyText = (id: string): string => `id=${JSON.stringify(id)}`;

/** The stored key that an error of an item names; undefined where it names none. */
export function keyOfError({ key }: InvalidItemError): string | undefined {
  return key?.startsWith('id="') ? JSON.parse(key.slice('id='.length)) : undefined;
}
