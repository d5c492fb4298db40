import { ConfigurationError } from '../errors/configuration-error.ts';
import { abortSignal, type CheckOptions, milliseconds, optionRules } from '../errors/option-rules.ts';
import { TableMismatchError, TableNotFoundError } from '../errors/table-errors.ts';
import { isUnknownOperation } from '../errors/unknown-operation.ts';
import type { CallOptions, Executor } from '../execution/executor.ts';
import { billingRequest } from '../operations/billing.ts';
import { createTableRequest } from '../operations/create-table.ts';
import {
  changeableIndexes,
  createIndexRequest,
  createVectorIndexRequest,
  enableRequest,
} from '../operations/update-table.ts';
import type { Schema } from '../schema/schema.ts';
import { type TableSchema, tableSchemaOf } from '../schema/table-schema.ts';
import type { TableDescription, UpdateTableCommandInput } from '../sdk-types.ts';
import { backoffMs, wait } from '../time/backoff.ts';
import { defaultTimes } from '../time/default-times.ts';
import { poll } from '../time/poll.ts';
import { planTable, type TablePlan, type TableState, type TableStep } from './plan.ts';
import { StepReport } from './step-report.ts';
import { beginTime, isBusy, TableCalls, type TableTime } from './table-calls.ts';
import { changedParts, isActive, type OnUnread, readState, type TablePart } from './table-state.ts';

/** Options of the operations that change a table. */
export interface TableCallOptions extends CallOptions {
  /** Milliseconds until the operation ends. Default 600,000, because building an index takes minutes. */
  readonly timeoutMs?: number | undefined;
}

const checkTable: CheckOptions = optionRules<TableCallOptions>({ signal: abortSignal, timeoutMs: milliseconds });

/** Steps that a CreateTable request can't contain. */
const afterCreation: ReadonlySet<TableStep['action']> = new Set(['enablePointInTimeRecovery', 'enableTimeToLive']);

/**
 * The table of one class. Each change ends when the table and its indexes are ACTIVE.
 *
 * Transient failures are retried until `timeoutMs` ends: throttling, lost connections, faults of the service, and
 * another change of the table that is running.
 */
export class TableHandle {
  readonly #schema: Schema;
  #made: TableSchema | undefined;
  readonly #calls: TableCalls;

  constructor(schema: Schema, executor: Executor) {
    this.#schema = schema;
    this.#calls = new TableCalls(executor, schema.table.name);
  }

  /** The declared table. Entities that share it can refer to each other, so it is made at first use. */
  get #declared(): TableSchema {
    this.#made ??= tableSchemaOf(this.#schema);
    return this.#made;
  }

  /** Name of the table: `tableName` of the repository, or the name that `@Table` declares. */
  get name(): string {
    return this.#schema.table.name;
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
      await this.#eachVector('requireEngine', time);
      const { steps } = planTable(this.#declared, noTable);
      report.next(steps);
      await this.#create(time);
      report.did({ action: 'createTable' });
      await this.#untilActive(time);
      if (steps.length > 1) await this.#doSteps(report, time, ({ action }) => afterCreation.has(action));
      await this.#eachVector('untilSearchable', time);
    });
  }

  /**
   * Creates everything that the class declares and the table lacks. This can be the table itself, its declared billing,
   * indexes (one at a time), vector indexes, stream, deletion protection, point-in-time recovery, time to live, and tags.
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
      await this.#eachVector('requireEngine', time);
      await this.#doSteps(report, time);
      await this.#eachVector('untilSearchable', time);
    });
  }

  /** Returns the steps that `ensure()` would take, and the differences that it can't resolve. Changes nothing. */
  async plan(options: CallOptions = {}): Promise<TablePlan> {
    return this.#plan(this.#begin(options, 'plan', defaultTimes.tableReadMs));
  }

  /** Returns the description of the table from DynamoDB. Undefined if the table does not exist. */
  async describe(options: CallOptions = {}): Promise<TableDescription | undefined> {
    return this.#describe(this.#begin(options, 'describe', defaultTimes.tableReadMs));
  }

  /** True if the table exists. False while it is being deleted. */
  async exists(options: CallOptions = {}): Promise<boolean> {
    const description = await this.#describe(this.#begin(options, 'exists', defaultTimes.tableReadMs));
    return description !== undefined && description.TableStatus !== 'DELETING';
  }

  /**
   * Creates a global index or a vector index that the class declares, and waits until it is filled.
   *
   * @throws ConfigurationError `configuration.invalid` if the class declares no such index of this name
   */
  async createIndex(name: string, options: TableCallOptions = {}): Promise<void> {
    const time = this.#begin(options, 'createIndex');
    await this.#createIndex(name, time);
    await this.#eachVector('untilSearchable', time);
  }

  /** Deletes a global index or a vector index, and waits until it is gone. The class need not declare the index. */
  async deleteIndex(name: string, options: TableCallOptions = {}): Promise<void> {
    const time = this.#begin(options, 'deleteIndex');
    const { VectorIndexes: vectors = [] } = await this.#untilActive(time);
    const updates = [{ Delete: { IndexName: name } }];
    const isVector = vectors.some(({ IndexName }) => IndexName === name);
    const input = {
      TableName: this.name,
      ...(isVector ? { VectorIndexUpdates: updates } : { GlobalSecondaryIndexUpdates: updates }),
    };
    await this.#calls.change('UpdateTable', input, time, { isDone: async () => !(await this.#hasIndex(name, time)) });
    await this.#untilActive(time);
  }

  /**
   * Deletes the table with all of its items, and waits until it is gone.
   *
   * @throws TableNotFoundError `table.notFound` if the table does not exist
   * @example
   * await phones.table.drop();   // DeleteTable { TableName: 'phonebook' }
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
    return planTable(this.#declared, await readState(this.#calls, this.#declared, description, time, onUnread));
  }

  async #describe(time: TableTime): Promise<TableDescription | undefined> {
    try {
      return (await this.#calls.send('DescribeTable', { TableName: this.name }, time)).Table;
    } catch (error) {
      if (error instanceof TableNotFoundError) return undefined;
      throw error;
    }
  }

  /** Runs the wanted steps of the plan one by one, and plans again after each. */
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
      // Another client is changing the table. When its change is done, fewer steps may be left.
      if (outcome === 'busy') await this.#whileBusy(busy++, time);
      else if (outcome !== 'done') report.failedAt(step, outcome.error);
      else {
        report.did(step);
        await this.#untilActive(time);
      }
    }
    await this.#untilActive(time);
  }

  /**
   * Runs one step of a plan and returns its outcome.
   *
   * Throws if no other step can run: after an abort, or if the table could not be created.
   */
  async #attempt(step: TableStep, time: TableTime): Promise<'done' | 'busy' | { readonly error: unknown }> {
    try {
      if (step.action !== 'createTable') await this.#untilActive(time);
      await this.#apply(step, time);
      return 'done';
    } catch (error) {
      if (time.signal?.aborted === true) throw error;
      if (isBusy(error) && performance.now() < time.deadline) return 'busy';
      // Another client may have done the step meanwhile. If the new plan can't be read, the first error counts.
      if (!(await this.#isPlanned(step, time).catch(() => true))) return 'done';
      if (step.action === 'createTable') throw error;
      return { error };
    }
  }

  /** True if the step is still to do. Also true if the part of the table that it changes can't be read. */
  async #isPlanned(step: TableStep, time: TableTime): Promise<boolean> {
    const unread = new Set<TablePart | undefined>();
    const { steps } = await this.#plan(time, (part) => unread.add(part));
    if (unread.has(changedParts[step.action])) return true;
    return steps.some((other) => JSON.stringify(other) === JSON.stringify(step));
  }

  async #apply(step: TableStep, time: TableTime): Promise<void> {
    const TableName = this.name;
    const { action } = step;
    if (action === 'createTable') await this.#calls.send('CreateTable', createTableRequest(this.#declared), time);
    else if (action === 'createIndex') await this.#createIndex(step.index, time);
    else if (action === 'setTags') await this.#setTags(step.tags, time);
    else if (action === 'enablePointInTimeRecovery') {
      const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
      await this.#calls.send('UpdateContinuousBackups', { TableName, PointInTimeRecoverySpecification }, time);
    } else if (action === 'enableTimeToLive') await this.#enableExpiry(step.attribute, time);
    else if (action === 'setBilling') {
      const request = billingRequest(this.#declared, await this.#untilActive(time));
      await this.#calls.send('UpdateTable', request, time);
    } else await this.#calls.send('UpdateTable', enableRequest(this.#declared, action), time);
  }

  /**
   * Creates the table, and succeeds if an attempt whose response was lost has created it.
   *
   * @throws ResourceInUseException (an error of the SDK) if another client has created it
   */
  async #create(time: TableTime): Promise<void> {
    const isDone = async (): Promise<boolean> => (await this.#describe(time)) !== undefined;
    const isTemporary = (error: unknown): boolean =>
      isBusy(error) && (error as Error).name !== 'ResourceInUseException';
    await this.#calls.change('CreateTable', createTableRequest(this.#declared), time, { isDone, isTemporary });
  }

  async #createIndex(name: string, time: TableTime): Promise<void> {
    const requestFor = this.#indexRequest(name);
    const request = requestFor(await this.#untilActive(time));
    await this.#calls.change('UpdateTable', request, time, { isDone: () => this.#hasIndex(name, time) });
    await this.#untilActive(time);
  }

  async #eachVector(check: 'requireEngine' | 'untilSearchable', time: TableTime): Promise<void> {
    const isDone = async (): Promise<boolean> => false;
    for (const index of Object.values(this.#declared.vectorIndexes))
      await index[check](this.name, (input, isTemporary) =>
        this.#calls.change('SearchVectors', input, time, { isDone, isTemporary }),
      );
  }

  async #hasIndex(name: string, time: TableTime): Promise<boolean> {
    const indexes = changeableIndexes((await this.#describe(time)) ?? {});
    return indexes.some(({ IndexName, IndexStatus }) => IndexName === name && IndexStatus !== 'DELETING');
  }

  /** Waits until the table is ACTIVE, and all of its global indexes are ACTIVE and filled. */
  async #untilActive(time: TableTime): Promise<TableDescription> {
    let description: TableDescription | undefined;
    const isDone = async (): Promise<boolean> => {
      description = await this.#describe(time);
      return isActive(description);
    };
    await poll(`${this.name} becoming ACTIVE`, isDone, time);
    return description ?? {};
  }

  /**
   * Waits until no other client is changing the table, or until the table is gone.
   *
   * @param times - number of earlier waits; each one makes the pause before the first read longer
   */
  async #whileBusy(times: number, time: TableTime): Promise<void> {
    await wait(backoffMs(times), time.signal);
    const isDone = async (): Promise<boolean> => {
      const description = await this.#describe(time);
      return description === undefined || isActive(description);
    };
    await poll(`another change of ${this.name}`, isDone, time);
  }

  /** Returns the function that builds the request of a declared index from the description of the table. */
  #indexRequest(name: string): (description: TableDescription) => UpdateTableCommandInput {
    const index = this.#declared.indexes[name];
    const vector = this.#declared.vectorIndexes[name];
    if (index?.scope === 'global') return (description) => createIndexRequest(this.#declared, index, description);
    if (vector !== undefined) return () => createVectorIndexRequest(this.#declared, vector);
    throw new ConfigurationError(
      `${this.#schema.name} declares no global index '${name}'; add @Index('${name}', { … }) or @VectorIndex`,
    );
  }

  async #setTags(tags: Readonly<Record<string, string>>, time: TableTime): Promise<void> {
    const ResourceArn = (await this.#describe(time))?.TableArn;
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    await this.#calls.send('TagResource', { ResourceArn, Tags }, time);
  }

  /**
   * Turns on time to live. Ignores an engine that doesn't know the call, for example dynalite. It deletes no expired
   * items, but reads leave them out all the same.
   */
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
