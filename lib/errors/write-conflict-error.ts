import { AnnotableError } from './annotable-error.ts';
import { type ErrorPlace, placeText } from './validation-error.ts';

/**
 * Every attempt of a write met another write of the same item: a transaction that is running, or a write in another region
 * of a global table. Nothing was written.
 *
 * Code: `write.conflict`.
 *
 * Cure: Call again. If it happens often, write the item less often, or from one region.
 */
export class WriteConflictError extends AnnotableError {
  static override readonly errorName: string = 'WriteConflictError';
  readonly table: string;
  readonly key: string | undefined;

  constructor(place: ErrorPlace, cause: unknown) {
    super(
      'write.conflict',
      `${placeText(place)}: another write of the same item is running; nothing was written; try again`,
      {
        cause,
      },
    );
    this.table = place.table;
    this.key = place.key;
  }
}
