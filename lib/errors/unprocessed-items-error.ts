import { AnnotableError } from './annotable-error.ts';

/**
 * A batch could not finish before its deadline, or a part of it failed.
 *
 * Code: `batch.unprocessed`. Everything that is not in `unprocessed` was done. `maybe` is set if a part of
 * `unprocessed` may have been written or deleted already.
 *
 * Cure: Pass `unprocessed` to another call. If it happens often, raise `timeoutMs` or the capacity of the table.
 */
export class UnprocessedItemsError<T = unknown> extends AnnotableError {
  static override readonly errorName: string = 'UnprocessedItemsError';
  readonly table: string;
  /** The items of `putMany`, or the keys of `deleteMany` and `getMany`, as you passed them. Not enumerable. */
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
