import { AnnotableError } from './annotable-error.ts';

/** Why DynamoDB throttled, as it names it itself. */
export interface ThrottlingReason {
  /** `'TableWriteKeyRangeThroughputExceeded'` and the like. */
  readonly reason: string;
  /** The ARN of the table or index. */
  readonly resource: string | undefined;
}

/**
 * DynamoDB throttled the call until the client's retries ran out.
 *
 * Code: `service.throttled`. `reasons` is one list, whichever of its three exceptions DynamoDB used.
 */
export class ThrottledError extends AnnotableError {
  static override readonly errorName: string = 'ThrottledError';
  readonly table: string;
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
