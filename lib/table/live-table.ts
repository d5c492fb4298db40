import { ConfigurationError } from '../errors/configuration-error.ts';
import { TableNotFoundError } from '../errors/table-errors.ts';
import { changeableIndexes, createIndexRequest, createVectorIndexRequest } from '../operations/update-table.ts';
import type { Schema } from '../schema/schema.ts';
import { type TableSchema, tableSchemaOf } from '../schema/table-schema.ts';
import type { TableDescription, UpdateTableCommandInput } from '../sdk-types.ts';
import { backoffMs, wait } from '../time/backoff.ts';
import { poll } from '../time/poll.ts';
import type { TablePlan } from './plan.ts';
import { planTable } from './plan-table.ts';
import type { TableCalls, TableTime } from './table-calls.ts';
import { isActive, type OnUnread, readState } from './table-state.ts';

const throwUnread: OnUnread = (_part, error) => {
  throw error;
};

/** A table as it is declared, with the requests that read it, wait for it, and create its indexes. */
export class LiveTable {
  readonly calls: TableCalls;
  readonly #schema: Schema;
  #made: TableSchema | undefined;

  constructor(schema: Schema, calls: TableCalls) {
    this.#schema = schema;
    this.calls = calls;
  }

  /** The declared table. Entities that share it can refer to each other, so it is made at first use. */
  get declared(): TableSchema {
    this.#made ??= tableSchemaOf(this.#schema);
    return this.#made;
  }

  get name(): string {
    return this.#schema.table.name;
  }

  async describe(time: TableTime): Promise<TableDescription | undefined> {
    try {
      return (await this.calls.send('DescribeTable', { TableName: this.name }, time)).Table;
    } catch (error) {
      if (error instanceof TableNotFoundError) return undefined;
      throw error;
    }
  }

  async plan(time: TableTime, onUnread: OnUnread = throwUnread): Promise<TablePlan> {
    const description = await this.describe(time);
    return planTable(this.declared, await readState(this.calls, this.declared, description, time, onUnread));
  }

  /** Waits until the table is ACTIVE, and all of its global indexes are ACTIVE and filled. */
  async untilActive(time: TableTime): Promise<TableDescription> {
    let description: TableDescription | undefined;
    const isDone = async (): Promise<boolean> => {
      description = await this.describe(time);
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
  async whileBusy(times: number, time: TableTime): Promise<void> {
    await wait(backoffMs(times), time.signal);
    const isDone = async (): Promise<boolean> => {
      const description = await this.describe(time);
      return description === undefined || isActive(description);
    };
    await poll(`another change of ${this.name}`, isDone, time);
  }

  async createIndex(name: string, time: TableTime): Promise<void> {
    const requestFor = this.#indexRequest(name);
    const request = requestFor(await this.untilActive(time));
    await this.calls.change('UpdateTable', request, time, { isDone: () => this.hasIndex(name, time) });
    await this.untilActive(time);
  }

  async hasIndex(name: string, time: TableTime): Promise<boolean> {
    const indexes = changeableIndexes((await this.describe(time)) ?? {});
    return indexes.some(({ IndexName, IndexStatus }) => IndexName === name && IndexStatus !== 'DELETING');
  }

  async eachVector(check: 'requireEngine' | 'untilSearchable', time: TableTime): Promise<void> {
    const isDone = async (): Promise<boolean> => false;
    for (const index of Object.values(this.declared.vectorIndexes))
      await index[check](this.name, (input, isTemporary) =>
        this.calls.change('SearchVectors', input, time, { isDone, isTemporary }),
      );
  }

  /** Returns the function that builds the request of a declared index from the description of the table. */
  #indexRequest(name: string): (description: TableDescription) => UpdateTableCommandInput {
    const index = this.declared.indexes[name];
    const vector = this.declared.vectorIndexes[name];
    if (index?.scope === 'global') return (description) => createIndexRequest(this.declared, index, description);
    if (vector !== undefined) return () => createVectorIndexRequest(this.declared, vector);
    throw new ConfigurationError(
      `${this.#schema.name} declares no global index '${name}'; add @Index('${name}', { … }) or @VectorIndex`,
    );
  }
}
