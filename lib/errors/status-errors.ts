import { AnnotableError } from './annotable-error.ts';
import { type ErrorPlace, placeText } from './validation-error.ts';

/** The request that an error is about, as it was met. */
interface MetRequest<Record> extends ErrorPlace {
  readonly record: Record | undefined;
}

/** An error about one request; `record` is not enumerable, so that a logged error prints no data. */
abstract class RequestError<Record> extends AnnotableError {
  readonly table: string;
  readonly key: string | undefined;
  /** The request as it was met. */
  declare readonly record: Record | undefined;

  constructor(code: string, met: MetRequest<Record>, message: string) {
    super(code, `${placeText(met)}: ${message}`);
    this.table = met.table;
    this.key = met.key;
    Object.defineProperty(this, 'record', { value: met.record });
  }
}

/**
 * A request has a status from which the one that was asked for can't be reached.
 *
 * Code: `status.illegalTransition`. Nothing was changed.
 */
export class IllegalTransitionError<Record = unknown> extends RequestError<Record> {
  static override readonly errorName: string = 'IllegalTransitionError';
  readonly from: string;
  readonly to: string;
  /** The statuses that can be reached from `from`; none where it is final. */
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
 * A worker works on a request that another has taken over, or that it never claimed.
 *
 * Code: `status.leaseLost`. Nothing was changed; the worker should stop.
 */
export class LeaseLostError<Record = unknown> extends RequestError<Record> {
  static override readonly errorName: string = 'LeaseLostError';
  readonly owner: string;

  constructor(met: MetRequest<Record>, owner: string) {
    super('status.leaseLost', met, `is not, or no longer, claimed by '${owner}'; claim() it before working on it`);
    this.owner = owner;
  }
}

/**
 * A request was started again with another payload: two requests under one id.
 *
 * Code: `status.payloadMismatch`. Nothing was changed; give the second request an id of its own.
 */
export class PayloadMismatchError<Record = unknown> extends RequestError<Record> {
  static override readonly errorName: string = 'PayloadMismatchError';
  constructor(met: MetRequest<Record>) {
    super('status.payloadMismatch', met, 'was started with another payload; give this request an id of its own');
  }
}

/**
 * A request has not come to where it was waited for in time.
 *
 * Code: `status.waitTimeout`. The request goes on; `record` is what was seen last.
 */
export class WaitTimeoutError<Record = unknown> extends RequestError<Record> {
  static override readonly errorName: string = 'WaitTimeoutError';
  constructor(met: MetRequest<Record>, timeoutMs: number) {
    super('status.waitTimeout', met, `has not ended within ${timeoutMs} ms; it goes on, and can be waited for again`);
  }
}
