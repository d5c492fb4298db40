import { AnnotableError } from './annotable-error.ts';
import { type ErrorPlace, placeText } from './validation-error.ts';

/** The facts in an error about a rejected write. */
export interface RefusedWrite<T> extends ErrorPlace {
  /** The stored item, as an instance of its class. */
  readonly item?: T | undefined;
  readonly cause?: unknown;
}

/**
 * The condition of a write does not hold, so nothing was written.
 *
 * Code: `condition.failed`. `item` is the stored item, if the engine returns it.
 *
 * Cure: Read `item`, and decide what to do with the state that it shows. The subclasses say more about the reason.
 */
export class ConditionFailedError<T = unknown> extends AnnotableError {
  static override readonly errorName: string = 'ConditionFailedError';
  readonly table: string;
  readonly key: string | undefined;
  /** The stored item, as an instance of the class. Not enumerable, so logs don't print it. */
  declare readonly item: T | undefined;

  constructor(refused: RefusedWrite<T>, message = "the condition doesn't hold", code = 'condition.failed') {
    super(
      code,
      `${placeText(refused)}: ${message}`,
      refused.cause === undefined ? undefined : { cause: refused.cause },
    );
    this.table = refused.table;
    this.key = refused.key;
    Object.defineProperty(this, 'item', { value: refused.item });
  }
}

/**
 * `create` found an item with the same key, or `create`, `put`, or `upsert` found a deleted one.
 *
 * Code: `condition.alreadyExists`. `deleted` is true if the item is deleted by a class with `@DeletedAt`.
 *
 * Cure: Use `put()` to replace the item, `update()` to change it, or another key. If it is deleted, use `restore()` or
 * `purge()` first.
 */
export class ItemAlreadyExistsError<T = unknown> extends ConditionFailedError<T> {
  static override readonly errorName: string = 'ItemAlreadyExistsError';
  /** True if the item is deleted, and can be restored. */
  readonly deleted: boolean;

  constructor(refused: RefusedWrite<T>, deleted = false) {
    super(
      refused,
      deleted
        ? 'a deleted item has this key; call restore() to bring it back, or purge() to free the key'
        : 'an item with this key already exists; use put() to replace it or update() to change it',
      'condition.alreadyExists',
    );
    this.deleted = deleted;
  }
}

/**
 * There is no item with this key.
 *
 * Code: `condition.notFound`. An item past its time to live, or deleted by a class with `@DeletedAt`, counts as absent.
 *
 * Cure: Check the key. Use `get()`, `deleteIfExists()`, or `upsert()` if the item may be absent.
 */
export class ItemNotFoundError<T = unknown> extends ConditionFailedError<T> {
  static override readonly errorName: string = 'ItemNotFoundError';
  constructor(refused: RefusedWrite<T>, message = 'there is no item with this key') {
    super(refused, message, 'condition.notFound');
  }
}
