import { ConfigurationError } from '../errors/configuration-error.ts';
import type { TableSchema } from '../schema/table-schema.ts';
import { isUnknownOperation, type TableCalls, type TableTime } from './table-calls.ts';

/**
 * True if a search is refused because its index is being filled. On a live table, that lasts for some time after the
 * index is ACTIVE.
 */
export const isFilling = (error: unknown): boolean => error instanceof Error && /backfilling/.test(error.message);

/** Returns the error of an engine that has no vector indexes. */
export const withoutVectors = (table: string, cause: unknown): ConfigurationError =>
  new ConfigurationError(
    `${table}: the engine at this endpoint has no vector indexes; use DynamoDB, or the local engine dynoxide`,
    { cause },
  );

const isDone = async (): Promise<boolean> => false;

/**
 * Rejects an engine without vector indexes before anything is created there.
 *
 * @throws ConfigurationError `configuration.invalid` if the table has vector indexes, and the engine doesn't know them
 */
export async function requireVectors(calls: TableCalls, table: TableSchema, time: TableTime): Promise<void> {
  const [index] = Object.values(table.vectorIndexes);
  if (index === undefined) return;
  try {
    await calls.send('SearchVectors', { TableName: table.name, ...index.probe }, time);
  } catch (error) {
    if (isUnknownOperation(error)) throw withoutVectors(table.name, error);
    // The table or the index may not exist yet.
  }
}

/** Waits until a search of each vector index is answered. A caller without the permission to search doesn't wait. */
export async function untilSearchable(calls: TableCalls, table: TableSchema, time: TableTime): Promise<void> {
  for (const { probe } of Object.values(table.vectorIndexes)) {
    try {
      const input = { TableName: table.name, ...probe };
      await calls.change('SearchVectors', input, time, { isDone, isTemporary: isFilling });
    } catch (error) {
      if (!(error instanceof Error && error.name === 'AccessDeniedException')) throw error;
    }
  }
}
