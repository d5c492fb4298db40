import { ConfigurationError } from '../../errors/configuration-error.ts';
import { wholeNumber } from '../../errors/whole-number.ts';
import type { RecordedError } from './wire-message.ts';

/**
 * A fault of a request:
 *
 * - `throttled`: DynamoDB rejects the request, because the table has too little capacity
 * - `lostResponse`: the request is done, and its response is lost
 * - `unavailable`: no connection; nothing is sent
 * - `serverError`: DynamoDB responds with status 500; nothing is done
 * - `conditionFailed`: the condition of a write, or of the first action of a transaction, fails
 * - `transactionConflict`: another transaction uses the item
 */
export type RecordingFault =
  | 'throttled'
  | 'lostResponse'
  | 'unavailable'
  | 'serverError'
  | 'conditionFailed'
  | 'transactionConflict';

/** The calls that `failNext` applies to. */
export interface FaultOptions {
  /** Name of an API call: `'PutItem'`. Default: the next call that can have the fault. */
  readonly operation?: string | undefined;
  /** Number of calls, 1 or more. Default: 1. */
  readonly times?: number | undefined;
}

const writes = ['PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems'];

interface FaultKind {
  /** The operations that can have the fault. Undefined for all. */
  readonly operations?: readonly string[];
  readonly error: RecordedError;
}

const service = (name: string, message: string, status = 400): RecordedError => ({ name, message, status });

const kinds: Readonly<Record<RecordingFault, FaultKind>> = {
  throttled: { error: service('ProvisionedThroughputExceededException', 'The table has too little capacity.') },
  lostResponse: { error: { name: 'ECONNRESET', message: 'socket hang up' } },
  unavailable: { error: { name: 'ECONNREFUSED', message: 'connect ECONNREFUSED' } },
  serverError: { error: service('InternalServerError', 'The request could not be processed.', 500) },
  conditionFailed: {
    operations: writes,
    error: service('ConditionalCheckFailedException', 'The conditional request failed'),
  },
  transactionConflict: {
    operations: [...writes, 'TransactGetItems'],
    error: service('TransactionConflictException', 'Transaction is ongoing for the item'),
  },
};

/** Codes of the reasons of a canceled transaction. */
const reasons: Readonly<Partial<Record<RecordingFault, string>>> = {
  conditionFailed: 'ConditionalCheckFailed',
  transactionConflict: 'TransactionConflict',
};

interface PlannedFault {
  readonly fault: RecordingFault;
  readonly operation: string | undefined;
  times: number;
}

/** The faults of the next calls. All attempts of one call have the same fault. */
export class Faults {
  #planned: PlannedFault[] = [];
  /** By the id of the call. */
  readonly #calls = new Map<string, RecordingFault>();

  /** @throws ConfigurationError `configuration.invalid` if the fault is unknown, or the operation can't have it */
  plan(fault: RecordingFault, { operation, times = 1 }: FaultOptions): void {
    const kind = Object.hasOwn(kinds, fault) ? kinds[fault] : undefined;
    if (kind === undefined)
      throw new ConfigurationError(
        `failNext: there is no fault '${String(fault)}'; known are ${Object.keys(kinds).join(', ')}`,
      );
    if (operation !== undefined && kind.operations?.includes(operation) === false)
      throw new ConfigurationError(
        `failNext: ${operation} can't have the fault ${fault}; it is one of ${kind.operations.join(', ')}`,
      );
    this.#planned.push({ fault, operation, times: wholeNumber('failNext: times', times, { least: 1 }) });
  }

  /** Returns the fault of a request, and whether an earlier attempt of its call had it too. */
  of(operation: string, call: string): { readonly fault: RecordingFault; readonly isRepeated: boolean } | undefined {
    const known = this.#calls.get(call);
    if (known !== undefined) return { fault: known, isRepeated: true };
    const planned = this.#planned.find((each) =>
      each.operation === undefined
        ? kinds[each.fault].operations?.includes(operation) !== false
        : each.operation === operation,
    );
    if (planned === undefined) return undefined;
    planned.times--;
    this.#planned = this.#planned.filter(({ times }) => times > 0);
    if (call !== '') this.#calls.set(call, planned.fault);
    return { fault: planned.fault, isRepeated: false };
  }

  clear(): void {
    this.#planned = [];
    this.#calls.clear();
  }
}

/** Returns the error of a fault for one request. */
export function errorOf(fault: RecordingFault, operation: string, input: unknown): RecordedError {
  const code = reasons[fault];
  if (code === undefined || !operation.startsWith('Transact')) return kinds[fault].error;
  const { TransactItems = [] } = input as { readonly TransactItems?: readonly unknown[] };
  const codes = TransactItems.map((_, index) => (index === 0 ? code : 'None'));
  return {
    ...service('TransactionCanceledException', `Transaction cancelled, specific reasons [${codes.join(', ')}]`),
    details: { CancellationReasons: codes.map((Code) => ({ Code })) },
  };
}
