import { AnnotableError } from './annotable-error.ts';
import { type ErrorPlace, placeText } from './validation-error.ts';

/**
 * A call got no response in time. It was a read, or it changed nothing.
 *
 * Code: `call.timeout`. A write whose outcome is not known throws `OutcomeUnknownError` instead.
 *
 * Cure: Call again, or pass a higher `timeoutMs`.
 */
export class CallTimeoutError extends AnnotableError {
  static override readonly errorName: string = 'CallTimeoutError';
  /** The time of the call, in milliseconds. */
  readonly timeoutMs: number;

  constructor(table: string, timeoutMs: number) {
    super('call.timeout', `${table}: no answer within ${timeoutMs} ms; give the call more { timeoutMs }, or try again`);
    this.timeoutMs = timeoutMs;
  }
}

/** The facts about a write with an unknown outcome. */
interface UnknownWrite extends ErrorPlace {
  /** `'create'`, `'update'`, … */
  readonly operation: string;
  /** The item that was read afterwards, if it was read. */
  readonly item?: unknown;
  readonly cause: unknown;
}

/**
 * A write may be done or not, because the response of one of its attempts was lost.
 *
 * Code: `write.outcomeUnknown`. Nothing was done twice. A class with `@WriteId` recognizes its own creates, puts, and
 * updates, if no other write came after them.
 *
 * Cure: Read the item with `{ consistent: true }`, and decide what to do. Add `@WriteId()` to the class to see the
 * error less often.
 */
export class OutcomeUnknownError<T = unknown> extends AnnotableError {
  static override readonly errorName: string = 'OutcomeUnknownError';
  /** The method: `'create'`, `'update'`, … */
  readonly operation: string;
  readonly table: string;
  readonly key: string | undefined;
  /** The item that was read afterwards, if it was read. Not enumerable. */
  declare readonly item: T | undefined;

  constructor({ operation, item, cause, ...place }: UnknownWrite, why: string) {
    super('write.outcomeUnknown', `${placeText(place)}: ${operation}() ${why}`, { cause });
    this.operation = operation;
    this.table = place.table;
    this.key = place.key;
    Object.defineProperty(this, 'item', { value: item });
  }
}

/**
 * `deletePartition` failed after it had deleted items, or while it was not known whether some were deleted.
 *
 * Code: `delete.interrupted`. `cause` is the error that ended it.
 *
 * Cure: Call `deletePartition` again with the same key and `{ cursor: error.cursor }`. Its result then counts all items.
 */
export class DeletionInterruptedError extends AnnotableError {
  static override readonly errorName: string = 'DeletionInterruptedError';
  readonly table: string;
  /** The number of items whose deletion is confirmed, those of earlier calls included. */
  readonly deleted: number;
  /** The number of items that may be deleted, because a response was lost. */
  readonly unconfirmed: number;
  /** Continues the deletion. Contains `deleted` and the keys of the unconfirmed items. */
  readonly cursor: string;

  constructor(table: string, deleted: number, unconfirmed: number, cursor: string, cause: unknown) {
    const doubt = unconfirmed === 0 ? '' : `, ${unconfirmed} more may be deleted`;
    super(
      'delete.interrupted',
      `${table}: the partition is not deleted: ${deleted} items are deleted${doubt}; go on with error.cursor`,
      { cause },
    );
    this.table = table;
    this.deleted = deleted;
    this.unconfirmed = unconfirmed;
    this.cursor = cursor;
  }
}

/**
 * A query or scan failed after it had returned items.
 *
 * Code: `read.interrupted`. `cause` is the error of the page that failed.
 *
 * Cure: Continue with `page({ cursor: error.cursor })` of the same read.
 */
export class ReadInterruptedError extends AnnotableError {
  static override readonly errorName: string = 'ReadInterruptedError';
  /** Continues the same read with `page({ cursor })`. */
  readonly cursor: string;

  constructor(table: string, cursor: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
    super('read.interrupted', `${table}: a page could not be read: ${reason}; go on with error.cursor`, { cause });
    this.cursor = cursor;
  }
}
