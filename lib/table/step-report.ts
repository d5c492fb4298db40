import { type FailedTableStep, TableIncompleteError } from '../errors/table-errors.ts';
import type { TableStep } from './plan.ts';

/** Returns the name of a step in messages: `createIndex byName`. */
const stepText = (step: TableStep): string =>
  step.action === 'createIndex' ? `createIndex ${step.index}` : step.action;

/** Records the steps of one table that are done, those that failed, and those that are left. */
export class StepReport {
  readonly #done: string[] = [];
  readonly #failed = new Map<string, FailedTableStep>();
  readonly #tried = new Set<string>();
  #planned: readonly TableStep[] = [];

  /** Returns the first step of the current plan that was not tried. Undefined if there is none. */
  next(planned: readonly TableStep[]): TableStep | undefined {
    this.#planned = planned;
    return planned.find((step) => this.#isLeft(step));
  }

  did(step: TableStep): void {
    this.#tried.add(JSON.stringify(step));
    this.#done.push(stepText(step));
  }

  failedAt(step: TableStep, error: unknown): void {
    this.#tried.add(JSON.stringify(step));
    this.fail(stepText(step), error);
  }

  fail(what: string, error: unknown): void {
    if (!this.#failed.has(what)) this.#failed.set(what, { step: what, error });
  }

  /**
   * Runs the work that reports its steps here.
   *
   * @throws TableIncompleteError `table.incomplete` if a step failed, or the work ended early after its first step
   * began
   */
  async whole(table: string, signal: AbortSignal | undefined, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const isNothingBegun = this.#done.length === 0 && this.#failed.size === 0;
      if (isNothingBegun || signal?.aborted === true) throw error;
      this.#failRest(error);
    }
    if (this.#failed.size > 0) throw new TableIncompleteError(table, this.#done, [...this.#failed.values()]);
  }

  #failRest(error: unknown): void {
    for (const step of this.#planned) if (this.#isLeft(step)) this.fail(stepText(step), error);
    if (this.#failed.size === 0) this.fail('becoming ACTIVE', error);
  }

  #isLeft(step: TableStep): boolean {
    return !this.#tried.has(JSON.stringify(step));
  }
}
