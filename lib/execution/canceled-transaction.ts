import type { StoredItem } from '../sdk-types.ts';

/** Why DynamoDB didn't do an action; `'None'` where it was not to blame. */
export interface CancellationReason {
  readonly Code?: string | undefined;
  readonly Message?: string | undefined;
  readonly Item?: StoredItem | undefined;
}

/** The reasons of a canceled transaction, one an action; undefined for any other error. */
export function cancellationReasons(error: unknown): readonly CancellationReason[] | undefined {
  if (!(error instanceof Error) || error.name !== 'TransactionCanceledException') return undefined;
  return (error as { readonly CancellationReasons?: readonly CancellationReason[] }).CancellationReasons ?? [];
}

/** True where a transaction failed for nothing but others that wrote or read the same items at the same time. */
export function isConflictAlone(reasons: readonly CancellationReason[]): boolean {
  const blamed = reasons.filter(({ Code = 'None' }) => Code !== 'None');
  return blamed.length > 0 && blamed.every(({ Code }) => Code === 'TransactionConflict');
}

/** True where the condition of an action didn't hold. */
export const isRefused = (reason: CancellationReason | undefined): reason is CancellationReason =>
  reason?.Code === 'ConditionalCheckFailed';
