import { AnnotableError } from './annotable-error.ts';

/**
 * A batch could not do all of its work before its deadline: exactly what is left, in the order it was given.
 *
 * Code: `batch.unprocessed`. Everything that is not in `unprocessed` was done. What is in it can be given to another
 * call; where `cause` is a lost answer, an abort or a time-out, some of it may have been done as well.
 */
export class UnprocessedItemsError<T = unknown> extends AnnotableError {
  static override readonly errorName: string = 'UnprocessedItemsError';
  readonly table: string;
  /** The items of `putMany`, the keys of `deleteMany` and `getMany`, as the caller gave them; not enumerable. */
  declare readonly unprocessed: readonly T[];

  constructor(table: string, unprocessed: readonly T[], total: number, cause: unknown) {
    const how = `${unprocessed.length} of ${total} were not processed; give error.unprocessed to another call`;
    super('batch.unprocessed', `${table}: ${how}`, cause === undefined ? undefined : { cause });
    this.table = table;
    Object.defineProperty(this, 'unprocessed', { value: Object.freeze([...unprocessed]) });
  }
}
