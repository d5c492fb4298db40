import type { CallOptions } from '../execution/executor.ts';
import type { JsonValue } from '../values/attribute-type.ts';

/**
 * A value that `JSON.stringify` can write. The compiler rejects values that have no JSON text: functions, maps, sets,
 * and promises. A put rejects NaN, cycles, and functions inside a document.
 */
export type JsonInput =
  | string
  | number
  | boolean
  | null
  | { readonly [member: string]: unknown }
  | { toJSON(key: never): unknown }
  | (object & { readonly [Symbol.hasInstance]?: never; readonly [Symbol.toStringTag]?: never });

/** One document for one id, an array of documents for an array of ids. */
export type JsonInputOf<Ids extends string | readonly string[]> = Ids extends string ? JsonInput : readonly JsonInput[];

/** Returns the new document for the current one. Receives undefined if there is no document. */
export type ChangeJson<Document> = (
  document: Document | undefined,
) => ChangedJson<Document> | Promise<ChangedJson<Document>>;

/** The document type. For documents without a type of their own, any value that can be put. */
type ChangedJson<Document> = JsonValue extends Document ? JsonInput : Document;

/** Options of `putJson`. */
export interface PutJsonOptions extends CallOptions {
  /** Seconds until the documents expire, above 0. A put without `ttlSeconds` or `expiresAt` removes the expiry. */
  readonly ttlSeconds?: number | undefined;
  /** Time when the documents expire. Excludes `ttlSeconds`. */
  readonly expiresAt?: Date | undefined;
  /** True to put all documents or none: at most 100 documents and 4 MB. Default: false. */
  readonly atomic?: boolean | undefined;
}

/** Options of a write of one document. */
export type PutOneOptions = Omit<PutJsonOptions, 'atomic'>;

/** Options of reads. */
export interface GetJsonOptions extends CallOptions {
  /** True for strongly consistent reads, which see every completed write. False costs half. Default: true. */
  readonly consistent?: boolean | undefined;
  /** True to throw `ItemNotFoundError` if an id has no document. Default: `strict` of the linker. */
  readonly strict?: boolean | undefined;
}

/** Options of `keys` and `entries`. */
export interface ListOptions extends CallOptions {
  /** Start of the listed ids, compared with stored ids: UUIDs are stored in lower case. Default: ''. */
  readonly prefix?: string | undefined;
}

/** Options of `flushDb`. */
export interface FlushOptions extends CallOptions {
  /** True to empty the whole table, including the documents of other namespaces. Default: false. */
  readonly allNamespaces?: boolean | undefined;
}

/** Options of `sweep`. */
export interface SweepOptions extends CallOptions {
  /**
   * Age in seconds after which an unfinished write counts as abandoned. A writer that is still alive retries. A write
   * to a file by another process fails. Default: 3,600.
   */
  readonly olderThanSeconds?: number | undefined;
}

/** A document with its revision and expiry. */
export interface LinkEntry<Document = JsonValue> {
  readonly document: Document;
  /** Id of the write that stored the document: each write has its own. */
  readonly revision: string;
  readonly expiresAt: Date | undefined;
}

/**
 * Stores JSON documents by id. It links the ids of a retrieval index to the records that they came from.
 *
 * Ids are strings of 1 to 2,048 bytes. In a namespace, the limit is lower by 14 bytes plus the length of the namespace.
 * Case matters, except in UUIDs. `getJson` returns the same document as `JSON.parse(JSON.stringify(document))`. Nothing
 * checks the type parameter of a document.
 */
export interface Linker {
  /**
   * Checks that the store can be used, and creates it if it doesn't exist.
   *
   * @throws ConfigurationError `configuration.invalid` if the store can't be used, with the reason as its cause
   */
  connectionCheck(options?: CallOptions): Promise<true>;

  /**
   * Puts a document. Replaces an existing document with this id.
   *
   * @throws ValidationError `item.invalid` if the document is not JSON, with the path; nothing is put
   */
  putJson(id: string, document: JsonInput, options?: PutOneOptions): Promise<void>;
  /**
   * Puts any number of documents. If an id occurs twice, its last document is stored.
   *
   * @throws ValidationError `item.invalid` if the numbers of ids and documents differ; nothing is put
   * @throws UnprocessedItemsError `batch.unprocessed` if only some documents were put, with the ids of the others
   */
  putJson(ids: readonly string[], documents: readonly JsonInput[], options?: PutJsonOptions): Promise<void>;
  /** Puts one document or many, if the type of `ids` allows both. */
  putJson<Ids extends string | readonly string[]>(
    ids: Ids,
    documents: JsonInputOf<Ids>,
    options?: PutOneOptions,
  ): Promise<void>;
  /** Puts a document if there is none with its id. True if it was put. */
  putIfAbsent(id: string, document: JsonInput, options?: PutOneOptions): Promise<boolean>;
  /**
   * Replaces a document if it still has this revision. True if it was replaced.
   *
   * @throws ValidationError `item.invalid` if the revision is not a string
   */
  replaceIf(id: string, document: JsonInput, revision: string, options?: PutOneOptions): Promise<boolean>;
  /**
   * Changes a document without losing concurrent changes. Reads the document, calls `change`, and puts the result if
   * the document is still the same. Otherwise starts again.
   *
   * @param change - returns the new document; receives undefined if there is none; called again after a conflict
   * @returns the new document
   * @throws ConditionFailedError `condition.failed` if other writers changed the document at each attempt, for
   *   `timeoutMs` (default: 30,000)
   */
  update<Document = JsonValue>(id: string, change: ChangeJson<Document>, options?: PutOneOptions): Promise<Document>;

  /** Returns a document. Null with a `NoIdWarning` if there is none, and with a `NoDataWarning` if it is null. */
  getJson<Document = JsonValue>(id: string, options?: GetJsonOptions): Promise<Document | null>;
  /** Returns the documents of any number of ids, in the order of the ids. An id may occur more than once. */
  getJson<Document = JsonValue>(ids: readonly string[], options?: GetJsonOptions): Promise<(Document | null)[]>;
  /** Returns one document or many, if the type of `ids` allows both. */
  getJson<Document = JsonValue>(
    ids: string | readonly string[],
    options?: GetJsonOptions,
  ): Promise<Document | null | (Document | null)[]>;
  /** Returns the existing documents by id, as you wrote the id. */
  getMap<Document = JsonValue>(ids: readonly string[], options?: GetJsonOptions): Promise<Map<string, Document>>;
  /** Returns a document with its revision and expiry. Undefined if there is none. */
  getEntry<Document = JsonValue>(id: string, options?: GetJsonOptions): Promise<LinkEntry<Document> | undefined>;
  /** True if there is a document, even if it is null. */
  has(id: string, options?: CallOptions): Promise<boolean>;
  has(ids: readonly string[], options?: CallOptions): Promise<boolean[]>;
  has(ids: string | readonly string[], options?: CallOptions): Promise<boolean | boolean[]>;

  /** Deletes documents. Ids without a document are ignored. */
  deleteJson(ids: string | readonly string[], options?: CallOptions): Promise<void>;

  /** Lists all ids of the namespace, in no particular order. Reads the whole store. */
  keys(options?: ListOptions): AsyncIterable<string>;
  /** Lists all ids with their documents. Reads the whole store. */
  entries<Document = JsonValue>(options?: ListOptions): AsyncIterable<[id: string, document: Document]>;

  /**
   * Deletes all documents of the namespace. The store stays usable.
   *
   * @returns the number of deleted documents, without expired ones
   */
  flushDb(options?: FlushOptions): Promise<number>;
  /**
   * Deletes the remains of abandoned writes in the namespace. In a file or in memory, also deletes expired documents.
   * For a file, also deletes the temporary files beside it.
   *
   * @returns the number of deleted items, documents, and files
   */
  sweep(options?: SweepOptions): Promise<number>;
  /** Deletes the store itself, with all its documents. The next call creates it again. */
  dropTable(options?: CallOptions): Promise<void>;
  /**
   * Returns a linker of the same store with separate documents.
   *
   * @param name - at most 500 bytes, with 3 bytes for each `%` and `#`; '' for the default namespace of the store
   * @throws ConfigurationError `configuration.invalid` if the name is too long, not a string, or has a lone surrogate
   */
  namespace(name: string): Linker;
  /** Releases the linker. The process may then create another one. */
  close(): Promise<void>;
}
