import { ConfigurationError } from '../errors/configuration-error.ts';
import { abortSignal, type CheckOptions, milliseconds, optionRules } from '../errors/option-rules.ts';
import { TableMismatchError, TableNotFoundError } from '../errors/table-errors.ts';
import type { CallOptions, Executor } from '../execution/executor.ts';
import { billingRequest } from '../operations/billing.ts';
import { createTableRequest } from '../operations/create-table.ts';
import { createIndexRequest, enableRequest } from '../operations/update-table.ts';
import type { IndexSchema, Schema } from '../schema/schema.ts';
import type { TableDescription } from '../sdk-types.ts';
import { backoffMs, wait } from '../time/backoff.ts';
import { defaultTimes } from '../time/default-times.ts';
import { poll } from '../time/poll.ts';
import { planTable, type TablePlan, type TableState, type TableStep } from './plan.ts';
import { StepReport } from './step-report.ts';
import { beginTime, isBusy, isUnknownOperation, TableCalls, type TableTime } from './table-calls.ts';
import { type OnUnread, readState } from './table-state.ts';

/** What the operations on a table take. */
export interface TableCallOptions extends CallOptions {
  /** Milliseconds to wait until DynamoDB says ACTIVE; default 600,000 (building an index takes its time). */
  readonly timeoutMs?: number | undefined;
}

const checkTable: CheckOptions = optionRules<TableCallOptions>({ signal: abortSignal, timeoutMs: milliseconds });

/** What CreateTable can't do. */
const afterCreation: ReadonlySet<TableStep['action']> = new Set(['enablePointInTimeRecovery', 'enableTimeToLive']);

function isActive(description: TableDescription | undefined): boolean {
  const indexes = description?.GlobalSecondaryIndexes ?? [];
  const areFilled = indexes.every(({ IndexStatus, Backfilling }) => IndexStatus === 'ACTIVE' && !Backfilling);
  return description?.TableStatus === 'ACTIVE' && areFilled;
}

/**
 * The table of one class. Each operation ends when DynamoDB says ACTIVE. What fails in passing (throttling, lost
 * connections, faults of the service, another change under way) is tried again until `timeoutMs` is over.
 */
export class TableHandle {
  readonly #schema: Schema;
  readonly #calls: TableCalls;

  constructor(schema: Schema, executor: Executor) {
    this.#schema = schema;
    this.#calls = new TableCalls(executor, schema.table.name);
  }

  /** The table's name. */
  get name(): string {
    return this.#schema.table.name;
  }

  /**
   * Creates the table with its indexes, settings and time to live; one that exists is the SDK's `ResourceInUseException`.
   *
   * @throws TableIncompleteError `table.incomplete` if the table was created, and a step after its creation failed
   * @example
   * await phones.table.create();   // CreateTable { TableName: 'phonebook', BillingMode: 'PAY_PER_REQUEST', … }
   */
  async create(options: TableCallOptions = {}): Promise<void> {
    const time = this.#begin(options, 'create');
    const report = new StepReport();
    await report.whole(this.name, time.signal, async () => {
      const { steps } = planTable(this.#schema, noTable);
      report.next(steps);
      await this.#create(time);
      report.did({ action: 'createTable' });
      await this.#untilActive(time);
      if (steps.length > 1) await this.#doSteps(report, time, ({ action }) => afterCreation.has(action));
    });
  }

  /**
   * Makes what the class says and the table lacks: the table, its declared billing, its indexes one at a time, stream,
   * protection, recovery, time to live, tags. Never deletes anything, and never changes a key; several processes may do
   * it at once. A step that fails doesn't keep the others from being done.
   *
   * @throws TableMismatchError `table.mismatch` where a difference can't be mended
   * @throws TableIncompleteError `table.incomplete` if a step failed, or the time ended after the first step began
   */
  async ensure(options: TableCallOptions = {}): Promise<void> {
    const time = this.#begin(options, 'ensure');
    const report = new StepReport();
    await report.whole(this.name, time.signal, () => this.#doSteps(report, time));
  }

  /** What `ensure()` would do, and the differences that it can't mend; changes nothing. */
  async plan(options: CallOptions = {}): Promise<TablePlan> {
    return this.#plan(this.#begin(options, 'plan', defaultTimes.tableReadMs));
  }

  /** What DynamoDB says of the table; undefined where there is none. */
  async describe(options: CallOptions = {}): Promise<TableDescription | undefined> {
    return this.#describe(this.#begin(options, 'describe', defaultTimes.tableReadMs));
  }

  /** True where the table is there; one that is being deleted is not. */
  async exists(options: CallOptions = {}): Promise<boolean> {
    const description = await this.#describe(this.#begin(options, 'exists', defaultTimes.tableReadMs));
    return description !== undefined && description.TableStatus !== 'DELETING';
  }

  /**
   * Creates a global index that the class declares, and waits until it is filled.
   *
   * @throws ConfigurationError where the class declares no such global index
   */
  async createIndex(name: string, options: TableCallOptions = {}): Promise<void> {
    const index = this.#globalIndex(name);
    await this.#createIndex(index, this.#begin(options, 'createIndex'));
  }

  /** Deletes a global index, declared or not, and waits until it is gone. */
  async deleteIndex(name: string, options: TableCallOptions = {}): Promise<void> {
    const time = this.#begin(options, 'deleteIndex');
    await this.#untilActive(time);
    const input = { TableName: this.name, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: name } }] };
    await this.#calls.change('UpdateTable', input, time, { isDone: async () => !(await this.#hasIndex(name, time)) });
    await this.#untilActive(time);
  }

  /**
   * Deletes the table and all of its items, and waits until it is gone.
   *
   * @throws TableNotFoundError `table.notFound`
   */
  async drop(options: TableCallOptions = {}): Promise<void> {
    const time = this.#begin(options, 'drop');
    const isDone = async (): Promise<boolean> => {
      const description = await this.#describe(time);
      return description === undefined || description.TableStatus === 'DELETING';
    };
    await this.#calls.change('DeleteTable', { TableName: this.name }, time, { isDone });
    await poll(`deleting ${this.name}`, async () => (await this.#describe(time)) === undefined, time);
  }

  #begin(options: TableCallOptions, method: string, defaultMs: number = defaultTimes.tableMs): TableTime {
    checkTable(options, this.name, method);
    return beginTime(options, defaultMs);
  }

  async #plan(time: TableTime, onUnread: OnUnread = throwUnread): Promise<TablePlan> {
    const description = await this.#describe(time);
    return planTable(this.#schema, await readState(this.#calls, this.#schema, description, time, onUnread));
  }

  async #describe(time: TableTime): Promise<TableDescription | undefined> {
    try {
      return (await this.#calls.send('DescribeTable', { TableName: this.name }, time)).Table;
    } catch (error) {
      if (error instanceof TableNotFoundError) return undefined;
      throw error;
    }
  }

  /** Does the steps of the plan that are wanted, and plans again after each. */
  async #doSteps(
    report: StepReport,
    time: TableTime,
    isWanted: (step: TableStep) => boolean = () => true,
  ): Promise<void> {
    for (let busy = 0; ; ) {
      const plan = await this.#plan(time, (part, error) => report.fail(`reading ${part}`, error));
      if (plan.differences.length > 0) throw new TableMismatchError(this.name, plan.differences);
      const step = report.next(plan.steps.filter(isWanted));
      if (step === undefined) break;
      const outcome = await this.#attempt(step, time);
      // Somebody else is changing the table: once they are done, there may be less to do.
      if (outcome === 'busy') await this.#whileBusy(busy++, time);
      else if (outcome !== 'done') report.failedAt(step, outcome.error);
      else {
        report.did(step);
        await this.#untilActive(time);
      }
    }
    await this.#untilActive(time);
  }

  /** Does one step of a plan. Without its table no other step can be done, nor after an abort: these errors are thrown. */
  async #attempt(step: TableStep, time: TableTime): Promise<'done' | 'busy' | { readonly error: unknown }> {
    try {
      if (step.action !== 'createTable') await this.#untilActive(time);
      await this.#apply(step, time);
      return 'done';
    } catch (error) {
      if (time.signal?.aborted === true) throw error;
      if (isBusy(error) && performance.now() < time.deadline) return 'busy';
      // Somebody else may have done the step meanwhile. If that can't be read any more, the first error counts.
      if (!(await this.#isPlanned(step, time).catch(() => true))) return 'done';
      if (step.action === 'createTable') throw error;
      return { error };
    }
  }

  async #isPlanned(step: TableStep, time: TableTime): Promise<boolean> {
    const { steps } = await this.#plan(time, () => undefined);
    return steps.some((other) => JSON.stringify(other) === JSON.stringify(step));
  }

  async #apply(step: TableStep, time: TableTime): Promise<void> {
    const TableName = this.name;
    const { action } = step;
    if (action === 'createTable') await this.#calls.send('CreateTable', createTableRequest(this.#schema), time);
    else if (action === 'createIndex') await this.#createIndex(this.#globalIndex(step.index), time);
    else if (action === 'setTags') await this.#setTags(step.tags, time);
    else if (action === 'enablePointInTimeRecovery') {
      const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
      await this.#calls.send('UpdateContinuousBackups', { TableName, PointInTimeRecoverySpecification }, time);
    } else if (action === 'enableTimeToLive') await this.#enableExpiry(step.attribute, time);
    else if (action === 'setBilling') {
      const request = billingRequest(this.#schema, await this.#untilActive(time));
      await this.#calls.send('UpdateTable', request, time);
    } else await this.#calls.send('UpdateTable', enableRequest(this.#schema, action), time);
  }

  /** A table that its own lost attempt has made is done; another's is the SDK's `ResourceInUseException`. */
  async #create(time: TableTime): Promise<void> {
    const isDone = async (): Promise<boolean> => (await this.#describe(time)) !== undefined;
    const comesRight = (error: unknown): boolean => isBusy(error) && (error as Error).name !== 'ResourceInUseException';
    await this.#calls.change('CreateTable', createTableRequest(this.#schema), time, { isDone, comesRight });
  }

  async #createIndex(index: IndexSchema, time: TableTime): Promise<void> {
    const description = await this.#untilActive(time);
    const request = createIndexRequest(this.#schema, index, description);
    await this.#calls.change('UpdateTable', request, time, { isDone: () => this.#hasIndex(index.name, time) });
    await this.#untilActive(time);
  }

  async #hasIndex(name: string, time: TableTime): Promise<boolean> {
    const { GlobalSecondaryIndexes: indexes = [] } = (await this.#describe(time)) ?? {};
    return indexes.some(({ IndexName, IndexStatus }) => IndexName === name && IndexStatus !== 'DELETING');
  }

  /** Waits until the table and all of its indexes are ACTIVE, and filled. */
  async #untilActive(time: TableTime): Promise<TableDescription> {
    let description: TableDescription | undefined;
    const isDone = async (): Promise<boolean> => {
      description = await this.#describe(time);
      return isActive(description);
    };
    await poll(`${this.name} becoming ACTIVE`, isDone, time);
    return description ?? {};
  }

  /** Waits until nobody is changing the table any more, and a little longer each time; it may be gone then. */
  async #whileBusy(times: number, time: TableTime): Promise<void> {
    await wait(backoffMs(times), time.signal);
    const isDone = async (): Promise<boolean> => {
      const description = await this.#describe(time);
      return description === undefined || isActive(description);
    };
    await poll(`another change of ${this.name}`, isDone, time);
  }

  #globalIndex(name: string): IndexSchema {
    const index = this.#schema.indexes[name];
    if (index?.scope === 'global') return index;
    throw new ConfigurationError(
      `${this.#schema.name} declares no global index '${name}'; add @Index('${name}', { … })`,
    );
  }

  async #setTags(tags: Readonly<Record<string, string>>, time: TableTime): Promise<void> {
    const ResourceArn = (await this.#describe(time))?.TableArn;
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    await this.#calls.send('TagResource', { ResourceArn, Tags }, time);
  }

  /** An engine that doesn't know the call, as dynalite, deletes nothing: what is past its time is left out all the same. */
  async #enableExpiry(attribute: string, time: TableTime): Promise<void> {
    const TimeToLiveSpecification = { AttributeName: attribute, Enabled: true };
    try {
      await this.#calls.send('UpdateTimeToLive', { TableName: this.name, TimeToLiveSpecification }, time);
    } catch (error) {
      if (!isUnknownOperation(error)) throw error;
    }
  }
}

/** A table that does not exist yet. */
const noTable: TableState = { description: undefined, tags: {}, pointInTimeRecovery: false, timeToLive: undefined };

const throwUnread: OnUnread = (_part, error) => {
  throw error;
};
