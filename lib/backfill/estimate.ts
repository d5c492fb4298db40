import { bytesPerReadUnit, bytesPerWriteUnit } from '../limits.ts';
import type { RepositoryContext } from '../repository/context.ts';
import type { IndexSchema } from '../schema/schema.ts';
import type { BackfillEstimate } from './backfill-options.ts';

interface Sizes {
  readonly ItemCount?: number | undefined;
  readonly TableSizeBytes?: number | undefined;
  readonly IndexSizeBytes?: number | undefined;
}

/** Reads the size of a table or index, and estimates the cost of a backfill. */
export async function estimateOf(
  { executor, schema }: RepositoryContext,
  index: IndexSchema | undefined,
  signal: AbortSignal | undefined,
): Promise<BackfillEstimate> {
  const { name } = schema.table;
  const { Table } = await executor.send('DescribeTable', { TableName: name }, name, { signal });
  const indexes: readonly (Sizes & { readonly IndexName?: string | undefined })[] = [
    ...(Table?.GlobalSecondaryIndexes ?? []),
    ...(Table?.LocalSecondaryIndexes ?? []),
  ];
  const sizes: Sizes | undefined =
    index === undefined ? Table : indexes.find(({ IndexName }) => IndexName === index.storedName);
  const { ItemCount: items = 0, TableSizeBytes = 0, IndexSizeBytes = TableSizeBytes } = sizes ?? {};
  const bytes = index === undefined ? TableSizeBytes : IndexSizeBytes;
  const unitsPerItem = items === 0 ? 0 : Math.ceil(bytes / items / bytesPerWriteUnit);
  // The scan is eventually consistent.
  const readUnits = Math.ceil(bytes / bytesPerReadUnit / 2);
  return { items, bytes, readUnits, writeUnits: items * unitsPerItem };
}
