import { AnnotableError } from './annotable-error.ts';

/** The table, or the index, doesn't exist in this account and region. Code: `table.notFound`. */
export class TableNotFoundError extends AnnotableError {
  static override readonly errorName: string = 'TableNotFoundError';
  readonly table: string;

  constructor(table: string, cause?: unknown) {
    super('table.notFound', `${table}: there is no such table or index; create it with repository.table.ensure()`, {
      cause,
    });
    this.table = table;
  }
}

/** One difference between a table and its class. */
export interface TableDifference {
  /** What differs: `'key'`, `'index byName'`, `'attribute personId'`. */
  readonly what: string;
  /** What the class says. */
  readonly declared: string;
  /** What the table is. */
  readonly actual: string;
}

/** The table differs from its class in what `ensure()` can't mend without losing data. Code: `table.mismatch`. */
export class TableMismatchError extends AnnotableError {
  static override readonly errorName: string = 'TableMismatchError';
  readonly table: string;
  readonly differences: readonly TableDifference[];

  constructor(table: string, differences: readonly TableDifference[]) {
    const list = differences.map((d) => `\n  - ${d.what}: the class says ${d.declared}, the table has ${d.actual}`);
    super('table.mismatch', `${table} can't be made to match its class:${list.join('')}`);
    this.table = table;
    this.differences = Object.freeze([...differences]);
  }
}
