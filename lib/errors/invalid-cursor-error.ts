import { AnnotableError } from './annotable-error.ts';

/**
 * A cursor that this query did not give: of another query, changed, or cut short.
 *
 * Code: `cursor.invalid`.
 */
export class InvalidCursorError extends AnnotableError {
  static override readonly errorName: string = 'InvalidCursorError';
  readonly table: string;

  constructor(table: string, why: string) {
    super('cursor.invalid', `${table}: the cursor ${why}; begin without one, or give the one that this query gave`);
    this.table = table;
  }
}
