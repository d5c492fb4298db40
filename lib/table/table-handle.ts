import { AnnotableError } from '../errors/annotable-error.ts';
import { abortSignal, type CheckOptions, milliseconds, optionRules } from '../errors/option-rules.ts';
import type { CallOptions, Executor } from '../execution/executor.ts';
import { createTableRequest } from '../operations/create-table.ts';
import type { Schema } from '../schema/schema.ts';
import type { TableDescription } from '../sdk-types.ts';
import { defaultTimes } from '../time/default-times.ts';
import { poll } from '../time/poll.ts';
import { LiveTable } from './live-table.ts';
import type { TablePlan } from './plan.ts';
import { planTable } from './plan-table.ts';
import { runSteps } from './run-steps.ts';
import { StepReport } from './step-report.ts';
import { beginTime, isBusy, TableCalls, type TableTime } from './table-calls.ts';
import { noTable } from './table-state.ts';

/** Options of the operations that change a table. */
export interface TableCallOptions extends CallOptions {
  /** Milliseconds until the operation ends. Default 600,000, because building an index takes minutes. */
  readonly timeoutMs?: number | undefined;
}

const checkTable: CheckOptions = optionRules<TableCallOptions>({ signal: abortSignal, timeoutMs: milliseconds });

/**
 * The table of one class. Each change ends when the table and its indexes are ACTIVE.
 *
 * Transient failures are retried until `timeoutMs` ends: throttling, lost connections, faults of the service, and
 * another change of the table that is running.
 */
export class TableHandle {
  readonly #table: LiveTable;

  constructor(schema: Schema, executor: Executor) {
    this.#table = new LiveTable(schema, new TableCalls(executor, schema.table.name));
  }

  /** Name of the table: `tableName` of the repository, or the name that `@Table` declares. */
  get name(): string {
    return this.#table.name;
  }

  /**
   * Creates the table with its indexes, settings, and time to live.
   *
   * @throws ResourceInUseException (an error of the SDK) if the table exists
   * @throws TableIncompleteError `table.incomplete` if the table was created, and a step after its creation failed
   * @example
   * await phones.table.create();   // CreateTable { TableName: 'phonebook', BillingMode: 'PAY_PER_REQUEST', … }
   */
  async create(options: TableCallOptions = {}): Promise<void> {
    const time = this.#begin(options, 'create');
    const report = new StepReport();
    await report.whole(this.name, time.signal, async () => {
      await this.#table.eachVector('requireEngine', time);
      const { steps } = planTable(this.#table.declared, noTable);
      const actions = new Set(steps.map(({ action }) => action));
      report.next(steps);
      await this.#create(time);
      report.did({ action: 'createTable' });
      await this.#table.untilActive(time);
      if (steps.length > 1) await runSteps(this.#table, report, time, ({ action }) => actions.has(action));
      await this.#table.eachVector('untilSearchable', time);
    });
  }

  /**
   * Creates everything that the class declares and the table lacks: the table itself, indexes (one at a time), and the
   * settings of `@Table`. Leaves settings as they are that the class doesn't declare.
   *
   * Never deletes anything, and never changes a key. Several processes can call it at the same time. If a step fails,
   * the other steps still run.
   *
   * @throws TableMismatchError `table.mismatch` if a difference can't be resolved
   * @throws TableIncompleteError `table.incomplete` if a step failed, or the time ended after the first step began
   * @example
   * await phones.table.ensure();
   * // UpdateTable { TableName: 'phonebook', GlobalSecondaryIndexUpdates: [{ Create: { IndexName: 'byName', … } }], … }
   */
  async ensure(options: TableCallOptions = {}): Promise<void> {
    const time = this.#begin(options, 'ensure');
    const report = new StepReport();
    await report.whole(this.name, time.signal, async () => {
      await this.#table.eachVector('requireEngine', time);
      await runSteps(this.#table, report, time);
      await this.#table.eachVector('untilSearchable', time);
    });
  }

  /**
   * Returns the steps that `ensure()` would take, the differences that it can't resolve, and indexes and tags that no class
   * declares. Changes nothing.
   */
  async plan(options: CallOptions = {}): Promise<TablePlan> {
    return this.#table.plan(this.#begin(options, 'plan', defaultTimes.tableReadMs));
  }

  /** Returns the description of the table from DynamoDB. Undefined if the table does not exist. */
  async describe(options: CallOptions = {}): Promise<TableDescription | undefined> {
    return this.#table.describe(this.#begin(options, 'describe', defaultTimes.tableReadMs));
  }

  /** True if the table exists. False while it is being deleted. */
  async exists(options: CallOptions = {}): Promise<boolean> {
    const description = await this.#table.describe(this.#begin(options, 'exists', defaultTimes.tableReadMs));
    return description !== undefined && description.TableStatus !== 'DELETING';
  }

  /**
   * Creates a global index or a vector index that the class declares, and waits until it is filled.
   *
   * @throws ConfigurationError `configuration.invalid` if the class declares no such index of this name
   */
  async createIndex(name: string, options: TableCallOptions = {}): Promise<void> {
    const time = this.#begin(options, 'createIndex');
    await this.#table.createIndex(name, time);
    await this.#table.eachVector('untilSearchable', time);
  }

  /** Deletes a global index or a vector index, and waits until it is gone. The class need not declare the index. */
  async deleteIndex(name: string, options: TableCallOptions = {}): Promise<void> {
    const time = this.#begin(options, 'deleteIndex');
    const { VectorIndexes: vectors = [] } = await this.#table.untilActive(time);
    const updates = [{ Delete: { IndexName: name } }];
    const isVector = vectors.some(({ IndexName }) => IndexName === name);
    const input = {
      TableName: this.name,
      ...(isVector ? { VectorIndexUpdates: updates } : { GlobalSecondaryIndexUpdates: updates }),
    };
    const isDone = async (): Promise<boolean> => !(await this.#table.hasIndex(name, time));
    await this.#table.calls.change('UpdateTable', input, time, { isDone });
    await this.#table.untilActive(time);
  }

  /**
   * Deletes the table with all of its items, and waits until it is gone.
   *
   * Cure: Turn off the deletion protection first, by `UpdateTable` or in the console.
   *
   * @throws TableNotFoundError `table.notFound` if the table does not exist
   * @throws AnnotableError `table.protected` if the table has deletion protection, so it was not deleted
   * @example
   * await phones.table.drop();   // DeleteTable { TableName: 'phonebook' }
   */
  async drop(options: TableCallOptions = {}): Promise<void> {
    const time = this.#begin(options, 'drop');
    const isDone = async (): Promise<boolean> => {
      const description = await this.#table.describe(time);
      return description === undefined || description.TableStatus === 'DELETING';
    };
    try {
      await this.#table.calls.change('DeleteTable', { TableName: this.name }, time, { isDone });
    } catch (error) {
      throw (await this.#isProtected(error, time)) ? protectedTable(this.name, error) : error;
    }
    await poll(`deleting ${this.name}`, async () => (await this.#table.describe(time)) === undefined, time);
  }

  /** True if the error of a deletion has its reason in the deletion protection of the table. */
  async #isProtected(error: unknown, time: TableTime): Promise<boolean> {
    if (!(error instanceof Error) || error.name !== 'ValidationException') return false;
    const description = await this.#table.describe(time).catch(() => undefined);
    return description?.DeletionProtectionEnabled === true;
  }

  #begin(options: TableCallOptions, method: string, defaultMs: number = defaultTimes.tableMs): TableTime {
    checkTable(options, this.name, method);
    return beginTime(options, defaultMs);
  }

  /**
   * Creates the table, and succeeds if an attempt whose response was lost has created it.
   *
   * @throws ResourceInUseException (an error of the SDK) if another client has created it
   */
  async #create(time: TableTime): Promise<void> {
    const isDone = async (): Promise<boolean> => (await this.#table.describe(time)) !== undefined;
    const isTemporary = (error: unknown): boolean =>
      isBusy(error) && (error as Error).name !== 'ResourceInUseException';
    const request = createTableRequest(this.#table.declared);
    await this.#table.calls.change('CreateTable', request, time, { isDone, isTemporary });
  }
}

const protectedTable = (name: string, cause: unknown): AnnotableError =>
  new AnnotableError('table.protected', `${name} ${protectedText}`, { cause });

const protectedText =
  "has deletion protection, so drop() can't delete it; turn it off first, by UpdateTable with " +
  'DeletionProtectionEnabled: false, or in the console';
