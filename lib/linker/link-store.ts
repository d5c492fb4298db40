import type { CallOptions } from '../execution/executor.ts';
import type { JsonValue } from '../values/attribute-type.ts';
import type { FlushOptions, SweepOptions } from './linker.ts';

/** A document that is to be stored. */
export interface NewDocument {
  /** The document as JSON text. */
  readonly text: string;
  readonly expiresAt: Date | undefined;
}

/** A document that is stored. */
export interface StoredDocument extends NewDocument {
  readonly revision: string;
}

/** A document that was read. */
export interface ReadDocument {
  readonly document: JsonValue;
  readonly revision: string;
  readonly expiresAt: Date | undefined;
}

/** What a document must still be to be replaced: a revision, or undefined where there must be none. */
export interface Expected {
  readonly revision: string | undefined;
}

/** How documents are written. */
export interface WriteSettings extends CallOptions {
  readonly atomic?: boolean | undefined;
}

/** Where a linker's documents are: what a table, a file and a memory have in common. Ids are checked already. */
export interface LinkStore {
  /** What messages call it. */
  readonly name: string;
  /** Makes it where it isn't there. */
  open(options: CallOptions): Promise<void>;
  /** The documents that there are, by id. */
  read(
    ids: readonly string[],
    options: CallOptions & { readonly consistent: boolean },
  ): Promise<Map<string, ReadDocument>>;
  /** The documents one by one, in the order of the ids, so that not all are held at once. */
  each(ids: readonly string[], options: CallOptions): AsyncIterable<[id: string, document: ReadDocument | undefined]>;
  /** The ids that have a document. */
  present(ids: readonly string[], options: CallOptions): Promise<Set<string>>;
  write(documents: ReadonlyMap<string, NewDocument>, settings: WriteSettings): Promise<void>;
  /** @returns false where the document that is there is not what is expected */
  replace(id: string, document: NewDocument, expected: Expected, options: CallOptions): Promise<boolean>;
  remove(ids: readonly string[], options: CallOptions): Promise<void>;
  /** The ids that begin with a prefix, page after page. */
  ids(prefix: string, options: CallOptions): AsyncIterable<readonly string[]>;
  clear(options: FlushOptions): Promise<number>;
  sweep(options: SweepOptions): Promise<number>;
  drop(options: CallOptions): Promise<void>;
}
