import type { CallOptions } from '../execution/executor.ts';
import type { JsonValue } from '../values/attribute-type.ts';
import type { Content } from './document-forms.ts';
import type { FlushOptions, SweepOptions } from './linker.ts';

/** A document to store, in a store that takes bytes too. */
export interface NewContent {
  /** The document as JSON text, or as bytes. */
  readonly text: Content;
  readonly expiresAt: Date | undefined;
}

/** A document to store if the stored one has a revision. */
export interface ExpectedContent extends NewContent {
  readonly expected: Expected;
}

/** A document to store. */
export interface NewDocument extends NewContent {
  /** The document as JSON text. */
  readonly text: string;
}

/** A stored document, as text. */
export interface StoredDocument extends NewDocument {
  readonly revision: string;
}

/** A document that was read, as a value. */
export interface ReadDocument {
  readonly document: JsonValue;
  readonly revision: string;
  readonly expiresAt: Date | undefined;
}

/** The revision that a document must have to be replaced. Undefined if there must be no document. */
export interface Expected {
  readonly revision: string | undefined;
}

/** Options of a read of documents. */
export interface ReadSettings extends CallOptions {
  readonly consistent: boolean;
  /** True to throw the error of a damaged document, even if `onInvalidItem` is set. */
  readonly isStrict?: boolean | undefined;
}

/** Options of a write of documents. */
export interface WriteSettings extends CallOptions {
  readonly atomic?: boolean | undefined;
}

/** The name of a store in messages, and the limit of its ids. */
export interface IdSpace {
  /** Name in messages. */
  readonly name: string;
  /** Returns the most bytes of an id. */
  maxIdBytes(id: string): number;
}

/** A store of documents: a table, a file, or the memory. Receives only checked ids. */
export interface LinkStore extends IdSpace {
  /** Creates the store if it doesn't exist. */
  open(options: CallOptions): Promise<void>;
  /** Returns the existing documents by id. */
  read(ids: readonly string[], options: ReadSettings): Promise<Map<string, ReadDocument>>;
  /** Yields the documents in the order of the ids. Does not keep all of them in memory. */
  each(ids: readonly string[], options: CallOptions): AsyncIterable<[id: string, document: ReadDocument | undefined]>;
  /** Returns the ids that have a document. */
  present(ids: readonly string[], options: CallOptions): Promise<Set<string>>;
  write(documents: ReadonlyMap<string, NewDocument>, settings: WriteSettings): Promise<void>;
  /** Puts a document if the stored one has the expected revision. True if it was put. */
  replace(id: string, document: NewDocument, expected: Expected, options: CallOptions): Promise<boolean>;
  remove(ids: readonly string[], options: CallOptions): Promise<void>;
  /** Lists the ids that begin with a prefix, page by page. */
  ids(prefix: string, options: CallOptions): AsyncIterable<readonly string[]>;
  clear(options: FlushOptions): Promise<number>;
  sweep(options: SweepOptions): Promise<number>;
  drop(options: CallOptions): Promise<void>;
}
