import { amount, type CheckOptions, kind, optionRules } from '../errors/option-rules.ts';
import { isWhole } from '../errors/whole-number.ts';
import type { RecordedRequest } from '../execution/request-recorder.ts';
import { requestText } from '../operations/request-text.ts';
import { type CapacityUnits, type ItemSizes, requestUnits, sumUnits } from '../operations/request-units.ts';
import type { Schema } from '../schema/schema.ts';

/** The methods that `explain` takes. Queries and scans are explained by their results. */
export type ExplainedMethod =
  | 'create'
  | 'put'
  | 'update'
  | 'upsert'
  | 'delete'
  | 'deleteIfExists'
  | 'restore'
  | 'purge'
  | 'get'
  | 'getOrThrow'
  | 'exists'
  | 'getMany'
  | 'load'
  | 'putMany'
  | 'deleteMany'
  | 'deletePartition'
  | 'search'
  | 'raw';

/** The requests of a call that was not sent, and their estimated cost. */
export interface Explanation extends CapacityUnits {
  /** The method, for example `update` or `query`. */
  readonly operation: string;
  /** The requests that don't depend on a response, in the order in which they would be sent. */
  readonly requests: readonly RecordedRequest[];
  /** The requests as text, with names and values in place of placeholders. */
  readonly text: string;
  /** The name of the index that is read. Undefined for the table. */
  readonly index: string | undefined;
  /** Estimated read units, for the default sizes. */
  readonly readUnits: number;
  /** Estimated write units, those of indexes included, for the default sizes. */
  readonly writeUnits: number;
  /** Reasons why the call can cost more than it seems, and requests that depend on responses. */
  readonly warnings: readonly string[];
  /**
   * Estimates the units for other sizes.
   *
   * @throws ConfigurationError `configuration.invalid` if a size is not valid
   * @example
   * (await orders.explain('update', id, { paid: true })).unitsFor({ itemBytes: 20_000 }); // { …, writeUnits: 20 }
   */
  unitsFor(sizes: ItemSizes): CapacityUnits;
}

/** The parts that an explanation is made of. */
export interface Explained {
  readonly operation: string;
  readonly schema: Schema;
  readonly requests: readonly RecordedRequest[];
  readonly warnings: readonly string[];
  readonly sizes: ItemSizes;
  /** The units of requests that depend on responses. Default: none. */
  readonly later?: ((sizes: ItemSizes) => CapacityUnits) | undefined;
}

const checkSizes: CheckOptions = optionRules<ItemSizes>({
  itemBytes: amount,
  items: kind('must be a whole number of 0 or more', (value) => isWhole(value, 0)),
});

/** Creates an explanation. */
export function explanationOf({ operation, schema, requests, warnings, sizes, later }: Explained): Explanation {
  const unitsFor = (given: ItemSizes): CapacityUnits => {
    checkSizes(given, schema.table.name, 'explain');
    const each = requests.map((request) => requestUnits(schema, request.operation, request.input, given));
    return sumUnits(later === undefined ? each : [...each, later(given)]);
  };
  const explanation = {
    operation,
    requests,
    text: requests.map((request) => requestText(request.operation, request.input)).join('\n'),
    index: indexOf(schema, requests),
    ...unitsFor(sizes),
    warnings,
  };
  // Not enumerable, so an explanation is plain data for JSON and for tests.
  return Object.defineProperty(explanation, 'unitsFor', { value: unitsFor }) as unknown as Explanation;
}

function indexOf({ indexes }: Schema, [request]: readonly RecordedRequest[]): string | undefined {
  const { IndexName } = (request?.input ?? {}) as { readonly IndexName?: string };
  return Object.values(indexes).find(({ storedName }) => storedName === IndexName)?.name ?? IndexName;
}
