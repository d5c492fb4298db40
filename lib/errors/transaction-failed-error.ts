import { AnnotableError } from './annotable-error.ts';

/** The result of one action of a transaction. */
export interface TransactionReason<T = unknown> {
  /** `'create'`, `'put'`, `'upsert'`, `'update'`, `'delete'`, `'check'`, or `'get'`. */
  readonly action: string;
  /** The name of the class. */
  readonly model: string;
  readonly table: string;
  /** The key as text, `personId=1`. */
  readonly key: string | undefined;
  /** The code of DynamoDB: `'None'`, `'ConditionalCheckFailed'`, `'TransactionConflict'`, `'ValidationError'`, … */
  readonly code: string;
  /** The message of DynamoDB, if there is one. */
  readonly message: string | undefined;
  /** The error that a single write would throw. Undefined if this action is not the cause. */
  readonly error: Error | undefined;
  /** The existing item, as an instance of its class. */
  readonly item: T | undefined;
}

/**
 * DynamoDB refused a transaction, and none of its actions was done. `reasons[i]` is about action i.
 *
 * Code: `transaction.failed`.
 *
 * Cure: Look for the entries of `reasons` that have an `error`, and handle each like the error of a single write.
 */
export class TransactionFailedError extends AnnotableError {
  static override readonly errorName: string = 'TransactionFailedError';
  /** One entry for each action, in order. Not enumerable. */
  declare readonly reasons: readonly TransactionReason[];

  constructor(reasons: readonly TransactionReason[], cause: unknown) {
    const blamed = reasons.flatMap(({ action, model, table, key, code, error }, index) => {
      const place = key === undefined ? table : `${table} (${key})`;
      return code === 'None'
        ? []
        : `\n  - ${model}: action ${index}, ${action} ${place}: ${error?.message.replace(`${place}:`, '').trimStart() ?? code}`;
    });
    super('transaction.failed', `the transaction was refused, and nothing of it was done:${blamed.join('')}`, {
      cause,
    });
    // Not enumerable, so that a logged error prints no items.
    Object.defineProperty(this, 'reasons', { value: Object.freeze([...reasons]) });
  }
}
