import { AnnotableError } from '../errors/annotable-error.ts';
import { TableNotFoundError } from '../errors/table-errors.ts';
import { UnprocessedItemsError } from '../errors/unprocessed-items-error.ts';
import { runBatch } from '../execution/batch.ts';
import { type Client, Executor } from '../execution/executor.ts';
import { batchWriteRequest, batchWriteResult } from '../operations/batch-write-item.ts';
import { epochSecondsAt } from '../schema/hidden.ts';
import { keyAttributes, type Schema } from '../schema/schema.ts';
import { tableSchemaOf } from '../schema/table-schema.ts';
import type { ScanCommandInput, StoredItem } from '../sdk-types.ts';
import { TableHandle } from '../table/table-handle.ts';

/** Most items in one BatchWriteItem request. */
const batchSize = 25;
const deletion = { timeoutMs: 60_000, concurrency: 4 };

/** A table that a test engine has made. */
export class TestTable {
  readonly #executor: Executor;
  /** The schemas of its classes, by class. */
  readonly #schemas = new Map<object, Schema>();

  constructor(client: Client) {
    this.#executor = new Executor(client);
  }

  /**
   * Creates what the table lacks for a class.
   *
   * @param schema - with the name of this table
   * @throws TableMismatchError `table.mismatch` if another class of the table declares another key
   */
  async ensure(schema: Schema): Promise<void> {
    this.#schemas.set(schema.model ?? schema, schema);
    await this.#handle(schema).ensure();
  }

  /** Deletes all items. Creates the table again if it was dropped. */
  async empty(): Promise<void> {
    try {
      await this.#delete({});
    } catch (error) {
      if (!(error instanceof TableNotFoundError)) throw error;
      for (const schema of this.#schemas.values()) await this.#handle(schema).ensure();
    }
  }

  /** Deletes the items that are past their time to live, and returns their number. */
  async removeExpired(nowMs: number): Promise<number> {
    const [name] = [...this.#schemas.values()].flatMap((schema) => tableSchemaOf(schema).timeToLive ?? []);
    if (name === undefined) return 0;
    return this.#delete({
      FilterExpression: '#ttl <= :now AND attribute_type(#ttl, :number)',
      ExpressionAttributeNames: { '#ttl': name },
      ExpressionAttributeValues: { ':now': { N: String(epochSecondsAt(nowMs)) }, ':number': { S: 'N' } },
    });
  }

  /** Drops the table. Turns off its deletion protection first, because the engine has created the table itself. */
  async drop(): Promise<void> {
    const [schema] = this.#schemas.values();
    if (schema === undefined) return;
    try {
      await this.#handle(schema).drop();
    } catch (error) {
      if (error instanceof TableNotFoundError) return;
      if (!AnnotableError.is(error) || error.code !== 'table.protected') throw error;
      const { name } = schema.table;
      await this.#executor.send('UpdateTable', { TableName: name, DeletionProtectionEnabled: false }, name);
      await this.#handle(schema).drop();
    }
  }

  /** Deletes the items that a scan finds, and returns their number. One request if it finds none. */
  async #delete(filter: Partial<ScanCommandInput>): Promise<number> {
    const [schema] = this.#schemas.values();
    if (schema === undefined) return 0;
    const table = schema.table.name;
    const keys = await this.#keys(schema, filter);
    const send = async (chunk: readonly StoredItem[]): Promise<StoredItem[]> => {
      const request = batchWriteRequest(
        schema,
        chunk.map((key) => ({ delete: key })),
      );
      return batchWriteResult(await this.#executor.send('BatchWriteItem', request, table));
    };
    const { failure, throttling, left } = await runBatch({ requests: keys, most: batchSize, send }, deletion);
    if (failure !== undefined) throw failure.error;
    if (left.length > 0) throw new UnprocessedItemsError(table, left, keys.length, throttling);
    return keys.length;
  }

  async #keys(schema: Schema, filter: Partial<ScanCommandInput>): Promise<StoredItem[]> {
    const names = keyAttributes(schema).map(({ name }, index) => [`#k${index}`, name] as const);
    const input: ScanCommandInput = {
      ...filter,
      TableName: schema.table.name,
      ConsistentRead: true,
      ProjectionExpression: names.map(([placeholder]) => placeholder).join(', '),
      ExpressionAttributeNames: { ...filter.ExpressionAttributeNames, ...Object.fromEntries(names) },
    };
    const keys: StoredItem[] = [];
    let start: StoredItem | undefined;
    do {
      const page = { ...input, ...(start !== undefined && { ExclusiveStartKey: start }) };
      const { Items = [], LastEvaluatedKey } = await this.#executor.send('Scan', page, schema.table.name);
      keys.push(...Items);
      start = LastEvaluatedKey;
    } while (start !== undefined);
    return keys;
  }

  #handle(schema: Schema): TableHandle {
    return new TableHandle(schema, this.#executor);
  }
}
