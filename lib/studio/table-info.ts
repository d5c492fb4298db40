import type { TableHandle } from '../table/table-handle.ts';
import type { TableInfo } from './api-types.ts';
import { failedCall } from './problems.ts';

/** Compares a table with its declaration. An engine or a user without the rights may not be able to. */
export async function tableInfo(table: TableHandle): Promise<TableInfo> {
  const description = await table.describe();
  const exists = description !== undefined;
  const { TableStatus, ItemCount, TableSizeBytes } = description ?? {};
  const facts = {
    exists,
    ...(TableStatus && { status: TableStatus }),
    ...(ItemCount !== undefined && { itemCount: ItemCount }),
    ...(TableSizeBytes !== undefined && { sizeBytes: TableSizeBytes }),
  };
  try {
    const { steps, differences, surplus } = await table.plan();
    return { ...facts, steps, differences, surplus };
  } catch (error) {
    return { ...facts, steps: [], differences: [], surplus: [], unread: failedCall(error).problem.message };
  }
}
