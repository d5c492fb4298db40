import { AnnotableError } from './annotable-error.ts';

/**
 * The table or the index doesn't exist in this account and region.
 *
 * Code: `table.notFound`.
 *
 * Cure: Check the region and the table name, or create the table with `repository.table.ensure()`.
 */
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

/** A step of `ensure()` that failed. */
export interface FailedTableStep {
  /** The name of the step: `'createIndex byName'`, `'enablePointInTimeRecovery'`. */
  readonly step: string;
  readonly error: unknown;
}

/**
 * `create()` or `ensure()` could not do all of its steps. Completed steps are kept.
 *
 * Code: `table.incomplete`. `cause` is the error of the first step that failed.
 *
 * Cure: Correct the errors in `failed`, then call `ensure()` again. It continues with the rest.
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
  /** The different part: `'key'`, `'index byName'`, `'attribute personId'`. */
  readonly what: string;
  /** The value in the class. */
  readonly declared: string;
  /** The value in the table. */
  readonly actual: string;
}

/**
 * The table differs from its class in a way that `ensure()` can't change without losing data.
 *
 * Code: `table.mismatch`.
 *
 * Cure: Change the class, or create a new table and copy the items. `differences` lists both sides.
 */
export class TableMismatchError extends AnnotableError {
  static override readonly errorName: string = 'TableMismatchError';
  readonly table: string;
  /** Each difference, with the declared and the actual value. */
  readonly differences: readonly TableDifference[];

  constructor(table: string, differences: readonly TableDifference[]) {
    const list = differences.map((d) => `\n  - ${d.what}: the class says ${d.declared}, the table has ${d.actual}`);
    super('table.mismatch', `${table} can't be made to match its class:${list.join('')}`);
    this.table = table;
    this.differences = Object.freeze([...differences]);
  }
}
