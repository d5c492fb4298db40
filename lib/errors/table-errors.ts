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

/** A part of `ensure()` that could not be done. */
export interface FailedTableStep {
  /** What it was: `'createIndex byName'`, `'enablePointInTimeRecovery'`. */
  readonly step: string;
  readonly error: unknown;
}

/**
 * `ensure()` could not do all of its steps. What was done stays; calling it again goes on with the rest.
 *
 * Code: `table.incomplete`. `cause` is the error of the first step that failed.
 */
export class TableIncompleteError extends AnnotableError {
  static override readonly errorName: string = 'TableIncompleteError';
  readonly table: string;
  /** The steps that were done, in order. */
  readonly done: readonly string[];
  /** The steps that were not done, each with its error. */
  readonly failed: readonly FailedTableStep[];

  constructor(table: string, done: readonly string[], failed: readonly FailedTableStep[]) {
    const list = failed.map(({ step, error }) => `\n  - ${step}: ${reasonOf(error)}`).join('');
    const before = done.length === 0 ? 'nothing was done' : `done: ${done.join(', ')}`;
    super('table.incomplete', `${table} is not as its class says (${before}); not done:${list}`, {
      cause: failed[0]?.error,
    });
    this.table = table;
    this.done = Object.freeze([...done]);
    this.failed = Object.freeze([...failed]);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
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
