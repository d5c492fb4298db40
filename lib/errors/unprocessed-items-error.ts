import { AnnotableError } from './annotable-error.ts';

/**
 * A batch could not do all of its work before its deadline: exactly what is left, in the order it was given.
 *
 * Code: `batch.unprocessed`. Everything that is not in `unprocessed` was done. You can pass `unprocessed` to another call.
 * `maybe` says if some of it may have been written or deleted already: a response was lost, or time or the caller ended a
 * request under way.
 */
export class UnprocessedItemsError<T = unknown> extends AnnotableError {
  static override readonly errorName: string = 'UnprocessedItemsError';
  readonly table: string;
  /** The items of `putMany`, the keys of `deleteMany` and `getMany`, as the caller gave them; not enumerable. */
  declare readonly unprocessed: readonly T[];
  /** The word for what may have been done to some of `unprocessed`. Undefined if nothing was done to any of it. */
  readonly maybe: 'written' | 'deleted' | undefined;

  constructor(table: string, unprocessed: readonly T[], total: number, cause: unknown, maybe?: 'written' | 'deleted') {
    const count = `${unprocessed.length} of ${total} were not`;
    const how = maybe === undefined ? `${count} processed` : `${count} confirmed: some of them may have been ${maybe}`;
    super(
      'batch.unprocessed',
      `${table}: ${how}; give error.unprocessed to another call`,
      cause === undefined ? undefined : { cause },
    );
    this.table = table;
    this.maybe = maybe;
    Object.defineProperty(this, 'unprocessed', { value: Object.freeze([...unprocessed]) });
  }
}
