import type { CallOptions } from '../execution/executor.ts';
import type { JsonValue } from '../values/attribute-type.ts';

/**
 * What `JSON.stringify` can write. The compiler refuses what has nothing to be written, as functions, maps, sets and
 * promises; NaN, cycles and functions inside are told when they are put.
 */
export type JsonInput =
  | string
  | number
  | boolean
  | null
  | { readonly [member: string]: unknown }
  | { toJSON(key: never): unknown }
  | (object & { readonly [Symbol.hasInstance]?: never; readonly [Symbol.toStringTag]?: never });

/** A document of an id, documents of ids. */
export type JsonInputOf<Ids extends string | readonly string[]> = Ids extends string ? JsonInput : readonly JsonInput[];

/** Gives a new document in the place of one, or of undefined where there is none. */
export type ChangeJson<Document> = (
  document: Document | undefined,
) => ChangedJson<Document> | Promise<ChangedJson<Document>>;

/** Of documents of no type in particular whatever can be put. */
type ChangedJson<Document> = JsonValue extends Document ? JsonInput : Document;

/** How documents are put. */
export interface PutJsonOptions extends CallOptions {
  /** Seconds until the documents end, more than 0. A put without an end takes away the one that was there. */
  readonly ttlSeconds?: number | undefined;
  /** When the documents end, in place of `ttlSeconds`. */
  readonly expiresAt?: Date | undefined;
  /** True to put all or none: up to 100 documents and 4 MB. */
  readonly atomic?: boolean | undefined;
}

/** How one document is put. */
export type PutOneOptions = Omit<PutJsonOptions, 'atomic'>;

/** How documents are read. */
export interface GetJsonOptions extends CallOptions {
  /** Strongly consistent, so that what was put is seen; default true. False reads at half the cost. */
  readonly consistent?: boolean | undefined;
  /** True to throw `ItemNotFoundError` where an id has no document; by the linker's option, else false. */
  readonly strict?: boolean | undefined;
}

/** Which ids are listed. */
export interface ListOptions extends CallOptions {
  /** What the ids begin with; default ''. Ids as they are kept: UUIDs in small letters. */
  readonly prefix?: string | undefined;
}

/** How a linker is emptied. */
export interface FlushOptions extends CallOptions {
  /** True to empty the whole table, the documents of other namespaces included; default false. */
  readonly allNamespaces?: boolean | undefined;
}

/** How garbage is looked for. */
export interface SweepOptions extends CallOptions {
  /**
   * Seconds after which a write that has not ended is taken for dead; default 3,600. One that lives begins again; that
   * of a file, by another process, fails.
   */
  readonly olderThanSeconds?: number | undefined;
}

/** A document with what is known of it. */
export interface LinkEntry<Document = JsonValue> {
  readonly document: Document;
  /** Another with every write. */
  readonly revision: string;
  readonly expiresAt: Date | undefined;
}

/**
 * Keeps JSON documents by id: it links the ids of a retrieval index to the records that they came from.
 *
 * Ids are strings of 1 to 2,048 bytes, in a namespace 14 and its own bytes less; taken as they are, but that a UUID is one id in capitals and in small letters.
 * What `JSON.parse(JSON.stringify(x))` gives, `getJson` gives. A document's type parameter is the caller's word; nothing
 * checks it.
 */
export interface Linker {
  /**
   * True where the store can be used; it is made where it isn't there.
   *
   * @throws ConfigurationError `configuration.invalid`, with the reason as its cause
   */
  connectionCheck(options?: CallOptions): Promise<true>;

  /**
   * Puts a document, in the place of any with its id.
   *
   * @throws ValidationError `item.invalid` where the document is no JSON, with the path; nothing is put
   */
  putJson(id: string, document: JsonInput, options?: PutOneOptions): Promise<void>;
  /**
   * Puts any number of documents; of two with one id the last counts.
   *
   * @throws ValidationError `item.invalid` where ids and documents are not as many; nothing is put
   * @throws UnprocessedItemsError `batch.unprocessed`, with the ids of those that were not put
   */
  putJson(ids: readonly string[], documents: readonly JsonInput[], options?: PutJsonOptions): Promise<void>;
  /** Puts one or many, where the types don't tell. */
  putJson<Ids extends string | readonly string[]>(
    ids: Ids,
    documents: JsonInputOf<Ids>,
    options?: PutOneOptions,
  ): Promise<void>;
  /** Puts a document where there is none with its id; true where it did. */
  putIfAbsent(id: string, document: JsonInput, options?: PutOneOptions): Promise<boolean>;
  /**
   * Puts a document where the one that is there still has a revision; true where it did.
   *
   * @throws ValidationError `item.invalid` where the revision is no string
   */
  replaceIf(id: string, document: JsonInput, revision: string, options?: PutOneOptions): Promise<boolean>;
  /**
   * Changes a document without losing what others do meanwhile: it is read, changed and put where it is still the same,
   * and else again.
   *
   * @param change - gives the new document; called with undefined where there is none, and more than once where others
   *   are faster
   * @returns the new document
   */
  update<Document = JsonValue>(id: string, change: ChangeJson<Document>, options?: PutOneOptions): Promise<Document>;

  /** A document; null, with a `NoIdWarning`, where there is none, and with a `NoDataWarning` where it is null. */
  getJson<Document = JsonValue>(id: string, options?: GetJsonOptions): Promise<Document | null>;
  /** The documents of any number of ids, in their order; an id may be there more than once. */
  getJson<Document = JsonValue>(ids: readonly string[], options?: GetJsonOptions): Promise<(Document | null)[]>;
  /** One or many, where the types don't tell. */
  getJson<Document = JsonValue>(
    ids: string | readonly string[],
    options?: GetJsonOptions,
  ): Promise<Document | null | (Document | null)[]>;
  /** The documents that there are, by id as it was given. */
  getMap<Document = JsonValue>(ids: readonly string[], options?: GetJsonOptions): Promise<Map<string, Document>>;
  /** A document with its revision and its end; undefined where there is none. */
  getEntry<Document = JsonValue>(id: string, options?: GetJsonOptions): Promise<LinkEntry<Document> | undefined>;
  /** True where there is a document, a null one too. */
  has(id: string, options?: CallOptions): Promise<boolean>;
  has(ids: readonly string[], options?: CallOptions): Promise<boolean[]>;
  has(ids: string | readonly string[], options?: CallOptions): Promise<boolean | boolean[]>;

  /** Deletes documents; those that are not there are no error. */
  deleteJson(ids: string | readonly string[], options?: CallOptions): Promise<void>;

  /** All ids of the namespace, in no order that means anything. Reads the whole store. */
  keys(options?: ListOptions): AsyncIterable<string>;
  /** All ids with their documents. */
  entries<Document = JsonValue>(options?: ListOptions): AsyncIterable<[id: string, document: Document]>;

  /**
   * Deletes all documents of the namespace, and leaves the store usable.
   *
   * @returns how many it deleted, without those past their end
   */
  flushDb(options?: FlushOptions): Promise<number>;
  /**
   * Deletes what writers that died have left in the namespace; a file's or a memory's documents past their end, too, and
   * what is left beside a file.
   *
   * @returns how many items or files it deleted
   */
  sweep(options?: SweepOptions): Promise<number>;
  /** Deletes the store itself, with all that is in it; the next call makes it anew. */
  dropTable(options?: CallOptions): Promise<void>;
  /**
   * A linker of the same store whose documents are apart from this one's; '' is the store's own.
   *
   * @param name - up to 500 bytes, `%` and `#` counted as 3
   * @throws ConfigurationError `configuration.invalid` where it is longer, no string, or holds half a character
   */
  namespace(name: string): Linker;
  /** Ends the linker, so that the process may make another. */
  close(): Promise<void>;
}
