import { ConfigurationError } from '../errors/configuration-error.ts';
import { HandlerBatch } from './handler-batch.ts';
import {
  checkHandler,
  checkHandlerOptions,
  checkOn,
  place,
  type StreamHandlerOptions,
  warnOfError,
  warnOfRecord,
} from './handler-options.ts';
import { type HandleChange, HandlerRoutes, type Route } from './handler-routes.ts';
import type { ChangeType, StreamChange } from './stream-change.ts';
import type { StreamRecord } from './stream-record.ts';
import { type StreamSource, schemaOfSource } from './stream-source.ts';

/** An event of AWS Lambda from a stream of DynamoDB. */
export interface StreamEvent {
  readonly Records: readonly StreamRecord[];
}

/** The response to Lambda: the sequence numbers of the records to repeat. */
export interface StreamBatchResponse {
  batchItemFailures: { itemIdentifier: string }[];
}

/** Handlers of changes, as `streamHandler` makes them. `on`, and `otherwise` change the object and return it. */
export interface StreamHandler {
  /**
   * Adds a handler of the changes of a class. If several take a change, they run in the order in which they were added.
   *
   * @param source - a class or its repository; of a class with subclasses, the handler takes their items too
   * @param types - `'insert'`, `'modify'`, `'remove'`, or an array of them
   * @param handle - receives the change and is awaited; if it throws, the record fails
   * @throws ConfigurationError `configuration.invalid` if an argument is invalid
   * @throws ModelDefinitionError `model.invalid` if the class can't be a model
   */
  on<T extends object, Type extends ChangeType>(
    source: StreamSource<T>,
    types: Type | readonly Type[],
    handle: (change: Extract<StreamChange<T>, { readonly type: Type }>) => unknown,
  ): StreamHandler;
  /**
   * Adds a handler of all changes that no other handler takes.
   *
   * The images of a class that the table lists are instances. Those of an unknown entity are stored items:
   * `{ pk: { S: '…' } }`. Without `otherwise`, such changes count as handled.
   *
   * @throws ConfigurationError `configuration.invalid` if the handler is no function
   */
  otherwise(handle: (change: StreamChange) => unknown): StreamHandler;
  /**
   * Returns the handler for AWS Lambda.
   *
   * The event source needs `FunctionResponseTypes: ['ReportBatchItemFailures']`. Lambda then repeats the batch from the
   * lowest failed sequence number on, so records of other keys can come again.
   *
   * @throws ConfigurationError `configuration.invalid` if there is no handler; the returned function rejects with it if
   *   the event is not one of a stream, or has a record of a table that no class has
   */
  lambda(): (event: StreamEvent) => Promise<StreamBatchResponse>;
}

/**
 * Handles the changes of tables in AWS Lambda: by class and type, in order for each key.
 *
 * A change has `type`, `entity`, `key`, `before`, `after`, `changed`, `expired`, `at`, and `sequenceNumber`. If a handler
 * throws, its record is reported to Lambda, and so are the later records of its key, which are not handled. The other keys
 * go on. A record that can't be read goes to `onInvalid`, and never blocks the stream.
 *
 * @throws ConfigurationError `configuration.invalid` if an option is unknown or invalid
 * @example
 * export const handler = streamHandler()
 *   .on(Order, 'modify', async ({ before, after, changed }) => { if (changed.has('status')) await tell(before, after); })
 *   .on(Order, 'remove', async ({ before, expired }) => { if (expired) await archive(before); })
 *   .lambda();
 * // await handler(event) → { batchItemFailures: [{ itemIdentifier: '111' }] }
 */
export function streamHandler(options: StreamHandlerOptions = {}): StreamHandler {
  checkHandlerOptions(options, place, 'constructor');
  return new Handlers(options);
}

class Handlers implements StreamHandler {
  readonly #options: StreamHandlerOptions;
  readonly #routes: Route[] = [];
  readonly #others: HandleChange[] = [];

  constructor(options: StreamHandlerOptions) {
    this.#options = options;
  }

  on<T extends object, Type extends ChangeType>(
    source: StreamSource<T>,
    types: Type | readonly Type[],
    handle: (change: never) => unknown,
  ): this {
    const list = [types].flat() as Type[];
    checkOn(list, handle);
    const schema = schemaOfSource(source, `${place}: on()`);
    this.#routes.push({ schema, types: list, handle: handle as HandleChange });
    return this;
  }

  otherwise(handle: HandleChange): this {
    checkHandler('otherwise', handle);
    this.#others.push(handle);
    return this;
  }

  lambda(): (event: StreamEvent) => Promise<StreamBatchResponse> {
    if (this.#routes.length === 0)
      throw new ConfigurationError(`${place} has no handler; call on(Class, 'modify', handler) before lambda()`);
    const { onInvalid = warnOfRecord, onError = warnOfError, concurrency = 1 } = this.#options;
    const routes = new HandlerRoutes([...this.#routes], [...this.#others]);
    return async (event) => {
      const records = recordsOf(event);
      routes.check(records);
      const failed = await new HandlerBatch(records, { routes, onInvalid, onError, concurrency }).run();
      // In the order of the batch. Lambda repeats the whole batch for a record without a number.
      const repeated = records.filter((record) => failed.has(record));
      return {
        batchItemFailures: repeated.map(({ dynamodb }) => ({ itemIdentifier: dynamodb?.SequenceNumber ?? '' })),
      };
    };
  }
}

/** @throws ConfigurationError if the event is none of a stream */
function recordsOf(event: StreamEvent | null | undefined): readonly StreamRecord[] {
  const records = event?.Records;
  const isStream = ({ eventSource = 'aws:dynamodb', dynamodb }: StreamRecord): boolean =>
    eventSource === 'aws:dynamodb' && typeof dynamodb === 'object' && dynamodb !== null;
  if (
    Array.isArray(records) &&
    records.every((record) => record !== null && typeof record === 'object' && isStream(record))
  )
    return records;
  throw new ConfigurationError(
    `${place}: the event is not one of a stream of DynamoDB, { Records: [{ eventName, dynamodb, … }] }; check the event ` +
      'source of the function',
  );
}
