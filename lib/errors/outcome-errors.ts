import { AnnotableError } from './annotable-error.ts';
import { type ErrorPlace, placeText } from './validation-error.ts';

/**
 * A call didn't end in its time, and was given up; it has changed nothing, or was a read.
 *
 * Code: `call.timeout`. A write of which that is not sure is an `OutcomeUnknownError`.
 */
export class CallTimeoutError extends AnnotableError {
  static override readonly errorName: string = 'CallTimeoutError';
  readonly timeoutMs: number;

  constructor(table: string, timeoutMs: number) {
    super('call.timeout', `${table}: no answer within ${timeoutMs} ms; give the call more { timeoutMs }, or try again`);
    this.timeoutMs = timeoutMs;
  }
}

/** What is known of a write whose outcome is not. */
interface UnknownWrite extends ErrorPlace {
  /** `'create'`, `'update'`, … */
  readonly operation: string;
  /** The item as it was met, where it was. */
  readonly item?: unknown;
  readonly cause: unknown;
}

/**
 * A write may have been done, or not: its answer, or that of one of its attempts, was lost.
 *
 * Code: `write.outcomeUnknown`. Nothing was done twice. To find out, read the item. A class with `@WriteId` knows its own
 * creates, puts and updates again, while no other write has come after them.
 */
export class OutcomeUnknownError<T = unknown> extends AnnotableError {
  static override readonly errorName: string = 'OutcomeUnknownError';
  readonly operation: string;
  readonly table: string;
  readonly key: string | undefined;
  /** The item as it was met, as an instance of its class; not enumerable. */
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
 * A query or scan failed after it had given items; `cursor` goes on where it stopped.
 *
 * Code: `read.interrupted`. `cause` is what failed.
 */
export class ReadInterruptedError extends AnnotableError {
  static override readonly errorName: string = 'ReadInterruptedError';
  /** For `page({ cursor })` of the same read. */
  readonly cursor: string;

  constructor(table: string, cursor: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
    super('read.interrupted', `${table}: a page could not be read: ${reason}; go on with error.cursor`, { cause });
    this.cursor = cursor;
  }
}
