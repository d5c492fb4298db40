import type { Attributes, Counter, Histogram, Meter } from '@opentelemetry/api';
import type { OperationReport } from '../execution/instrumentations.ts';
import { errorAttributes } from './operation-attributes.ts';

/** The limits of the semantic conventions, in seconds. */
const explicitBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

/** The attributes of a span that are few enough for metrics. */
const ofMetrics = ['db.system.name', 'db.operation.name', 'db.collection.name', 'server.address', 'server.port'];

type Amount = 'readUnits' | 'writeUnits' | 'vectorSearchBytes' | 'vectorWriteBytes';

/** The counters: the amount of the report, the name, the unit, and the description. */
const amounts: readonly (readonly [Amount, name: string, unit: string, description: string])[] = [
  ['readUnits', 'read_units', '{unit}', 'Read capacity units that operations consumed.'],
  ['writeUnits', 'write_units', '{unit}', 'Write capacity units that operations consumed.'],
  ['vectorSearchBytes', 'vector_search_bytes', 'By', 'Bytes of vector searches that operations consumed.'],
  ['vectorWriteBytes', 'vector_write_bytes', 'By', 'Bytes of vector writes that operations consumed.'],
];

/** The metrics of operations. */
export class OperationMeters {
  readonly #duration: Histogram;
  readonly #amounts: readonly (readonly [Amount, Counter])[];

  constructor(meter: Meter) {
    this.#duration = meter.createHistogram('db.client.operation.duration', {
      description: 'Duration of database client operations.',
      unit: 's',
      advice: { explicitBucketBoundaries },
    });
    this.#amounts = amounts.map(([amount, name, unit, description]) => [
      amount,
      meter.createCounter(`annotable.operation.${name}`, { description, unit }),
    ]);
  }

  /** @param ofSpan - the attributes of the span */
  record(report: OperationReport, ofSpan: Attributes): void {
    const attributes: Attributes = errorAttributes(report.error);
    for (const name of ofMetrics) if (ofSpan[name] !== undefined) attributes[name] = ofSpan[name];
    this.#duration.record(report.durationMs / 1_000, attributes);
    for (const [amount, counter] of this.#amounts) if (report[amount] > 0) counter.add(report[amount], attributes);
  }
}
