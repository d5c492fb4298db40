import type { RefusedWrite } from '../errors/condition-failed-error.ts';

/** What kind of write an extension is asked about. Batches put; transactions do what single writes do. */
export type WriteOperation = 'create' | 'put' | 'upsert' | 'update' | 'delete';

/** A write that is about to be built. */
export interface ExtensionWrite {
  readonly operation: WriteOperation;
  /** The class's name. */
  readonly model: string;
  readonly table: string;
  /** The properties of the table's key, which no update changes. */
  readonly keys: readonly string[];
  /** The time of the write; the same for all extensions and all actions of a call. */
  readonly now: Date;
  /**
   * The object that `update`, `upsert` and `delete` were given as the key: the key's properties, or a whole entity.
   * Undefined for a bare value.
   */
  readonly key?: Readonly<Record<string, unknown>> | undefined;
  /** What `create` and `put` were given. */
  readonly item?: Readonly<Record<string, unknown>> | undefined;
  /** What `update` and `upsert` were given: paths, and values or operators. */
  readonly changes?: Readonly<Record<string, unknown>> | undefined;
  /** The options of the call: the framework's own, and those that the extensions of the class declare in `options`. */
  readonly options: { readonly version?: number | undefined; readonly [option: string]: unknown };
}

/** What an extension adds to a write. */
export interface ExtensionEffect {
  /** Properties of the item that `create` and `put` write, in the place of those that were given; of no other write. */
  readonly item?: Readonly<Record<string, unknown>> | undefined;
  /** Further changes of `update` and `upsert`, as `update` takes them; of no other write. */
  readonly changes?: Readonly<Record<string, unknown>> | undefined;
  /** A condition that must hold too, as `if` takes it. */
  readonly condition?: object | undefined;
  /**
   * Says what it means that the write was refused; undefined where another condition was the cause.
   *
   * @param refused - with `item`, the item that stood in the way, where there is one
   */
  readonly explain?: ((refused: RefusedWrite<object>) => Error | undefined) | undefined;
  /**
   * True where an item is what this very write has made, and nobody else's: asked where an attempt's answer was lost and
   * the next one was refused.
   */
  readonly recognise?: ((met: object) => boolean) | undefined;
  /**
   * True if doing `changes` twice does no harm, although they count or append: a version may be raised twice. Without it a
   * lost response of such changes ends in `OutcomeUnknownError`. The caller's own changes are not affected.
   */
  readonly repeatable?: boolean | undefined;
  /**
   * True if `condition` keeps the whole write from being done a second time, whatever others have written in between. Then
   * the write is sent again after a lost response. With `recognise`, an item that it doesn't know is another writer's.
   */
  readonly guardsRepetition?: boolean | undefined;
}

/**
 * Takes part in the writes and reads of a class: all that the framework's own `@Version`, `@CreatedAt` and the like do.
 *
 * @example
 * const stamped: Extension = {
 *   name: 'stamped',
 *   manages: ['writtenBy'],
 *   beforeWrite: ({ operation }) =>
 *     operation === 'create' || operation === 'put' ? { item: { writtenBy: user() } } : { changes: { writtenBy: user() } },
 * };
 */
export interface Extension {
  /** For messages; of two with one name and one property the child class's counts. */
  readonly name: string;
  /** Properties that it alone writes: to change them otherwise is refused. */
  readonly manages?: readonly string[] | undefined;
  /** True if it checks the option `version` of writes. Classes without such an extension refuse the option. */
  readonly checksVersion?: boolean | undefined;
  /**
   * Names of options of its own, which single writes and writes in transactions then take: `['tenant']`. Batches take none.
   * TypeScript knows only the framework's options: add the others by a cast, or by a method of your repository.
   */
  readonly options?: readonly string[] | undefined;
  /** Where its writes need a condition, which batches can't have: what to use in a batch's place. */
  readonly refusesBatches?: string | undefined;
  /** Gives what the write needs besides; called once a write, before it is checked. Must not change what it is given. */
  readonly beforeWrite?: ((write: ExtensionWrite) => ExtensionEffect | undefined) | undefined;
  /** Called with each whole instance that is given, by reads and by writes, after it is made. */
  readonly afterRead?: ((entity: object) => void) | undefined;
}
