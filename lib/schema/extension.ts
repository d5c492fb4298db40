import type { RefusedWrite } from '../errors/condition-failed-error.ts';

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

/**
 * Takes part in the writes and reads of a class, as the built-in `@Version` and `@CreatedAt` do.
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
  /** Returns the additions to a write. Called once per write, before validation. Must not change its argument. */
  readonly beforeWrite?: ((write: ExtensionWrite) => ExtensionEffect | undefined) | undefined;
  /** Called with each whole instance that a read or write returns. */
  readonly afterRead?: ((entity: object) => void) | undefined;
}

/** True for a delete that removes the item, so changes have no effect. */
export const isFinalDelete = ({ operation, changes }: ExtensionWrite): boolean =>
  operation === 'delete' && changes === undefined;
