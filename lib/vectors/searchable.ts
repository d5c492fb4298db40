import { ConfigurationError } from '../errors/configuration-error.ts';
import { isUnknownOperation } from '../errors/unknown-operation.ts';

/**
 * True if a search is refused because its index is being filled. On a live table, that lasts for some time after the
 * index is ACTIVE.
 */
export const isFilling = (error: unknown): boolean => error instanceof Error && /backfilling/.test(error.message);

/** Explains the error of an engine without vector indexes. Returns any other error unchanged. */
export function explained(table: string, error: unknown): unknown {
  if (!isUnknownOperation(error)) return error;
  return new ConfigurationError(
    `${table}: the engine at this endpoint has no vector indexes; use DynamoDB, or the local engine dynoxide`,
    { cause: error },
  );
}
