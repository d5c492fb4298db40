import type { Schema } from '../schema/schema.ts';
import type {
  BatchWriteItemCommandInput,
  BatchWriteItemCommandOutput,
  StoredItem,
  WriteRequest,
} from '../sdk-types.ts';

/** One write of a batch: an item to put, or a key to delete. */
export type BatchWrite = { readonly put: StoredItem } | { readonly delete: StoredItem };

const writeRequest = (write: BatchWrite): WriteRequest =>
  'put' in write ? { PutRequest: { Item: write.put } } : { DeleteRequest: { Key: write.delete } };

/** Builds the request that puts and deletes up to 25 items. */
export function batchWriteRequest(schema: Schema, writes: readonly BatchWrite[]): BatchWriteItemCommandInput {
  return { RequestItems: { [schema.table.name]: writes.map(writeRequest) } };
}

/** Returns the unprocessed items and keys. */
export function batchWriteResult({ UnprocessedItems }: BatchWriteItemCommandOutput): StoredItem[] {
  const left = Object.values(UnprocessedItems ?? {}).flat();
  return left.map(({ PutRequest, DeleteRequest }) => PutRequest?.Item ?? DeleteRequest?.Key ?? {});
}
