import { AnnotableError } from './annotable-error.ts';
import { type ErrorPlace, placeText } from './validation-error.ts';

/** The stored request that an error is about. */
interface MetRequest<Record> extends ErrorPlace {
  readonly record: Record | undefined;
}

/** An error about one request. `record` is not enumerable, so that a logged error prints no data. */
abstract class RequestError<Record> extends AnnotableError {
  readonly table: string;
  readonly key: string | undefined;
  /** The tracked request as it is stored. Not enumerable. */
  declare readonly record: Record | undefined;

  constructor(code: string, met: MetRequest<Record>, message: string) {
    super(code, `${placeText(met)}: ${message}`);
    this.table = met.table;
    this.key = met.key;
    Object.defineProperty(this, 'record', { value: met.record });
  }
}

/**
 * A tracked request can't go from its status to the status of the step. Nothing was changed.
 *
 * Code: `status.illegalTransition`.
 *
 * Cure: Look at `record` and `allowed`. If the request has ended, use `redrive()` to start it again.
 */
export class IllegalTransitionError<Record = unknown> extends RequestError<Record> {
  static override readonly errorName: string = 'IllegalTransitionError';
  /** The current status. */
  readonly from: string;
  /** The status of the step. */
  readonly to: string;
  /** The statuses that can follow `from`. Empty if `from` is final. */
  readonly allowed: readonly string[];

  constructor(met: MetRequest<Record>, from: string, to: string, allowed: readonly string[]) {
    const rule = allowed.length === 0 ? `${from} is final` : `from ${from} it can go to ${allowed.join(', ')}`;
    super('status.illegalTransition', met, `can't go from ${from} to ${to}: ${rule}`);
    this.from = from;
    this.to = to;
    this.allowed = Object.freeze([...allowed]);
  }
}

/**
 * A worker does not have the lease of a tracked request: another worker has claimed it, or nobody has. Nothing was
 * changed.
 *
 * Code: `status.leaseLost`.
 *
 * Cure: Stop the work. Claim a request with `claim()` before you work on it.
 */
export class LeaseLostError<Record = unknown> extends RequestError<Record> {
  static override readonly errorName: string = 'LeaseLostError';
  /** The `owner` that you passed. */
  readonly owner: string;

  constructor(met: MetRequest<Record>, owner: string) {
    super('status.leaseLost', met, `is not, or no longer, claimed by '${owner}'; claim() it before working on it`);
    this.owner = owner;
  }
}

/**
 * A tracked request was started again with another payload. Nothing was changed.
 *
 * Code: `status.payloadMismatch`.
 *
 * Cure: Use a new id for the second request.
 */
export class PayloadMismatchError<Record = unknown> extends RequestError<Record> {
  static override readonly errorName: string = 'PayloadMismatchError';
  constructor(met: MetRequest<Record>) {
    super('status.payloadMismatch', met, 'was started with another payload; give this request an id of its own');
  }
}

/**
 * A tracked request did not end within the time of `waitFor()`. It continues.
 *
 * Code: `status.waitTimeout`. `record` is the last state that was read.
 *
 * Cure: Wait again, or pass a higher `timeoutMs`.
 */
export class WaitTimeoutError<Record = unknown> extends RequestError<Record> {
  static override readonly errorName: string = 'WaitTimeoutError';
  constructor(met: MetRequest<Record>, timeoutMs: number) {
    super('status.waitTimeout', met, `has not ended within ${timeoutMs} ms; it goes on, and can be waited for again`);
  }
}
