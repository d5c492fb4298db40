import { AnnotableError } from './annotable-error.ts';

/**
 * The cursor does not belong to this read, was changed, or is truncated. Nothing was sent.
 *
 * Code: `cursor.invalid`.
 *
 * Cure: Start again without a cursor. Pass a cursor only to the read that returned it.
 */
export class InvalidCursorError extends AnnotableError {
  static override readonly errorName: string = 'InvalidCursorError';
  readonly table: string;

  constructor(table: string, why: string) {
    super('cursor.invalid', `${table}: the cursor ${why}; begin without one, or give the one that this query gave`);
    this.table = table;
  }
}
