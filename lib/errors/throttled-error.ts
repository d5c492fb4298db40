import { AnnotableError } from './annotable-error.ts';

/** The reason for throttling, in the terms of DynamoDB. */
export interface ThrottlingReason {
  /** For example `'TableWriteKeyRangeThroughputExceeded'`. */
  readonly reason: string;
  /** The ARN of the table or index. */
  readonly resource: string | undefined;
}

/**
 * DynamoDB throttled the call until the retries of the client ended.
 *
 * Code: `service.throttled`. `reasons` is one list for all three throttling exceptions of DynamoDB.
 *
 * Cure: Call again later, raise the throughput of the table, or spread the keys.
 */
export class ThrottledError extends AnnotableError {
  static override readonly errorName: string = 'ThrottledError';
  readonly table: string;
  /** The reasons that DynamoDB named. Empty if it named none. */
  readonly reasons: readonly ThrottlingReason[];

  constructor(table: string, reasons: readonly ThrottlingReason[], cause: unknown) {
    const why = reasons.length === 0 ? '' : ` (${reasons.map(({ reason }) => reason).join(', ')})`;
    super('service.throttled', `${table}: throttled${why}; try again later, or raise the throughput of the table`, {
      cause,
    });
    this.table = table;
    this.reasons = Object.freeze([...reasons]);
  }
}
