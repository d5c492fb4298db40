import type { RefusedWrite } from '../errors/condition-failed-error.ts';
import type { Awaitable } from '../time/awaitable.ts';

/** The kind of a write. Batches use `put`. Transactions use the same kinds as single writes. */
export type WriteOperation = 'create' | 'put' | 'upsert' | 'update' | 'delete';

/** A write before its request is built. */
export interface ExtensionWrite {
  readonly operation: WriteOperation;
  /** The name of the class. */
  readonly model: string;
  readonly table: string;
  /** The properties of the table key, which no update changes. */
  readonly keys: readonly string[];
  /** The time of the write: the same for all extensions and actions of a call. */
  readonly now: Date;
  /**
   * The key object of `update`, `upsert`, and `delete`: the key properties or a whole entity. Undefined for a bare
   * value.
   */
  readonly key?: Readonly<Record<string, unknown>> | undefined;
  /** The item of `create` and `put`. */
  readonly item?: Readonly<Record<string, unknown>> | undefined;
  /**
   * The changes of `update` and `upsert`: paths with values or operators.
   *
   * With `@DeletedAt`, a `delete` has them too: `{ deletedAt: now }`. A restore is an `update` with
   * `{ deletedAt: remove() }`, and a purge is a `delete` without changes.
   */
  readonly changes?: Readonly<Record<string, unknown>> | undefined;
  /** The options of the call: those of the framework, and those that extensions of the class declare in `options`. */
  readonly options: { readonly version?: number | undefined; readonly [option: string]: unknown };
}

/** The additions of an extension to a write. */
export interface ExtensionEffect {
  /** Properties that replace those of the item in `create` and `put`. Other writes ignore them. */
  readonly item?: Readonly<Record<string, unknown>> | undefined;
  /**
   * Additional changes of `update`, `upsert`, and a `delete` that has changes, in the form of `update`. Other writes
   * ignore them.
   */
  readonly changes?: Readonly<Record<string, unknown>> | undefined;
  /** An additional condition, in the form of `if`. */
  readonly condition?: object | undefined;
  /**
   * Returns the error for a rejected write. Undefined if another condition was the cause.
   *
   * @param refused - with `item`, the existing item, if there is one
   */
  readonly explain?: ((refused: RefusedWrite<object>) => Error | undefined) | undefined;
  /** True if this write created the item. Called after a lost response, if the next attempt was rejected. */
  readonly recognise?: ((met: object) => boolean) | undefined;
  /**
   * True if `changes` can be applied twice without harm, although they count or append, such as a version.
   *
   * If it is not set, a lost response of such changes ends in `OutcomeUnknownError`. It doesn't affect other changes.
   */
  readonly repeatable?: boolean | undefined;
  /**
   * True if `condition` prevents that the write is applied twice, whatever other writers do in between.
   *
   * The write is then sent again after a lost response. If `recognise` rejects an item, another writer wrote it.
   */
  readonly guardsRepetition?: boolean | undefined;
}

/** A write that was done. */
export interface ExtensionWritten {
  /**
   * The instance as it is now, or as it was before a `delete`. Undefined for `deleteMany`, `deletePartition`, and
   * actions of transactions other than `create` and `put`, because DynamoDB returns no items for them.
   */
  readonly item: object | undefined;
}

/** A request before it is sent. */
export interface ExtensionRequest {
  /** The operation of DynamoDB: `'PutItem'`, `'Query'`, `'TransactWriteItems'`, … */
  readonly operation: string;
  /** The table. Of a transaction, its tables, separated by commas. */
  readonly table: string;
  /** The input of the operation, with attribute values in the form of DynamoDB. Must not be changed. */
  readonly input: object;
  /** Aborted when the call of the repository ends. Undefined if the call has no end. */
  readonly signal: AbortSignal | undefined;
}

/**
 * Sends a request. Each call sends it once more. The client's own retries are part of one call.
 *
 * @param input - another input than that of the request, such as one with `ConsistentRead`
 * @returns the output of the operation, with attribute values in the form of DynamoDB
 */
export type SendRequest = (input?: object) => Promise<object>;

/**
 * Takes part in the writes and reads of a class, as the built-in `@Version` and `@CreatedAt` do.
 *
 * The extensions of a class are called in the order of their declaration, those of a parent class first. Each hook can
 * return a promise. The next one waits for it, and so does the call of the repository.
 *
 * @example
 * const stamped: Extension = {
 *   name: 'stamped',
 *   manages: ['writtenBy'],
 *   beforeWrite: ({ operation }) =>
 *     ['create', 'put'].includes(operation) ? { item: { writtenBy: user() } } : { changes: { writtenBy: user() } },
 * };
 */
export interface Extension {
  /** The name in messages. If a child class has an extension with the same name and property, it replaces this one. */
  readonly name: string;
  /** Properties that only this extension can change. Other changes are rejected. */
  readonly manages?: readonly string[] | undefined;
  /**
   * Properties that the extension fills in a new item, and that a caller can also set, such as a generated id. Those of
   * `manages` are filled too.
   */
  readonly fills?: readonly string[] | undefined;
  /** True if it checks the option `version` of writes. Classes without such an extension reject the option. */
  readonly checksVersion?: boolean | undefined;
  /**
   * Names of its own options for single writes and transaction writes: `['tenant']`. Batches accept none.
   *
   * TypeScript only knows the options of the framework. Add others by a cast or in a method of your repository.
   */
  readonly options?: readonly string[] | undefined;
  /** The alternative to batches, if writes need a condition, which batches don't support. */
  readonly refusesBatches?: string | undefined;
  /**
   * Returns the additions to a write, or throws to prevent it. Called once per write, before validation. Must not change
   * its argument.
   *
   * A transaction calls it when the action is added, and waits for it in `commit()`. A batch calls it for all items
   * before it sends anything.
   */
  readonly beforeWrite?: ((write: ExtensionWrite) => Awaitable<ExtensionEffect | undefined>) | undefined;
  /**
   * Called after a write that is confirmed as done, with the argument of `beforeWrite`. Not called for `raw`.
   *
   * If it throws, the call of the repository throws `AfterWriteError`, and the write stays done. Other extensions and
   * items are still called.
   */
  readonly afterWrite?: ((write: ExtensionWrite, written: ExtensionWritten) => Awaitable<void>) | undefined;
  /**
   * Called with each whole instance that a read or write returns. It can change the instance, or throw to reject it: the
   * read then throws `InvalidItemError`, or passes it to `onInvalidItem`.
   */
  readonly afterRead?: ((entity: object) => Awaitable<void>) | undefined;
  /**
   * Called instead of sending each request of the class: it calls `send`, and returns the output. It can measure time,
   * call `send` again, or return an output of its own without sending anything. A collection and a transaction call the
   * extensions of all their repositories, each once, with the items of all of them. Their values are not encrypted.
   *
   * If a write was sent and the hook throws, the call of the repository throws `OutcomeUnknownError`, unless it finds out
   * that the write was done. The items of a class with this hook are not decoded directly from the response.
   */
  readonly aroundSend?: ((request: ExtensionRequest, send: SendRequest) => Promise<object>) | undefined;
}

/** True for a delete that removes the item, so changes have no effect. */
export const isFinalDelete = ({ operation, changes }: ExtensionWrite): boolean =>
  operation === 'delete' && changes === undefined;
