import { AnnotableError } from './annotable-error.ts';
import { type ErrorPlace, placeText } from './validation-error.ts';

/** What an error about a refused write carries. */
export interface RefusedWrite<T> extends ErrorPlace {
  /** The item that stood in the way, as an instance of its class. */
  readonly item?: T | undefined;
  readonly cause?: unknown;
}

/**
 * DynamoDB refused a write because its condition doesn't hold.
 *
 * Code: `condition.failed`. `item` is what stood in the way, where the engine returns it.
 */
export class ConditionFailedError<T = unknown> extends AnnotableError {
  static override readonly errorName: string = 'ConditionFailedError';
  readonly table: string;
  readonly key: string | undefined;
  /** An instance of the class; not enumerable, so that a logged error doesn't print the item. */
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

/** `create` met an item with the same key. Code: `condition.alreadyExists`. */
export class ItemAlreadyExistsError<T = unknown> extends ConditionFailedError<T> {
  static override readonly errorName: string = 'ItemAlreadyExistsError';
  constructor(refused: RefusedWrite<T>) {
    super(
      refused,
      'an item with this key already exists; use put() to replace it or update() to change it',
      'condition.alreadyExists',
    );
  }
}

/** There is no item with this key. Code: `condition.notFound`. */
export class ItemNotFoundError<T = unknown> extends ConditionFailedError<T> {
  static override readonly errorName: string = 'ItemNotFoundError';
  constructor(refused: RefusedWrite<T>) {
    super(refused, 'there is no item with this key', 'condition.notFound');
  }
}
