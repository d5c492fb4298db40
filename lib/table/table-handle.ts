import { ConfigurationError } from '../errors/configuration-error.ts';
import { TableMismatchError, TableNotFoundError } from '../errors/table-errors.ts';
import type { Calls } from '../execution/calls.ts';
import { withDeadline } from '../execution/deadline.ts';
import type { CallOptions, Executor } from '../execution/executor.ts';
import { poll } from '../execution/poll.ts';
import { createTableRequest } from '../operations/create-table.ts';
import { createIndexRequest, enableRequest } from '../operations/update-table.ts';
import type { IndexSchema, Schema } from '../schema/schema.ts';
import type { TableDescription } from '../sdk-types.ts';
import { planTable, type TablePlan, type TableStep } from './plan.ts';

/** What the operations on a table take. */
export interface TableCallOptions extends CallOptions {
  /** Milliseconds to wait until DynamoDB says ACTIVE; default 600,000 (building an index takes its time). */
  readonly timeoutMs?: number | undefined;
}

const defaultTimeoutMs = 600_000;
/** Faults that say "not now": somebody else is changing the table, or too many tables are changing. */
const busyFaults: ReadonlySet<unknown> = new Set(['ResourceInUseException', 'LimitExceededException']);
const isBusy = (error: unknown): boolean => error instanceof Error && busyFaults.has(error.name);

/** What CreateTable can't do. */
const afterCreation: ReadonlySet<TableStep['action']> = new Set(['enablePointInTimeRecovery', 'enableTimeToLive']);
const isUnknownOperation = (error: unknown): boolean =>
  error instanceof Error && error.name === 'UnknownOperationException';

function isActive(description: TableDescription | undefined): boolean {
  const indexes = description?.GlobalSecondaryIndexes ?? [];
  const areFilled = indexes.every(({ IndexStatus, Backfilling }) => IndexStatus === 'ACTIVE' && !Backfilling);
  return description?.TableStatus === 'ACTIVE' && areFilled;
}

/** The table of one class. Each operation ends when DynamoDB says ACTIVE. */
export class TableHandle {
  readonly #schema: Schema;
  readonly #executor: Executor;

  constructor(schema: Schema, executor: Executor) {
    this.#schema = schema;
    this.#executor = executor;
  }

  /** The table's name. */
  get name(): string {
    return this.#schema.table.name;
  }

  /**
   * Creates the table with its indexes, settings and time to live; one that exists is the SDK's `ResourceInUseException`.
   *
   * @example
   * await phones.table.create();   // CreateTable { TableName: 'phonebook', BillingMode: 'PAY_PER_REQUEST', … }
   */
  async create(options: TableCallOptions = {}): Promise<void> {
    await this.#send('CreateTable', createTableRequest(this.#schema), options);
    await this.#untilActive(options);
    const { table, timeToLive } = this.#schema;
    const { steps } = table.pointInTimeRecovery || timeToLive ? await this.plan(options) : { steps: [] };
    for (const step of steps.filter(({ action }) => afterCreation.has(action))) await this.#apply(step, options);
  }

  /**
   * Makes what the class says and the table lacks: the table, its indexes one at a time, stream, protection, recovery,
   * time to live, tags. Never deletes anything, and never changes a key; several processes may do it at once.
   *
   * @throws TableMismatchError `table.mismatch` where a difference can't be mended
   */
  async ensure(options: TableCallOptions = {}): Promise<void> {
    const done = new Set<string>();
    for (;;) {
      const { steps, differences } = await this.plan(options);
      if (differences.length > 0) throw new TableMismatchError(this.name, differences);
      const step = steps.find((next) => !done.has(JSON.stringify(next)));
      if (step === undefined) break;
      if (await this.#applyUnlessBusy(step, options)) done.add(JSON.stringify(step));
    }
    await this.#untilActive(options);
  }

  /** What `ensure()` would do, and the differences that it can't mend; changes nothing. */
  async plan(options: CallOptions = {}): Promise<TablePlan> {
    const description = await this.describe(options);
    const { tags, pointInTimeRecovery } = this.#schema.table;
    return planTable(this.#schema, {
      description,
      tags: description && Object.keys(tags).length > 0 ? await this.#tags(description, options) : {},
      pointInTimeRecovery: description !== undefined && pointInTimeRecovery && (await this.#hasRecovery(options)),
      timeToLive: description && this.#schema.timeToLive && (await this.#expiry(options)),
    });
  }

  /** What DynamoDB says of the table; undefined where there is none. */
  async describe(options: CallOptions = {}): Promise<TableDescription | undefined> {
    try {
      return (await this.#send('DescribeTable', { TableName: this.name }, options)).Table;
    } catch (error) {
      if (error instanceof TableNotFoundError) return undefined;
      throw error;
    }
  }

  /** True where the table is there; one that is being deleted is not. */
  async exists(options: CallOptions = {}): Promise<boolean> {
    const description = await this.describe(options);
    return description !== undefined && description.TableStatus !== 'DELETING';
  }

  /**
   * Creates a global index that the class declares, and waits until it is filled.
   *
   * @throws ConfigurationError where the class declares no such global index
   */
  async createIndex(name: string, options: TableCallOptions = {}): Promise<void> {
    const index = this.#globalIndex(name);
    const description = await this.#untilActive(options);
    await this.#send('UpdateTable', createIndexRequest(this.#schema, index, description), options);
    await this.#untilActive(options);
  }

  /** Deletes a global index, declared or not, and waits until it is gone. */
  async deleteIndex(name: string, options: TableCallOptions = {}): Promise<void> {
    await this.#untilActive(options);
    const input = { TableName: this.name, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: name } }] };
    await this.#send('UpdateTable', input, options);
    await this.#untilActive(options);
  }

  /**
   * Deletes the table and all of its items, and waits until it is gone.
   *
   * @throws TableNotFoundError `table.notFound`
   */
  async drop(options: TableCallOptions = {}): Promise<void> {
    await this.#send('DeleteTable', { TableName: this.name }, options);
    const isGone = async (): Promise<boolean> => (await this.describe(options)) === undefined;
    await poll(`deleting ${this.name}`, isGone, this.#polling(options));
  }

  /** Does one step of a plan; false where somebody else is changing the table, once they are done. */
  async #applyUnlessBusy(step: TableStep, options: TableCallOptions): Promise<boolean> {
    try {
      if (step.action !== 'createTable') await this.#untilActive(options);
      await this.#apply(step, options);
      await this.#untilActive(options);
      return true;
    } catch (error) {
      if (isBusy(error)) await this.#untilSettled(options);
      else if (await this.#isPlanned(step, options)) throw error;
      return false;
    }
  }

  /** False where somebody else has done the step meanwhile. */
  async #isPlanned(step: TableStep, options: TableCallOptions): Promise<boolean> {
    const { steps } = await this.plan(options);
    return steps.some((other) => JSON.stringify(other) === JSON.stringify(step));
  }

  async #apply(step: TableStep, options: TableCallOptions): Promise<void> {
    const TableName = this.name;
    if (step.action === 'createTable') await this.#send('CreateTable', createTableRequest(this.#schema), options);
    else if (step.action === 'createIndex') await this.createIndex(step.index, options);
    else if (step.action === 'setTags') await this.#setTags(step.tags, options);
    else if (step.action === 'enablePointInTimeRecovery') {
      const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
      await this.#send('UpdateContinuousBackups', { TableName, PointInTimeRecoverySpecification }, options);
    } else if (step.action === 'enableTimeToLive') await this.#enableExpiry(step.attribute, options);
    else await this.#send('UpdateTable', enableRequest(this.#schema, step.action), options);
  }

  /** Waits until the table and all of its indexes are ACTIVE, and filled. */
  async #untilActive(options: TableCallOptions): Promise<TableDescription> {
    let description: TableDescription | undefined;
    const isDone = async (): Promise<boolean> => {
      description = await this.describe(options);
      return isActive(description);
    };
    await poll(`${this.name} becoming ACTIVE`, isDone, this.#polling(options));
    return description ?? {};
  }

  /** Waits until nobody is changing the table any more; it may be gone then. */
  async #untilSettled(options: TableCallOptions): Promise<void> {
    const isDone = async (): Promise<boolean> => {
      const description = await this.describe(options);
      return description === undefined || isActive(description);
    };
    await poll(`another change of ${this.name}`, isDone, this.#polling(options));
  }

  #globalIndex(name: string): IndexSchema {
    const index = this.#schema.indexes[name];
    if (index?.scope === 'global') return index;
    throw new ConfigurationError(
      `${this.#schema.name} declares no global index '${name}'; add @Index('${name}', { … })`,
    );
  }

  async #tags({ TableArn }: TableDescription, options: CallOptions): Promise<Record<string, string>> {
    const tags: Record<string, string> = {};
    for (let NextToken: string | undefined, more = true; more; more = NextToken !== undefined) {
      const page: Calls['ListTagsOfResource']['output'] = await this.#send(
        'ListTagsOfResource',
        { ResourceArn: TableArn, NextToken },
        options,
      );
      for (const { Key = '', Value = '' } of page.Tags ?? []) tags[Key] = Value;
      NextToken = page.NextToken;
    }
    return tags;
  }

  async #setTags(tags: Readonly<Record<string, string>>, options: CallOptions): Promise<void> {
    const ResourceArn = (await this.describe(options))?.TableArn;
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    await this.#send('TagResource', { ResourceArn, Tags }, options);
  }

  async #hasRecovery(options: CallOptions): Promise<boolean> {
    const output = await this.#send('DescribeContinuousBackups', { TableName: this.name }, options);
    const recovery = output.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
    return recovery?.PointInTimeRecoveryStatus === 'ENABLED';
  }

  /** The stored name of the attribute that items are deleted by. */
  async #expiry(options: CallOptions): Promise<string | undefined> {
    const answer = await this.#send('DescribeTimeToLive', { TableName: this.name }, options);
    const { TimeToLiveStatus: status, AttributeName } = answer.TimeToLiveDescription ?? {};
    return status === 'ENABLED' || status === 'ENABLING' ? AttributeName : undefined;
  }

  /** An engine that doesn't know the call, as dynalite, deletes nothing: what is past its time is left out all the same. */
  async #enableExpiry(attribute: string, options: CallOptions): Promise<void> {
    const TimeToLiveSpecification = { AttributeName: attribute, Enabled: true };
    try {
      await this.#send('UpdateTimeToLive', { TableName: this.name, TimeToLiveSpecification }, options);
    } catch (error) {
      if (!isUnknownOperation(error)) throw error;
    }
  }

  #polling({ timeoutMs = defaultTimeoutMs, signal }: TableCallOptions): {
    timeoutMs: number;
    signal?: AbortSignal | undefined;
  } {
    return { timeoutMs, signal };
  }

  #send<Name extends keyof Calls>(
    name: Name,
    input: Calls[Name]['input'],
    { signal }: CallOptions,
  ): Promise<Calls[Name]['output']> {
    return withDeadline({ signal }, { table: this.name }, (call) => this.#executor.send(name, input, this.name, call));
  }
}
