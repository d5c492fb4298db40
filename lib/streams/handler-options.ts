import { ConfigurationError } from '../errors/configuration-error.ts';
import { type CheckOptions, callback, kind, optionRules } from '../errors/option-rules.ts';
import { isWhole } from '../errors/whole-number.ts';
import { type ChangeType, changeTypes, type StreamChange } from './stream-change.ts';
import type { StreamRecord } from './stream-record.ts';

/**
 * Receives a record whose item can't be read, with an `InvalidItemError`. If it throws, the record counts as failed.
 *
 * Other errors, for example of a key service that is out of reach, don't come here: the record fails, and comes again.
 */
export type OnInvalidRecord = (error: Error, record: StreamRecord) => unknown;

/** Options of `streamHandler`. */
export interface StreamHandlerOptions {
  /**
   * Receives each record that can't be read; the record then counts as handled. Default: a warning of the process.
   *
   * If it throws, the record fails, and Lambda repeats it until it expires.
   */
  readonly onInvalid?: OnInvalidRecord | undefined;
  /** Receives each error of a handler; the record then counts as failed. Default: a warning of the process. */
  readonly onError?: ((error: unknown, change: StreamChange) => unknown) | undefined;
  /** Number of keys whose changes are handled at once. Default: 1, which keeps the order of the whole batch. */
  readonly concurrency?: number | undefined;
}

export const place = 'streamHandler';

export const checkHandlerOptions: CheckOptions = optionRules<StreamHandlerOptions>({
  onInvalid: callback,
  onError: callback,
  concurrency: kind('must be a whole number of 1 or more', (value) => isWhole(value, 1)),
});

/** @throws ConfigurationError if the types or the handler of `on` are invalid */
export function checkOn(types: readonly unknown[], handle: unknown): void {
  const wrong = types.find((type) => !changeTypes.includes(type as ChangeType));
  if (wrong !== undefined || types.length === 0)
    throw new ConfigurationError(
      `${place}: on() takes a type of changes, or an array of them: ${changeTypes.map((type) => `'${type}'`).join(', ')}`,
    );
  checkHandler('on', handle);
}

/** @throws ConfigurationError if a handler is no function */
export function checkHandler(method: string, handle: unknown): void {
  if (typeof handle !== 'function')
    throw new ConfigurationError(`${place}: the handler of ${method}() must be a function, not ${typeof handle}`);
}

/** Reports a record that can't be read if there is no `onInvalid`. The text of the error has keys, and no values. */
export function warnOfRecord({ message }: Error): void {
  process.emitWarning(`${message}\nThe record counts as handled. Pass onInvalid to keep such records.`, {
    type: 'StreamRecordWarning',
    code: 'ANNOTABLE_INVALID_RECORD',
  });
}

/** Reports the error of a handler if there is no `onError`. */
export const warnOfError = (error: unknown, { type, entity, sequenceNumber }: StreamChange): void =>
  warnOfFailure(`a handler of streamHandler failed: ${type} of ${entity}, record ${sequenceNumber}`, error);

/** Reports a record that can't be read now, although its item may be valid: for example if its key is out of reach. */
export const warnOfUnread = (error: unknown, { dynamodb }: StreamRecord): void =>
  warnOfFailure(`streamHandler could not read the record ${dynamodb?.SequenceNumber}, which comes again`, error);

function warnOfFailure(message: string, error: unknown): void {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.emitWarning(message, { type: 'StreamHandlerWarning', code: 'ANNOTABLE_HANDLER_FAILED', detail });
}
