import type { StoredItem } from '../sdk-types.ts';

/** The reason why DynamoDB rejected an action. `Code` is `'None'` if this action is not the cause. */
export interface CancellationReason {
  readonly Code?: string | undefined;
  readonly Message?: string | undefined;
  readonly Item?: StoredItem | undefined;
}

/** Returns the reasons of a canceled transaction, one for each action. Undefined for any other error. */
export function cancellationReasons(error: unknown): readonly CancellationReason[] | undefined {
  if (!(error instanceof Error) || error.name !== 'TransactionCanceledException') return undefined;
  return (error as { readonly CancellationReasons?: readonly CancellationReason[] }).CancellationReasons ?? [];
}

/** True if a transaction failed only because of conflicts with other requests for the same items. */
export function isConflictAlone(reasons: readonly CancellationReason[]): boolean {
  const blamed = reasons.filter(({ Code = 'None' }) => Code !== 'None');
  return blamed.length > 0 && blamed.every(({ Code }) => Code === 'TransactionConflict');
}

/** True if the condition of an action failed. */
export const isRefused = (reason: CancellationReason | undefined): reason is CancellationReason =>
  reason?.Code === 'ConditionalCheckFailed';
